/** The one log of the app: levels, a tag per process, and nothing in a line that says who its user is. */

import { LOG_LEVELS, type LogLevel, type LogTag } from '../../../contract/upkeep.ts';

export type { LogLevel, LogTag } from '../../../contract/upkeep.ts';
export type LogFields = Record<string, string | number | boolean | null | undefined>;

/** Longer lines are cut: what another process says is bounded here. */
export const LOG_LINE_MAX_CHARS = 2_000;

type Write = (message: string, fields?: LogFields) => void;
export interface Log extends Record<LogLevel, Write> {
  /** The same log under another process's tag. */
  of(tag: LogTag): Log;
}

/** @param sink takes finished lines, in one piece each, already free of personal paths */
export function createLog(
  sink: (level: LogLevel, line: string) => void,
  redact: (text: string) => string,
  tag: LogTag = 'main',
): Log {
  const at =
    (level: LogLevel): Write =>
    (message, fields = {}) =>
      sink(level, `(${tag}) ${formatLine(redact, message, fields)}`);
  return {
    error: at('error'),
    warn: at('warn'),
    info: at('info'),
    debug: at('debug'),
    of: (other) => createLog(sink, redact, other),
  };
}

function formatLine(redact: (text: string) => string, message: string, fields: LogFields): string {
  const pairs = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}=${typeof value === 'string' ? JSON.stringify(value) : value}`);
  const line = redact(message + pairs.join(''));
  // One event is one line: a line break inside it could pass for a line of its own.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
  const flat = line.replace(/[\u0000-\u001f\u007f]+/g, ' ');
  return flat.length > LOG_LINE_MAX_CHARS ? `${flat.slice(0, LOG_LINE_MAX_CHARS)}…` : flat;
}

/** The level that HARK_LOG_LEVEL asks for; 'info' where it is absent or no level. */
export function chosenLevel(value: string | undefined): LogLevel {
  return LOG_LEVELS.find((level) => level === value) ?? 'info';
}
