/**
 * Writes down what was measured, minute by minute. What cannot be written stays and goes with a later minute. Time belongs
 * to the minute it began in, so a machine that slept and a clock that jumps put nothing where it does not belong.
 */
import { describeFailure } from '../../../contract/failures.ts';
import type { Log } from '../log/log.ts';
import { type MetricStore, MINUTE_MS } from '../store/metrics.ts';
import type { Registry } from './registry.ts';

/** Old rows go so often. */
export const PRUNE_EVERY_MS = 3_600_000;
/** Only a clock that went evenly for so long may tell what is old: one that is years ahead would have all of it deleted. */
export const STEADY_MS = 600_000;
/** Further apart from the monotonic clock between two looks, the wall clock jumped. */
const JUMP_MS = 60_000;

export interface RollupOptions {
  registry: Registry;
  store: Pick<MetricStore, 'add' | 'prune'>;
  /** Wall clock, ms since the epoch. */
  now(): number;
  /** Monotonic ms. */
  ticks(): number;
  log: Log;
}

export class Rollup {
  readonly #options: RollupOptions;
  /** Begin of the minute under way. */
  #minute: number;
  #lookedNow: number;
  #lookedTicks: number;
  #steadySince: number;
  #pruneAt: number;
  #fails = false;

  constructor(options: RollupOptions) {
    this.#options = options;
    this.#lookedNow = options.now();
    this.#lookedTicks = options.ticks();
    this.#steadySince = this.#lookedTicks;
    this.#pruneAt = this.#lookedTicks + STEADY_MS;
    this.#minute = minuteOf(this.#lookedNow);
  }

  /** What was last measured could not be written. */
  get fails(): boolean {
    return this.#fails;
  }

  /** Begin of the minute under way, ms since the epoch. */
  get minute(): number {
    return this.#minute;
  }

  /** To be called every few seconds. @returns whether a minute ended */
  look(): boolean {
    const [now, ticks] = [this.#options.now(), this.#options.ticks()];
    const jumped = Math.abs(now - this.#lookedNow - (ticks - this.#lookedTicks)) > JUMP_MS;
    if (jumped) this.#steadySince = ticks;
    this.#lookedNow = now;
    this.#lookedTicks = ticks;
    const minute = minuteOf(now);
    if (minute === this.#minute) return false;
    this.#write();
    this.#minute = minute;
    this.#prune(now, ticks);
    return true;
  }

  /** Hark closes: the minute under way is written as far as it came. */
  close(): void {
    this.#write();
  }

  #write(): void {
    const { registry, store, log } = this.#options;
    try {
      store.add(this.#minute, registry.since());
      registry.settle();
      this.#fails = false;
    } catch (error) {
      if (!this.#fails) log.warn('what was measured is not kept', { code: describeFailure(error).code });
      this.#fails = true;
    }
  }

  #prune(now: number, ticks: number): void {
    if (ticks < this.#pruneAt || ticks - this.#steadySince < STEADY_MS) return;
    try {
      const isMore = this.#options.store.prune(now);
      this.#pruneAt = isMore ? ticks : ticks + PRUNE_EVERY_MS;
    } catch (error) {
      this.#pruneAt = ticks + PRUNE_EVERY_MS;
      this.#options.log.warn('old measurements stay', { code: describeFailure(error).code });
    }
  }
}

function minuteOf(now: number): number {
  return Math.floor(now / MINUTE_MS) * MINUTE_MS;
}
