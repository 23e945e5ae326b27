/**
 * Whether Hark starts as usual or safely, decided by how the starts before went. Pure.
 *
 * A start counts as failed from its beginning until it is known to be good: its window is visible, and the engine was
 * ready, or some time went by, or it was closed in an orderly way.
 */
import { z } from 'zod';
import { SAFE_MODE_AFTER } from '../../../contract/upkeep.ts';

/** With its window visible for so long, a start is good also without an engine. */
export const GOOD_AFTER_MS = 30_000;

export const startsSchema = z.object({
  /** Starts that failed, one after another, the running one not counted. */
  failed: z.number().int().min(0).max(1_000),
  /** Wall clock of the last start, ms since the epoch. */
  startedAt: z.number(),
  /** How it went; it 'ended' only where it was closed in an orderly way. */
  state: z.enum(['starting', 'good', 'ended']),
});
export type Starts = z.infer<typeof startsSchema>;

/** Before the first. */
export const NO_STARTS: Starts = { failed: 0, startedAt: 0, state: 'ended' };

export interface Decision {
  isSafe: boolean;
  failedStarts: number;
  /** The start before this one, where it was not closed in an orderly way, ms since the epoch; null otherwise. */
  brokenOffAt: number | null;
  /** To be kept until this start is good. */
  starts: Starts;
}

/** @param isAsked a safe start is asked for on the command line */
export function decideStart(before: Starts, isAsked: boolean, now: number): Decision {
  const failed = before.state === 'starting' ? before.failed + 1 : before.failed;
  return {
    isSafe: isAsked || failed >= SAFE_MODE_AFTER,
    failedStarts: failed,
    brokenOffAt: before.state === 'ended' ? null : before.startedAt,
    starts: { failed, startedAt: now, state: 'starting' },
  };
}

/** A usual start that is good forgets those that failed. After a safe one the next tries the usual way again, once. */
export function goodStart(starts: Starts, isSafe: boolean): Starts {
  return { ...starts, state: 'good', failed: isSafe ? Math.min(starts.failed, SAFE_MODE_AFTER - 1) : 0 };
}

/** What is known of a start while it goes on. */
export class StartWatch {
  readonly #good: () => void;
  #isVisible = false;
  #isReady = false;
  #isGood = false;

  /** @param good called once, as soon as it is known to be good */
  constructor(good: () => void) {
    this.#good = good;
  }

  windowVisible(): void {
    this.#isVisible = true;
    this.#look();
  }

  /** The engine was ready, so much time went by with a window, or it is being closed in an orderly way. */
  settled(): void {
    this.#isReady = true;
    this.#look();
  }

  #look(): void {
    if (!this.#isVisible || !this.#isReady || this.#isGood) return;
    this.#isGood = true;
    this.#good();
  }
}
