import { describe, expect, it } from 'vitest';
import { SAMPLE_RATE_HZ } from '../../../contract/engine.ts';
import { logit } from './decision.ts';
import { barsFor, type LookBars, LookBudget, LookCourse, type Step, says } from './secondLook.ts';

const DECISION = { firstThreshold: 0.05, weight: 1.5, threshold: -2, spellings: ['Alexa'] };
const BARS: LookBars = { ...barsFor(DECISION, 0.5), alone: logit(0.6) };

/** Plays evidence hop by hop; `answers` are given right after each question, null for a question that fails. */
function play(evidence: number[], answers: (number | null)[], bars = BARS): string[] {
  const course = new LookCourse(DECISION);
  const left = [...answers];
  const steps: string[] = [];
  const note = (hop: number, step: Step): void => {
    if (step.kind === 'none') return;
    steps.push(`${hop} ${step.kind}`);
    if (step.kind !== 'ask') return;
    const answer = left.shift();
    if (answer === undefined) return;
    note(hop, answer === null ? course.fail() : course.answer(answer));
  };
  for (const [hop, value] of evidence.entries()) note(hop, course.hear(value, bars));
  return steps;
}

describe('LookCourse', () => {
  it('asks nothing below the first threshold', () => {
    expect(play([0.01, 0.04, 0.049, 0.02], [])).toEqual([]);
  });

  it('wakes where evidence and phrase together suffice', () => {
    expect(play([0.01, 0.2], [-0.1])).toEqual(['1 ask', '1 wake']);
  });

  it('tells what it held against what', () => {
    const course = new LookCourse(DECISION);
    course.hear(0.2, BARS);
    const step = course.answer(-0.1);
    expect(step).toMatchObject({ kind: 'wake', look: { phraseScore: -0.1, threshold: -2 } });
    if (step.kind === 'wake') expect(step.look?.combined).toBeCloseTo(logit(0.2) - 0.15);
  });

  it('rejects high evidence that is another phrase, where the head alone would have woken', () => {
    const high = [0.3, 0.7, 0.9, 0.9, 0.8, 0.5, 0.2, 0.01];
    expect(play(high, [-5, -5, -5, -5]).at(-1)).toMatch(/rejected$/);
  });

  it('asks again as the word goes on, and the best answer counts', () => {
    expect(play([0.06, 0.1, 0.3, 0.5], [-6, -0.2])).toEqual(['0 ask', '2 ask', '2 wake']);
  });

  it('wakes without another question when the evidence rises enough', () => {
    expect(play([0.06, 0.9], [-1])).toEqual(['0 ask', '1 wake']);
  });

  it('asks twice at least, and only while the evidence rises more often than that', () => {
    expect(play([0.2, 0.1, 0.1, 0.1, 0.1, 0.1], [-9, -9, -9, -9])).toEqual(['0 ask', '2 ask', '4 rejected']);
    const rising = [0.06, 0.07, 0.08, 0.09, 0.1, 0.11, 0.12, 0.13, 0.14, 0.15];
    expect(play(rising, [-9, -9, -9, -9, -9])).toEqual(['0 ask', '2 ask', '4 ask', '6 ask', '6 rejected']);
  });

  it('opens no other course for the same sounds, but for the next ones', () => {
    const once = [0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2];
    expect(play(once, [-9, -9, -9]).filter((step) => step.endsWith('rejected'))).toHaveLength(1);
    expect(play([0.2, 0.01, 0.2], [-0.1, -0.1])).toEqual(['0 ask', '0 wake', '2 ask', '2 wake']);
  });

  it('falls back to the evidence alone where there is no answer', () => {
    expect(play([0.2, 0.5, 0.7], [null])).toEqual(['0 ask', '2 wake']);
    expect(play([0.2, 0.5, 0.3, 0.01], [null])).toEqual(['0 ask', '3 rejected']);
    expect(play([0.2, 0.5, 0.7, 0.01], [null], { ...BARS, alone: null })).toEqual(['0 ask', '3 rejected']);
  });

  it('does the same while an answer is late, and still takes it when it comes', () => {
    const course = new LookCourse(DECISION);
    course.hear(0.2, BARS);
    expect(course.late()).toEqual({ kind: 'none' });
    expect(course.hear(0.3, BARS)).toEqual({ kind: 'none' });
    expect(course.answer(-0.1)).toMatchObject({ kind: 'wake', look: { phraseScore: -0.1 } });
    const loud = new LookCourse(DECISION);
    loud.hear(0.8, BARS);
    expect(loud.late()).toEqual({ kind: 'wake', look: null });
    expect(loud.answer(-9)).toEqual({ kind: 'none' });
  });

  it('gives an answer up that never comes', () => {
    const course = new LookCourse(DECISION);
    course.hear(0.2, BARS);
    course.late();
    const kinds = Array.from({ length: 20 }, () => course.hear(0.2, BARS).kind);
    expect(kinds.filter((kind) => kind === 'rejected')).toHaveLength(1);
  });

  it('ends with the gate, and a sensitivity moves all its bars alike', () => {
    const course = new LookCourse(DECISION);
    course.hear(0.2, BARS);
    course.answer(-9);
    expect(course.pass()).toMatchObject({ kind: 'rejected' });
    expect(course.hear(0.2, BARS)).toEqual({ kind: 'ask', opens: true });
    const eager = barsFor(DECISION, 1);
    expect(eager.first).toBeLessThan(BARS.first);
    expect(BARS.first - eager.first).toBeCloseTo(BARS.combined - eager.combined);
  });
});

describe('LookBudget', () => {
  it('lets a burst through, then a bounded number a minute', () => {
    const budget = new LookBudget();
    const minute = 60 * SAMPLE_RATE_HZ;
    const granted = (from: number, to: number) => {
      let count = 0;
      for (let sample = from; sample < to; sample += minute / 600) if (budget.take(sample)) count++;
      return count;
    };
    const first = granted(0, minute);
    expect(first).toBeGreaterThan(100);
    expect(first).toBeLessThan(125);
    expect(granted(minute, 2 * minute)).toBeLessThanOrEqual(61);
    budget.restart();
    expect(granted(0, minute)).toBeLessThanOrEqual(61);
    budget.restart();
    budget.refill();
    expect(granted(0, minute)).toBe(first);
  });
});

describe('what Hark says itself', () => {
  it.each([
    ['You can say: Alexa, stop.', 'Alexa', true],
    ['Say hey jarvis to me', 'Hey Jarvis', true],
    ['Hey there, Jarvis', 'Hey Jarvis', false],
    ['Alexandria', 'Alexa', false],
    ['', 'Alexa', false],
  ])('%j holds %j: %s', (text, phrase, held) => {
    expect(says(text, phrase)).toBe(held);
  });
});
