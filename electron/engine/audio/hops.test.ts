import { expect, it } from 'vitest';
import { HOP_SAMPLES } from '../../../contract/engine.ts';
import { toHops } from './hops.ts';
import { join } from './testing/signals.ts';

async function hopsOf(sizes: number[]): Promise<Float32Array[]> {
  let next = 1;
  const blocks = sizes.map((size) => Float32Array.from({ length: size }, () => next++));
  const hops: Float32Array[] = [];
  for await (const hop of toHops(blocks)) hops.push(hop);
  return hops;
}

it('cuts any blocks into hops, in order, and fills the last with silence', async () => {
  for (const sizes of [[1], [HOP_SAMPLES], [HOP_SAMPLES - 1, 2], [5_000], [0, 7, 0, 3_000, 1, 1_280]]) {
    const total = sizes.reduce((sum, size) => sum + size, 0);
    const hops = await hopsOf(sizes);
    expect(hops.length).toBe(Math.ceil(total / HOP_SAMPLES));
    const samples = join(hops);
    expect(samples.every((sample, i) => sample === (i < total ? i + 1 : 0))).toBe(true);
  }
});

it('gives no hop for no samples', async () => {
  expect(await hopsOf([])).toEqual([]);
  expect(await hopsOf([0])).toEqual([]);
});

it('gives every hop its own memory', async () => {
  const [first, second] = await hopsOf([HOP_SAMPLES * 2]);
  expect(first?.buffer).not.toBe(second?.buffer);
});
