/** What earlier runs wrote into the log files. */
import { open } from 'node:fs/promises';
import { LOG_LINES_KEPT } from '../../../contract/upkeep.ts';
import { filedLine, type RawLine } from './lineRing.ts';
import { LOG_FILES_KEPT, logFilePath } from './logFile.ts';

/** Of each file, from its end: more than so many lines take. */
const READ_MAX_BYTES = 512 * 1024;

/**
 * The last lines before a moment, oldest first. What cannot be read is left out.
 *
 * @param before ms since the epoch: when this run began
 */
export async function earlierLines(folder: string, before: number): Promise<RawLine[]> {
  let lines: RawLine[] = [];
  for (let generation = 0; generation < LOG_FILES_KEPT && lines.length < LOG_LINES_KEPT; generation += 1) {
    const text = await endOf(logFilePath(folder, generation)).catch(() => '');
    const found = text.split('\n').flatMap((one) => filedLine(one) ?? []);
    lines = [...found.filter(({ at }) => at < before), ...lines];
  }
  return lines.slice(-LOG_LINES_KEPT);
}

async function endOf(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const length = Math.min(size, READ_MAX_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}
