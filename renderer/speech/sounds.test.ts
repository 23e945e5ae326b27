import { describe, expect, it } from 'vitest';
import { durationOf, type SoundName, synthesise } from './sounds.ts';

const RATE_HZ = 48_000;
const NAMES: SoundName[] = ['listening', 'done', 'failed', 'alarm'];
/** The largest step between two samples of a tone that does not click: well under an audible jump. */
const LARGEST_STEP = 0.12;

describe.each(NAMES)('the sound "%s"', (name) => {
  const samples = synthesise(name, RATE_HZ);

  it('is as long as it says, and can be heard', () => {
    expect(samples.length).toBe(Math.round(durationOf(name) * RATE_HZ));
    expect(samples.some((sample) => Math.abs(sample) > 0.05)).toBe(true);
  });

  it('stays clear of clipping and begins and ends in silence without a click', () => {
    expect(samples.every((sample) => Math.abs(sample) <= 0.9)).toBe(true);
    expect(Math.abs(samples[0] ?? 1)).toBeLessThan(0.001);
    expect(Math.abs(samples.at(-1) ?? 1)).toBeLessThan(0.001);
    const steps = samples.slice(1).map((sample, i) => Math.abs(sample - (samples[i] ?? 0)));
    expect(steps.reduce((most, step) => Math.max(most, step), 0)).toBeLessThan(LARGEST_STEP);
  });
});

it('has the pitch it is written with: the chime for listening is a G', () => {
  const samples = synthesise('listening', RATE_HZ);
  const part = samples.subarray(0, RATE_HZ / 5);
  const rising = part.reduce((n, sample, i) => n + (sample >= 0 && (part[i - 1] ?? 0) < 0 ? 1 : 0), 0);
  expect(rising / 0.2).toBeGreaterThan(775);
  expect(rising / 0.2).toBeLessThan(793);
});
