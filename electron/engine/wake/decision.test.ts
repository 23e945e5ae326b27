import { describe, expect, it } from 'vitest';
import { thresholdFor, WakeDecider } from './decision.ts';

const decision = { phrase: 'alexa', threshold: 0.3, noisyThreshold: 0.1 };

describe('thresholdFor', () => {
  it('is the quiet threshold in a quiet room and while the room is not known', () => {
    expect(thresholdFor(decision, 0.5, 40)).toBeCloseTo(0.3);
    expect(thresholdFor(decision, 0.5, null)).toBeCloseTo(0.3);
  });

  it('sinks with the signal-to-noise ratio, down to the noisy threshold', () => {
    const falling = [30, 27, 24, 21, 18, 5].map((snr) => thresholdFor(decision, 0.5, snr));
    expect(falling).toEqual([...falling].sort((a, b) => b - a));
    expect(falling.at(-1)).toBeCloseTo(0.1);
    expect(falling.at(-2)).toBeCloseTo(0.1);
  });

  it('sinks as sensitivity rises, and stays a probability at both ends', () => {
    const bySensitivity = [0, 0.25, 0.5, 0.75, 1].map((s) => thresholdFor(decision, s, 40));
    expect(bySensitivity).toEqual([...bySensitivity].sort((a, b) => b - a));
    expect(bySensitivity[0]).toBeLessThan(1);
    expect(bySensitivity[4]).toBeGreaterThan(0);
  });
});

/** Hops that wake. Null is a hop that was not scored. */
function wakesOf(scores: (number | null)[], threshold = 0.3): number[] {
  const decider = new WakeDecider();
  return scores.flatMap((score, hop) => {
    if (score !== null) return decider.hear(score, threshold).wakes ? [hop] : [];
    decider.pass();
    return [];
  });
}

describe('WakeDecider', () => {
  it('wakes on a score that holds', () => {
    expect(wakesOf([0, 0.2, 0.9, 0.99, 0.99, 0.5])).toHaveLength(1);
  });

  it('does not wake on a score that flashes for one hop', () => {
    expect(wakesOf([0, 0, 0.06, 0.67, 0.01, 0, 0])).toEqual([]);
    expect(wakesOf([0, 0, 0, 1, 0, 0, 0])).toEqual([]);
  });

  it('wakes once for one utterance, and again for the next', () => {
    const utterance = [0.9, 1, 1, 1, 1, 0.9];
    const pause = new Array<number>(20).fill(0);
    expect(wakesOf([...utterance, ...pause, ...utterance])).toHaveLength(2);
  });

  it('starts afresh after hops that were not scored', () => {
    expect(wakesOf([0.5, 0.5, 1, 1], 0.6)).toHaveLength(1);
    expect(wakesOf([0.5, 0.5, null, 1, 1], 0.6)).toEqual([]);
    // They count as time: the refractory period runs on through them.
    const gap = new Array<null>(20).fill(null);
    expect(wakesOf([1, 1, 1, 1, ...gap, 1, 1, 1, 1])).toHaveLength(2);
  });

  it('forgets its refractory period on reset', () => {
    const decider = new WakeDecider();
    const wakes = () => [1, 1, 1, 1].some((score) => decider.hear(score, 0.3).wakes);
    expect(wakes()).toBe(true);
    expect(wakes()).toBe(false);
    decider.reset();
    expect(wakes()).toBe(true);
  });
});
