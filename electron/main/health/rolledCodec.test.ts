import { describe, expect, it } from 'vitest';
import { emptyHistogram, merge, mergeAll, type Rolled } from './rolled.ts';
import { decode, encode } from './rolledCodec.ts';

const histogram = (given: Record<number, number>, sum = 1): Rolled => {
  const made = emptyHistogram();
  for (const [bucket, count] of Object.entries(given)) made.counts[Number(bucket)] = count;
  return { ...made, sum };
};
const SOME = new Map<number, Rolled>([
  [1, { kind: 'counter', growth: 12 }],
  [2, { kind: 'gauge', count: 3, mean: 0.5, max: 0.75, last: 0.25 }],
  [700, histogram({ 0: 2, 21: 70_000 }, 123.5)],
]);
const read = (bytes: Uint8Array, wanted?: Set<number>) => {
  const found = new Map<number, Rolled>();
  decode(bytes, (series, rolled) => found.set(series, rolled), wanted);
  return found;
};

describe('a row', () => {
  it('comes back as it was written', () => {
    expect(read(encode(SOME))).toEqual(SOME);
    expect(read(encode(new Map()))).toEqual(new Map());
  });

  it('comes back in part where only a part is wanted', () => {
    expect([...read(encode(SOME), new Set([700])).keys()]).toEqual([700]);
  });

  it('takes about 16 bytes for a gauge', () => {
    expect(encode(new Map([[1, SOME.get(2) as Rolled]]))).toHaveLength(17);
  });

  it('that was cut short or is no row at all costs no more than itself', () => {
    const whole = encode(SOME);
    for (let bytes = 0; bytes < whole.length; bytes += 1) {
      for (const [series, rolled] of read(whole.subarray(0, bytes))) expect(rolled).toEqual(SOME.get(series));
    }
    expect(read(new Uint8Array(100).fill(255)).size).toBe(0);
  });
});

describe('stretches put together', () => {
  it('tell the same as one that was never cut', () => {
    expect(merge({ kind: 'counter', growth: 1 }, { kind: 'counter', growth: 2 })).toEqual({
      kind: 'counter',
      growth: 3,
    });
    const parts: Rolled[] = [
      { kind: 'gauge', count: 1, mean: 4, max: 4, last: 4 },
      { kind: 'gauge', count: 3, mean: 1, max: 2, last: 0 },
    ];
    expect(merge(parts[0], parts[1] as Rolled)).toEqual({
      kind: 'gauge',
      count: 4,
      mean: 1.75,
      max: 4,
      last: 0,
    });
    expect(merge(histogram({ 1: 1 }), histogram({ 1: 2, 3: 1 }))).toEqual(histogram({ 1: 3, 3: 1 }, 2));
  });

  it('of which one is of another kind are the later one', () => {
    expect(merge({ kind: 'counter', growth: 1 }, histogram({ 1: 1 }))).toEqual(histogram({ 1: 1 }));
  });

  it('are put together series by series', () => {
    const all = mergeAll(new Map(SOME), [[1, { kind: 'counter', growth: 1 }]]);
    expect(all.get(1)).toEqual({ kind: 'counter', growth: 13 });
    expect(all.size).toBe(3);
  });
});
