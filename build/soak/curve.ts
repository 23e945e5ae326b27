/** Whether something grows, told from many readings of it that jump about. Pure. */
import { median } from '../../electron/cli/bench/statistics.ts';

/**
 * The beginning and the end of what is compared, and some readings at least: long enough that what is asked for now and
 * then, and takes memory for a while, is in both.
 */
const END_SHARE = 0.25;
const END_MIN = 5;

export interface Growth {
  /** Medians of the first and the last quarter. */
  from: number;
  to: number;
  /** (to - from) / from. */
  share: number;
  /** What the median slope of all pairs (Theil and Sen) adds from the first reading to the last, as a share of `from`. */
  trend: number;
}

/** @param values evenly spaced in time @returns null of too few */
export function growthOf(values: readonly number[]): Growth | null {
  const end = Math.max(END_MIN, Math.round(values.length * END_SHARE));
  if (values.length < 2 * end) return null;
  const from = median(values.slice(0, end));
  const to = median(values.slice(-end));
  return { from, to, share: (to - from) / from, trend: (slopeOf(values) * (values.length - 1)) / from };
}

/** Theil and Sen: half of the values may be anything and it still tells the slope of the others. Per step. */
export function slopeOf(values: readonly number[]): number {
  const slopes: number[] = [];
  for (let i = 0; i < values.length; i++) {
    for (let j = i + 1; j < values.length; j++) {
      slopes.push(((values[j] as number) - (values[i] as number)) / (j - i));
    }
  }
  return slopes.length === 0 ? 0 : median(slopes);
}
