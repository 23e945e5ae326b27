/**
 * Keeps what another process says from filling the log: so many lines within a second, and how many more there were.
 * A log that is rotated through in a second tells nothing of the minute before it.
 */
import { LOG_LEVELS } from '../../../contract/upkeep.ts';
import { LOG_LINE_MAX_CHARS, type Log, type LogFields } from './log.ts';

export const LINES_PER_SECOND = 20;
const WINDOW_MS = 1_000;

type Later = (ms: number, call: () => void) => void;
const inTime: Later = (ms, call) => void setTimeout(call, ms).unref?.();

/**
 * Lets so many through within a second.
 * @param over told at the end of a second how many were not let through, where some were
 * @param later calls back after that many ms
 * @returns whether this one may
 */
export function perSecond(
  limit: number,
  over: (leftOut: number) => void,
  later: Later = inTime,
): () => boolean {
  let asked = 0;
  const secondOver = () => {
    const leftOut = asked - limit;
    asked = 0;
    if (leftOut > 0) over(leftOut);
  };
  return () => {
    if (asked === 0) later(WINDOW_MS, secondOver);
    asked += 1;
    return asked <= limit;
  };
}

/** @param later calls back after that many ms */
export function limitedLog(log: Log, later: Later = inTime): Log {
  const lets = perSecond(LINES_PER_SECOND, (leftOut) => log.warn(`${leftOut} lines left out`), later);
  const write = (level: (typeof LOG_LEVELS)[number]) => (message: string, fields?: LogFields) => {
    if (lets()) log[level](message, fields);
  };
  const [error, warn, info, debug] = LOG_LEVELS.map(write) as [
    Log['error'],
    Log['warn'],
    Log['info'],
    Log['debug'],
  ];
  return { error, warn, info, debug, of: (tag) => limitedLog(log.of(tag), later) };
}

/** Cuts a stream of text into lines. One without an end is cut where the log would cut it. */
export class LineSplitter {
  readonly #line: (text: string) => void;
  #rest = '';

  constructor(line: (text: string) => void) {
    this.#line = line;
  }

  push(chunk: string): void {
    const lines = (this.#rest + chunk).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#give(line);
    if (this.#rest.length <= LOG_LINE_MAX_CHARS) return;
    this.#give(this.#rest);
    this.#rest = '';
  }

  /** Nothing more comes. */
  end(): void {
    this.#give(this.#rest);
    this.#rest = '';
  }

  #give(line: string): void {
    if (line.trim() !== '') this.#line(line.trim());
  }
}
