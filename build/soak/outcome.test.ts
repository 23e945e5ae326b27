import { describe, expect, it } from 'vitest';
import type { EngineEvent } from '../../contract/engine.ts';
import { compare, type HeardWake, type Outcome, outcomeOf } from './outcome.ts';

const wake = (model: string, hop: number, score = 0.9): HeardWake => ({ model, hop, score, combined: 3 });
const outcome = (wakes: HeardWake[], commands: string[] = []): Outcome => ({
  wakes,
  commands,
  voices: [],
  voiceScores: [],
});

describe('what came of a scene', () => {
  it('counts from its beginning, wherever that lies in the stream', () => {
    const event: EngineEvent = {
      kind: 'wake',
      wakeId: 7,
      model: 'alexa',
      phrase: 'Alexa',
      sample: 128_000 + 10 * 1_280,
      score: 0.8,
      threshold: 0.5,
      look: null,
    };
    expect(outcomeOf([event], 128_000).wakes).toEqual([
      { model: 'alexa', hop: 10, score: 0.8, combined: null },
    ]);
  });
});

describe('a comparison', () => {
  it('finds nothing where wakes lie a little apart', () => {
    const difference = compare(outcome([wake('alexa', 100)]), outcome([wake('alexa', 103, 0.85)]));
    expect(difference.lostWakes).toEqual([]);
    expect(difference.extraWakes).toEqual([]);
    expect(difference.scoreDrift).toBeCloseTo(0.05);
  });

  it('tells a wake that was lost from one too many', () => {
    const lost = compare(outcome([wake('alexa', 100), wake('alexa', 160)]), outcome([wake('alexa', 160)]));
    expect([lost.lostWakes.length, lost.extraWakes.length]).toEqual([1, 0]);
    const extra = compare(outcome([]), outcome([wake('alexa', 160)]));
    expect([extra.lostWakes.length, extra.extraWakes.length]).toEqual([0, 1]);
  });

  it('takes another word, or the same much later, for another wake', () => {
    for (const other of [wake('hey_jarvis', 100), wake('alexa', 120)]) {
      const difference = compare(outcome([wake('alexa', 100)]), outcome([other]));
      expect([difference.lostWakes.length, difference.extraWakes.length]).toEqual([1, 1]);
    }
  });

  it('counts no wake twice', () => {
    const difference = compare(
      outcome([wake('alexa', 100), wake('alexa', 102)]),
      outcome([wake('alexa', 101)]),
    );
    expect([difference.lostWakes.length, difference.extraWakes.length]).toEqual([1, 0]);
  });

  it('tells commands that are understood otherwise, or not at all', () => {
    const expected = outcome([], ['["TimerSet",{}]']);
    expect(compare(expected, outcome([], ['["TimerSet",{}]'])).commands).toBeNull();
    expect(compare(expected, outcome([], ['[null,{}]'])).commands).not.toBeNull();
    expect(compare(expected, outcome([])).commands).not.toBeNull();
  });
});
