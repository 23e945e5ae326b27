/** The report that somebody can hand to whoever helps them: asked for, redacted, and written to a file of their choice. */
import { readFile } from 'node:fs/promises';
import { LOG_FILES_KEPT, logFilePath } from '../log/logFile.ts';
import { reportedLine } from './logLines.ts';
import { type ReportInput, reportFiles } from './reportFiles.ts';
import { type Known, makeScrubber } from './scrub.ts';
import { writeZip, type ZippedFile } from './zipFile.ts';

/** Lines that are gone through at a time. */
const LINES_AT_ONCE = 100;

export interface ReportOptions {
  /** Of the log. */
  logFolder: string;
  redact: Known['redact'];
  /** What is known now, and which names are not to be in it. */
  gather(): Promise<Omit<ReportInput, 'scrub' | 'at'> & Pick<Known, 'names'>>;
  askWhereToSave(name: string): Promise<string | null>;
  /** Wall clock, ms since the epoch. */
  now(): number;
}

/** False where the person thought better of it. @throws HarkError (by rejection) output.unwritable */
export async function exportReport(options: ReportOptions): Promise<boolean> {
  const at = new Date(options.now());
  const path = await options.askWhereToSave(`hark-report-${at.toISOString().slice(0, 10)}.zip`);
  if (path === null) return false;
  const { names, ...known } = await options.gather();
  const scrub = makeScrubber({ redact: options.redact, names });
  const files = reportFiles({ ...known, at: at.getTime(), scrub });
  await writeZip(path, [...zipped(files), ...logs(options.logFolder, scrub)], at);
  return true;
}

function zipped(files: ReadonlyMap<string, string>): ZippedFile[] {
  return [...files].map(([name, text]) => ({ name, pieces: [text] }));
}

function logs(folder: string, scrub: (text: string) => string): ZippedFile[] {
  return Array.from({ length: LOG_FILES_KEPT }, (_, generation) => ({
    name: generation === 0 ? 'logs/hark.log' : `logs/hark.${generation}.log`,
    pieces: logPieces(logFilePath(folder, generation), scrub),
  }));
}

async function* logPieces(path: string, scrub: (text: string) => string): AsyncGenerator<string> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const lines = text.split('\n');
  for (let from = 0; from < lines.length; from += LINES_AT_ONCE) {
    const piece = lines.slice(from, from + LINES_AT_ONCE).flatMap((line) => reportedLine(line, scrub) ?? []);
    if (piece.length > 0) yield `${piece.join('\n')}\n`;
  }
}
