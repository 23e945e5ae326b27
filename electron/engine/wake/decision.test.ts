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

function hear(scores: (number | null)[], threshold = 0.3): { wakes: number[]; evidence: (number | null)[] } {
  const decider = new WakeDecider();
  const judged = scores.map((score) => decider.hear(score, threshold));
  return {
    wakes: judged.flatMap(({ wakes }, hop) => (wakes ? [hop] : [])),
    evidence: judged.map(({ evidence }) => evidence),
  };
}

describe('WakeDecider', () => {
  it('wakes on a score that holds', () => {
    expect(hear([0, 0.2, 0.9, 0.99, 0.99, 0.5]).wakes).toHaveLength(1);
  });

  it('does not wake on a score that flashes for one hop', () => {
    expect(hear([0, 0, 0.06, 0.67, 0.01, 0, 0]).wakes).toEqual([]);
    expect(hear([0, 0, 0, 1, 0, 0, 0]).wakes).toEqual([]);
  });

  it('wakes once for one utterance, and again for the next', () => {
    const utterance = [0.9, 1, 1, 1, 1, 0.9];
    const pause = new Array<number>(20).fill(0);
    expect(hear([...utterance, ...pause, ...utterance]).wakes).toHaveLength(2);
  });

  it('knows nothing where there is no score, and starts afresh after it', () => {
    const { evidence, wakes } = hear([1, 1, null, 1]);
    expect(evidence[2]).toBeNull();
    // One saturated hop after the gap is not yet a wake: the hops before it are not counted.
    expect(wakes.includes(3)).toBe(false);
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
