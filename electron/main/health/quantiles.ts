/** Quantiles: of buckets by interpolation, as Prometheus does it, and of values by rank. */
import { BUCKETS_S } from '../../../contract/health.ts';

/**
 * The value that a share of all is at or below. Within a bucket values count as spread evenly; of what is above the last
 * bound no more is known than that bound. Null where there are none.
 *
 * @param share 0..1
 */
export function bucketQuantile(counts: readonly number[], share: number): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const wanted = total * Math.min(1, Math.max(0, share));
  let below = 0;
  for (const [bucket, count] of counts.entries()) {
    const upper = BUCKETS_S[bucket];
    if (upper === undefined) break;
    if (count > 0 && below + count >= wanted) {
      const lower = bucket === 0 ? 0 : (BUCKETS_S[bucket - 1] ?? 0);
      return lower + ((upper - lower) * (wanted - below)) / count;
    }
    below += count;
  }
  return BUCKETS_S.at(-1) ?? null;
}

/** How many values are above a limit: what shares its bucket with it counts in part. */
export function countAbove(counts: readonly number[], limit: number): number {
  let above = 0;
  for (const [bucket, count] of counts.entries()) {
    const lower = bucket === 0 ? 0 : (BUCKETS_S[bucket - 1] ?? 0);
    const upper = BUCKETS_S[bucket] ?? Number.POSITIVE_INFINITY;
    if (lower >= limit) above += count;
    // Above the last bound anything can be: it is above a limit that lies there as well.
    else if (upper > limit)
      above += Number.isFinite(upper) ? (count * (upper - limit)) / (upper - lower) : count;
  }
  return above;
}

/** @param sorted ascending; nearest rank, null for none */
export function quantile(sorted: ArrayLike<number>, share: number): number | null {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
}
