/** The start that is going on, and the small file that the next one decides by. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../log/log.ts';
import {
  type Decision,
  decideStart,
  GOOD_AFTER_MS,
  goodStart,
  NO_STARTS,
  StartWatch,
  startsSchema,
} from './starts.ts';

export const STARTS_FILE = 'starts.json';

export class Start {
  readonly #path: string;
  readonly #log: Log;
  readonly #watch: StartWatch;
  readonly #decision: Decision;
  #starts: Decision['starts'];
  #timer: NodeJS.Timeout | null = null;

  /**
   * Reads and writes the file at once: before anything else can go wrong. It has a hundred bytes.
   *
   * @param isAsked a safe start is asked for
   * @param now wall clock, ms since the epoch
   */
  constructor(folder: string, isAsked: boolean, now: number, log: Log) {
    this.#path = join(folder, STARTS_FILE);
    this.#log = log;
    this.#decision = decideStart(this.#read(), isAsked, now);
    this.#starts = this.#decision.starts;
    this.#watch = new StartWatch(() => this.#keep(goodStart(this.#starts, this.#decision.isSafe)));
    this.#keep(this.#starts);
  }

  get isSafe(): boolean {
    return this.#decision.isSafe;
  }

  get failedStarts(): number {
    return this.#decision.failedStarts;
  }

  /** Begin of the start before this one, where it was not closed in an orderly way; null otherwise. */
  get brokenOffAt(): number | null {
    return this.#decision.brokenOffAt;
  }

  windowVisible(): void {
    this.#watch.windowVisible();
    this.#timer ??= setTimeout(() => this.#watch.settled(), GOOD_AFTER_MS);
    this.#timer.unref?.();
  }

  engineReady(): void {
    this.#watch.settled();
  }

  /** It is being closed in an orderly way. */
  ends(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#watch.settled();
    if (this.#starts.state === 'good') this.#keep({ ...this.#starts, state: 'ended' });
  }

  #read(): Decision['starts'] {
    try {
      return startsSchema.parse(JSON.parse(readFileSync(this.#path, 'utf8')));
    } catch {
      // None yet, or none that can be read: nothing is held against this start.
      return NO_STARTS;
    }
  }

  #keep(starts: Decision['starts']): void {
    this.#starts = starts;
    try {
      mkdirSync(join(this.#path, '..'), { recursive: true });
      writeFileSync(`${this.#path}.new`, JSON.stringify(starts), { mode: 0o600 });
      renameSync(`${this.#path}.new`, this.#path);
    } catch (error) {
      this.#log.warn('the start is not kept', { code: (error as NodeJS.ErrnoException).code });
    }
  }
}
