/** Where the log goes: a rotated file, and the terminal while developing. */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import electronLog from 'electron-log/node';
import { LOG_LEVELS } from '../../../contract/upkeep.ts';
import type { LineRing } from './lineRing.ts';
import { createLog, type Log, type LogLevel } from './log.ts';

/** A file that has grown past this is rotated away before the next line. */
export const LOG_FILE_MAX_BYTES = 1024 * 1024;
/** The current file and the older ones, hark.1.log being the newest of those. */
export const LOG_FILES_KEPT = 4;

const LOG_NAME = 'hark';

/** @param generation 0 is the file that is written; the higher, the older */
export function logFilePath(folder: string, generation: number): string {
  return join(folder, generation === 0 ? `${LOG_NAME}.log` : `${LOG_NAME}.${generation}.log`);
}

export interface LogFileOptions {
  folder: string;
  level: LogLevel;
  redact(text: string): string;
  /** Also write to this process's stderr. */
  echo: boolean;
  /** Gets every line of the level, too. */
  ring?: LineRing;
}

/** Opens the log. A folder that cannot be written costs the file, never the app. */
export function openLog({ folder, level, redact, echo, ring }: LogFileOptions): Log {
  // electron-log's node entry, not its Electron one: that opens an unchecked channel for the renderer.
  const logger = electronLog.create({ logId: folder });
  const path = (generation: number) => logFilePath(folder, generation);

  const { file, console: terminal } = logger.transports;
  file.level = level;
  file.setAppName(LOG_NAME);
  file.maxSize = LOG_FILE_MAX_BYTES;
  file.resolvePathFn = () => path(0);
  file.format = ({ message }) => [formatEntry(message.date, message.level, message.data)];
  file.archiveLogFn = (current) => {
    try {
      rmSync(path(LOG_FILES_KEPT - 1), { force: true });
      for (let generation = LOG_FILES_KEPT - 2; generation >= 0; generation -= 1) {
        if (existsSync(path(generation))) renameSync(path(generation), path(generation + 1));
      }
    } catch {
      // The bound on disk holds also where a file cannot be moved, a scanner holding it open for example.
      current.clear();
    }
  };
  terminal.level = echo ? level : false;
  terminal.writeFn = ({ message }) => {
    process.stderr.write(`${formatEntry(message.date, message.level, message.data)}\n`);
  };
  terminal.transforms = [];

  try {
    mkdirSync(folder, { recursive: true });
  } catch {
    file.level = false;
  }
  const least = LOG_LEVELS.indexOf(level);
  return createLog((entryLevel, line) => {
    if (LOG_LEVELS.indexOf(entryLevel) <= least) ring?.push({ at: Date.now(), level: entryLevel, line });
    logger[entryLevel](line);
  }, redact);
}

function formatEntry(date: Date, level: string, data: readonly unknown[]): string {
  return `${date.toISOString()} [${level}] ${data.join(' ')}`;
}
