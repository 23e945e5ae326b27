import { describe, expect, it } from 'vitest';
import { BUCKETS_S } from '../../../contract/health.ts';
import { bucketQuantile, countAbove, quantile } from './quantiles.ts';
import { BUCKETS } from './rolled.ts';

const none = () => new Array<number>(BUCKETS).fill(0);
/** So many values in the bucket that ends at a bound; null is above all. */
function buckets(given: [number | null, number][]): number[] {
  const counts = none();
  for (const [bound, count] of given) {
    counts[bound === null ? BUCKETS - 1 : BUCKETS_S.indexOf(bound as never)] = count;
  }
  return counts;
}

describe('a quantile of buckets', () => {
  it('is none of no values', () => {
    expect(bucketQuantile(none(), 0.5)).toBeNull();
  });

  it('lies within its bucket, as far along as its share of it', () => {
    const counts = buckets([[0.1, 100]]);
    expect(bucketQuantile(counts, 0.5)).toBeCloseTo(0.0875);
    expect(bucketQuantile(counts, 1)).toBeCloseTo(0.1);
  });

  it('begins the first bucket at nothing', () => {
    expect(bucketQuantile(buckets([[0.005, 10]]), 0.5)).toBeCloseTo(0.0025);
  });

  it('passes over empty buckets', () => {
    const counts = buckets([
      [0.01, 50],
      [1, 50],
    ]);
    expect(bucketQuantile(counts, 0.5)).toBeCloseTo(0.01);
    expect(bucketQuantile(counts, 0.75)).toBeCloseTo(0.875);
  });

  it('is the last bound where more is not known', () => {
    expect(bucketQuantile(buckets([[null, 3]]), 0.5)).toBe(30);
  });

  it('never falls as its share grows', () => {
    const counts = buckets([
      [0.02, 3],
      [0.3, 1],
      [0.4, 7],
      [null, 2],
    ]);
    const shares = Array.from({ length: 101 }, (_, percent) => percent / 100);
    const values = shares.map((share) => bucketQuantile(counts, share) ?? Number.NaN);
    expect(values).toEqual(values.toSorted((a, b) => a - b));
  });
});

describe('what is above a limit', () => {
  const counts = buckets([
    [0.4, 10],
    [0.5, 10],
    [0.75, 4],
    [null, 1],
  ]);

  it('is counted whole where the limit is a bound', () => {
    expect(countAbove(counts, 0.5)).toBe(5);
    expect(countAbove(counts, 30)).toBe(1);
  });

  it('is counted in part where it shares a bucket with the limit', () => {
    expect(countAbove(counts, 0.45)).toBeCloseTo(10);
    expect(countAbove(counts, 0.625)).toBeCloseTo(3);
  });
});

it('a quantile of values is the nearest by rank', () => {
  expect(quantile([], 0.5)).toBeNull();
  expect(quantile([7], 0.99)).toBe(7);
  expect(quantile([1, 2, 3, 4], 0.5)).toBe(2);
  expect(quantile([1, 2, 3, 4], 0.95)).toBe(4);
});
