import { expect, it } from 'vitest';
import { SAMPLE_RATE_HZ } from '../../../contract/engine.ts';
import { RING_CAPACITY_S, SampleRing } from './ring.ts';
import { randomNumbers } from './testing/signals.ts';

const TEN_SAMPLES_S = 10 / SAMPLE_RATE_HZ;

function counting(from: number, count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => from + i);
}

it('holds as many seconds as it says', () => {
  expect(new SampleRing().capacity).toBe(RING_CAPACITY_S * SAMPLE_RATE_HZ);
});

it('gives back what was written, whatever the sizes', () => {
  const random = randomNumbers(1);
  const ring = new SampleRing(TEN_SAMPLES_S);
  let written = 0;
  for (let turn = 0; turn < 500; turn++) {
    const size = Math.floor(random() * 24);
    ring.write(counting(written, size));
    written += size;
    expect(ring.end).toBe(written);
    expect(ring.start).toBe(Math.max(0, written - 10));
    const from = ring.start + Math.floor(random() * (ring.end - ring.start));
    const count = Math.floor(random() * (ring.end - from + 1));
    expect(ring.read(from, count)).toEqual(counting(from, count));
    expect(ring.last(4)).toEqual(counting(Math.max(0, written - 4), Math.min(4, written)));
  }
});

it('refuses what it no longer holds and what is to come', () => {
  const ring = new SampleRing(TEN_SAMPLES_S);
  ring.write(counting(0, 12));
  expect(() => ring.read(1, 3)).toThrow(RangeError);
  expect(() => ring.read(11, 2)).toThrow(RangeError);
  expect(() => ring.read(4, -1)).toThrow(RangeError);
  expect(ring.read(2, 10)).toEqual(counting(2, 10));
});

it('hands out copies', () => {
  const ring = new SampleRing(TEN_SAMPLES_S);
  ring.write(counting(0, 10));
  ring.last(10).fill(99);
  expect(ring.last(10)).toEqual(counting(0, 10));
});

it('begins again at 0 when cleared', () => {
  const ring = new SampleRing(TEN_SAMPLES_S);
  ring.write(counting(0, 7));
  ring.clear();
  expect([ring.start, ring.end]).toEqual([0, 0]);
  ring.write(counting(50, 3));
  expect(ring.read(0, 3)).toEqual(counting(50, 3));
});
