import { describe, expect, it } from 'vitest';
import { halveRate } from './decimate.ts';

const RATE_HZ = 16_000;
const tone = (hz: number) =>
  Float32Array.from({ length: RATE_HZ }, (_, i) => Math.sin((2 * Math.PI * hz * i) / RATE_HZ));
const rms = (samples: Float32Array) =>
  Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
const gainDb = (hz: number) => 20 * Math.log10(rms(halveRate(tone(hz)).subarray(200, -200)) / Math.SQRT1_2);

describe('half the rate', () => {
  it.each([100, 1_000, 3_000, 3_700])('keeps %i Hz as it is', (hz) => {
    expect(Math.abs(gainDb(hz))).toBeLessThan(0.1);
  });

  it.each([4_300, 5_000, 7_900])('lets nothing of %i Hz fold back', (hz) => {
    expect(gainDb(hz)).toBeLessThan(-75);
  });

  it('keeps samples where they were', () => {
    const half = halveRate(tone(1_000));
    expect(half).toHaveLength(RATE_HZ / 2);
    const expected = Float32Array.from(half, (_, i) => Math.sin((2 * Math.PI * 1_000 * 2 * i) / RATE_HZ));
    expect(rms(half.map((value, i) => value - (expected[i] ?? 0)).subarray(200, -200))).toBeLessThan(1e-3);
  });

  it('of an odd number of samples rounds up, and of none is none', () => {
    expect(halveRate(new Float32Array(3))).toHaveLength(2);
    expect(halveRate(new Float32Array(0))).toHaveLength(0);
  });
});
