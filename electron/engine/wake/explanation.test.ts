import { describe, expect, it } from 'vitest';
import { type Explanation, type TracedHop, WakeExplainer } from './explanation.ts';

function hop(n: number): TracedHop {
  return { scores: [n / 100, null], evidence: [n / 200, null], thresholds: [0.3, 0.4], levelDbfs: -n };
}

/** Feeds `hops` hops; `wakes` names the word that wakes at a hop. */
function run(hops: number, wakes: Record<number, number>): { at: number; explanation: Explanation }[] {
  const explainer = new WakeExplainer();
  return Array.from({ length: hops }, (_, n) => {
    const word = wakes[n];
    const woke = word === undefined ? [] : [{ wakeId: n, word }];
    return explainer.hear(hop(n), woke).map((explanation) => ({ at: n, explanation }));
  }).flat();
}

describe('WakeExplainer', () => {
  it('hands over the two seconds around a wake, a second after it', () => {
    const [only, ...more] = run(60, { 30: 0 });
    expect(more).toEqual([]);
    expect(only?.at).toBe(42);
    const trace = only?.explanation.trace;
    expect(trace?.scores).toHaveLength(25);
    expect(trace?.firedAt).toBe(12);
    expect(trace?.scores[12]).toBe(0.3);
    expect(trace?.evidence[12]).toBe(0.15);
    expect(trace?.levelsDbfs.at(-1)).toBe(-42);
  });

  it('explains each word by its own row', () => {
    const explained = run(60, { 20: 0, 22: 1 });
    expect(explained.map(({ explanation }) => explanation.wakeId)).toEqual([20, 22]);
    expect(explained[1]?.explanation.trace.scores.every((score) => score === null)).toBe(true);
    expect(explained[1]?.explanation.trace.thresholds[0]).toBe(0.4);
  });

  it('makes do with what there was where the stream had only begun', () => {
    const [only] = run(20, { 3: 0 });
    expect(only?.explanation.trace.scores).toHaveLength(16);
    expect(only?.explanation.trace.firedAt).toBe(3);
  });

  it('forgets a wake whose stream broke off', () => {
    const explainer = new WakeExplainer();
    explainer.hear(hop(0), [{ wakeId: 0, word: 0 }]);
    explainer.reset();
    expect(Array.from({ length: 30 }, (_, n) => explainer.hear(hop(n), [])).flat()).toEqual([]);
  });
});
