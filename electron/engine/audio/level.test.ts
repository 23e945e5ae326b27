import { expect, it } from 'vitest';
import { measureLevel, SILENCE_DBFS } from './level.ts';
import { sine } from './testing/signals.ts';

it('measures sines', () => {
  const full = measureLevel(sine(1_000, 16_000, 0.08));
  expect(full.dbfs).toBeCloseTo(-3.01, 1);
  expect(full.peak).toBeCloseTo(1, 3);
  expect(measureLevel(sine(1_000, 16_000, 0.08, 0.01)).dbfs).toBeCloseTo(-43.01, 1);
});

it('measures silence, and nothing at all, as the floor', () => {
  expect(measureLevel(new Float32Array(1_280))).toEqual({ dbfs: SILENCE_DBFS, peak: 0, clipped: 0 });
  expect(measureLevel(new Float32Array(0)).dbfs).toBe(SILENCE_DBFS);
  expect(measureLevel(new Float32Array(100).fill(1e-9)).dbfs).toBe(SILENCE_DBFS);
});

it('counts clipped samples of either sign', () => {
  expect(measureLevel(Float32Array.of(1, -1, 0.9995, 0.99, -0.5)).clipped).toBe(3);
});
