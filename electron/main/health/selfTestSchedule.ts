/** When the daily self-test is due. Pure. */

export const SELF_TEST_INTERVAL_MS = 86_400_000;
/** After a start, and after the machine slept: both have other things to do first. */
export const SELF_TEST_SETTLED_MS = 5 * 60_000;
/** However the clock jumps, none comes by itself sooner after another. */
export const SELF_TEST_APART_MS = 3_600_000;
/** A look that comes so much later than it should, by one of the clocks: the machine slept, or its clock was set. */
export const SLEPT_MS = 120_000;

export interface Moment {
  /** Wall clock, ms since the epoch. */
  now: number;
  /** Monotonic, ms. */
  ticks: number;
}

export interface ScheduleInput extends Moment {
  isWanted: boolean;
  /** Wall clock of the last one, however it came about; null before the first. */
  lastAt: number | null;
  /** Since when the machine has been awake and Hark running. */
  awakeSinceTicks: number;
  /** When the last one of this run began; null where there was none. */
  begunAtTicks: number | null;
}

/** @returns how long until then, ms; 0 where it is due; null where none is to come */
export function selfTestDueInMs(input: ScheduleInput): number | null {
  const { isWanted, lastAt, awakeSinceTicks, begunAtTicks, now, ticks } = input;
  if (!isWanted) return null;
  // A last one that is still to come tells nothing but that the clock was set back.
  const isKnown = lastAt !== null && lastAt <= now;
  return Math.max(
    0,
    isKnown ? lastAt + SELF_TEST_INTERVAL_MS - now : 0,
    awakeSinceTicks + SELF_TEST_SETTLED_MS - ticks,
    begunAtTicks === null ? 0 : begunAtTicks + SELF_TEST_APART_MS - ticks,
  );
}

/** Whether the machine slept between two moments. On some systems the monotonic clock sleeps too, on others not. */
export function hasSlept(before: Moment, after: Moment, expectedMs: number): boolean {
  const wallMs = after.now - before.now;
  const ticksMs = after.ticks - before.ticks;
  return wallMs - expectedMs > SLEPT_MS || ticksMs - expectedMs > SLEPT_MS;
}
