/** Keeps the promise of how long texts are kept: at start, every hour, and when the setting changes. */
import { describeFailure } from '../../../contract/failures.ts';
import type { Log } from '../log/log.ts';
import type { HistoryStore } from './history.ts';

export const SWEEP_INTERVAL_MS = 3_600_000;

export class Retention {
  readonly #history: Pick<HistoryStore, 'sweep'>;
  readonly #log: Log;
  readonly #timer: NodeJS.Timeout;
  #running: Promise<void> | null = null;
  #again = false;

  constructor(history: Pick<HistoryStore, 'sweep'>, log: Log) {
    this.#history = history;
    this.#log = log;
    this.#timer = setInterval(() => this.sweep(), SWEEP_INTERVAL_MS);
    this.#timer.unref?.();
    this.sweep();
  }

  /** One sweep at a time; one asked for meanwhile follows it, for the setting may have changed. */
  sweep(): void {
    if (this.#running !== null) {
      this.#again = true;
      return;
    }
    this.#again = false;
    this.#running = this.#sweepOnce().finally(() => {
      this.#running = null;
      if (this.#again) this.sweep();
    });
  }

  /** @throws HarkError (by rejection) store.unwritable */
  async sweepNow(): Promise<void> {
    await this.#running;
    await this.#history.sweep();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#again = false;
  }

  async #sweepOnce(): Promise<void> {
    try {
      const items = await this.#history.sweep();
      if (items > 0) this.#log.info('history swept', { items });
    } catch (error) {
      this.#log.warn('the history could not be swept', { code: describeFailure(error).code });
    }
  }
}
