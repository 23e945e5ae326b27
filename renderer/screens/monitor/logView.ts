/** Which lines of the log are shown, and how they are copied. Pure. */
import { LOG_LEVELS, LOG_TAGS, type LogLevel, type LogLine, type LogTag } from '../../../contract/upkeep.ts';

export const LEVEL_NAMES: Record<LogLevel, string> = {
  error: 'Errors',
  warn: 'Warnings',
  info: 'Information',
  debug: 'Details',
};
export const TAG_NAMES: Record<LogTag, string> = {
  main: 'Hark',
  engine: 'Voice engine',
  renderer: 'Window',
};

export interface LogFilter {
  levels: readonly LogLevel[];
  tags: readonly LogTag[];
  /** Every word of it has to be in the line, in any case. */
  text: string;
}
export const EVERYTHING: LogFilter = { levels: LOG_LEVELS, tags: LOG_TAGS, text: '' };

export function matchingLines(
  lines: readonly LogLine[],
  { levels, tags, text }: LogFilter,
): readonly LogLine[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (levels.length === LOG_LEVELS.length && tags.length === LOG_TAGS.length && words.length === 0)
    return lines;
  return lines.filter((line) => {
    if (!levels.includes(line.level) || !tags.includes(line.tag)) return false;
    const said = line.text.toLowerCase();
    return words.every((word) => said.includes(word));
  });
}

/** With or without it, in the order that all of them have. */
export function toggled<T>(all: readonly T[], chosen: readonly T[], one: T): T[] {
  const isChosen = chosen.includes(one);
  return all.filter((each) => (each === one ? !isChosen : chosen.includes(each)));
}

/** As they are in the file: one a line, with the time in full. */
export function linesText(lines: readonly LogLine[]): string {
  return lines
    .map(({ at, level, tag, text }) => `${new Date(at).toISOString()} ${level} [${tag}] ${text}`)
    .join('\n');
}

/** "12 of 300 lines". */
export function lineCount(shown: number, all: number): string {
  const lines = all === 1 ? 'line' : 'lines';
  return shown === all ? `${all} ${lines}` : `${shown} of ${all} ${lines}`;
}
