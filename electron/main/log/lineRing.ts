/** The last lines of the log, for the window. A line costs a push; what it is made of is found out when it is read. */
import {
  LOG_LEVELS,
  LOG_LINES_KEPT,
  LOG_TAGS,
  type LogLevel,
  type LogLine,
} from '../../../contract/upkeep.ts';

/** Lines of this run count from here: what there is of earlier ones goes before them. */
const FIRST_SEQ = LOG_LINES_KEPT + 1;

/** As the log makes it, tag and all: "(main) Hark starts". */
export interface RawLine {
  /** Wall clock, ms since the epoch. */
  at: number;
  level: LogLevel;
  line: string;
}

export class LineRing {
  readonly #lines: RawLine[] = [];
  /** Lines of this run so far. */
  #pushed = 0;
  #earlier: RawLine[] = [];

  push(line: RawLine): void {
    this.#lines[this.#pushed % LOG_LINES_KEPT] = line;
    this.#pushed += 1;
  }

  /** @param lines of earlier runs, oldest first; once */
  precede(lines: readonly RawLine[]): void {
    this.#earlier = lines.slice(-LOG_LINES_KEPT);
  }

  /** Those after `after`, oldest first; all there are for null. */
  read(after: number | null): LogLine[] {
    const kept = Math.min(this.#pushed, LOG_LINES_KEPT);
    const earlier = this.#earlier.slice(Math.max(0, this.#earlier.length - (LOG_LINES_KEPT - kept)));
    const firstEarlier = FIRST_SEQ - earlier.length;
    const firstOwn = FIRST_SEQ + this.#pushed - kept;
    const from = (after ?? 0) + 1;
    const read = earlier.slice(Math.max(0, from - firstEarlier)).map((line, index) => {
      return parsed(Math.max(firstEarlier, from) + index, line);
    });
    for (let seq = Math.max(firstOwn, from); seq < FIRST_SEQ + this.#pushed; seq += 1) {
      const line = this.#lines[(seq - FIRST_SEQ) % LOG_LINES_KEPT];
      if (line !== undefined) read.push(parsed(seq, line));
    }
    return read;
  }

  /** The last lines that one process wrote, oldest first. */
  last(tag: LogLine['tag'], count: number): LogLine[] {
    return this.read(FIRST_SEQ - 1)
      .filter((line) => line.tag === tag)
      .slice(-count);
  }
}

function parsed(seq: number, { at, level, line }: RawLine): LogLine {
  const tag = LOG_TAGS.find((known) => line.startsWith(`(${known}) `));
  return { seq, at, level, tag: tag ?? 'main', text: tag === undefined ? line : line.slice(tag.length + 3) };
}

const FILED = /^(\d{4}-\d\d-\d\dT[\d:.]+Z) \[([a-z]+)\] (.*)$/;

/** A line of a log file; null for what is none: the rest of one that a crash cut off, say. */
export function filedLine(text: string): RawLine | null {
  const [, time = '', name = '', line = ''] = FILED.exec(text.trimEnd()) ?? [];
  const at = Date.parse(time);
  const level = LOG_LEVELS.find((known) => known === name);
  return Number.isNaN(at) || level === undefined ? null : { at, level, line };
}
