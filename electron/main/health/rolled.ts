/** What one series measured within a stretch of time. Stretches put together tell the same as one that was never cut. */
import { BUCKETS_S } from '../../../contract/health.ts';

/** One per bound, and one for what is above the last. */
export const BUCKETS = BUCKETS_S.length + 1;

export interface RolledCounter {
  kind: 'counter';
  growth: number;
}
export interface RolledGauge {
  kind: 'gauge';
  /** How often it was looked at. */
  count: number;
  mean: number;
  max: number;
  last: number;
}
export interface RolledHistogram {
  kind: 'histogram';
  /** Values by bucket, not added up. */
  counts: number[];
  sum: number;
}
export type Rolled = RolledCounter | RolledGauge | RolledHistogram;

/** @param later follows `earlier`; of another kind, it takes its place */
export function merge(earlier: Rolled | undefined, later: Rolled): Rolled {
  if (earlier?.kind === 'counter' && later.kind === 'counter') {
    return { kind: 'counter', growth: earlier.growth + later.growth };
  }
  if (earlier?.kind === 'histogram' && later.kind === 'histogram') {
    return {
      kind: 'histogram',
      counts: later.counts.map((count, bucket) => count + (earlier.counts[bucket] ?? 0)),
      sum: earlier.sum + later.sum,
    };
  }
  if (earlier?.kind === 'gauge' && later.kind === 'gauge') {
    const count = earlier.count + later.count;
    const mean = (earlier.mean * earlier.count + later.mean * later.count) / count;
    return { kind: 'gauge', count, mean, max: Math.max(earlier.max, later.max), last: later.last };
  }
  return later;
}

/** By series. `later` is put onto `into`, which is changed. */
export function mergeAll<K>(into: Map<K, Rolled>, later: Iterable<readonly [K, Rolled]>): Map<K, Rolled> {
  for (const [series, rolled] of later) into.set(series, merge(into.get(series), rolled));
  return into;
}

export function emptyHistogram(): RolledHistogram {
  return { kind: 'histogram', counts: new Array<number>(BUCKETS).fill(0), sum: 0 };
}

export function countOf({ counts }: RolledHistogram): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
