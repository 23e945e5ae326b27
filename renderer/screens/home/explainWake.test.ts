import { describe, expect, it } from 'vitest';
import type { WakeRecord } from '../../../contract/channels.ts';
import type { WakeTrace } from '../../../contract/engine.ts';
import { explainWake, heldForMs, loudness, scoreBars, wakeHops } from './explainWake.ts';

const trace: WakeTrace = {
  hopMs: 80,
  scores: [null, 0.2, 0.9, 0.95, 0.4],
  evidence: [null, 0.1, 0.6, 0.8, 0.5],
  thresholds: [0.5, 0.5, 0.5, 0.5, 0.5],
  levelsDbfs: [-60, -58, -25, -22, -50],
  firedAt: 2,
};

function wake(change: Partial<WakeRecord> = {}): WakeRecord {
  return {
    id: '1',
    model: 'alexa',
    phrase: 'Alexa',
    at: 0,
    score: 0.8,
    threshold: 0.5,
    trace,
    verdict: 'woke',
    look: null,
    ...change,
  };
}

describe('explainWake', () => {
  it('tells score, duration and level', () => {
    expect(explainWake(wake())).toBe(
      'It scored 0.80 where 0.50 is enough. The score held for 0.2 s. ' +
        'The loudest moment was −22 dBFS, 36 dB above the background.',
    );
  });

  it('makes do without the trace, which comes a second later', () => {
    expect(explainWake(wake({ trace: null }))).toBe('It scored 0.80 where 0.50 is enough.');
  });

  it('says where a voice that nobody knows was the reason', () => {
    const told = explainWake(wake({ trace: null, score: 0.55, verdict: 'unknown_voice' }));
    expect(told).toBe(
      'It scored 0.55 where 0.50 is enough. It was no voice that Hark knows, and only known ones may wake it: see Settings.',
    );
  });

  it('hints at the sensitivity only after a narrow pass', () => {
    expect(explainWake(wake({ score: 0.55 }))).toContain('lower its sensitivity');
    expect(explainWake(wake({ score: 0.65 }))).not.toContain('lower its sensitivity');
  });
});

describe('a second look', () => {
  const look = { phraseScore: -0.84, combined: 3.1, threshold: 2.4, delayMs: 92 };
  const first = { score: 0.62, threshold: 0.3, trace: null };

  it('is told with both scores and what they made together', () => {
    expect(explainWake(wake({ ...first, look }))).toBe(
      'It scored 0.62 where 0.30 is enough for a second look. The recogniser gave the phrase −0.84 per token; ' +
        'both together make 3.1 where 2.4 wakes. That took 92 ms.',
    );
  });

  it('is announced while it lasts', () => {
    expect(explainWake(wake({ ...first, verdict: 'maybe' }))).toBe(
      'It scored 0.62 where 0.30 is enough for a second look. The recogniser is listening to it again.',
    );
  });

  it('that rejected says so, and hints the other way after a narrow one', () => {
    const rejected = wake({ ...first, verdict: 'rejected', look: { ...look, combined: -1.5 } });
    expect(explainWake(rejected)).toContain('make −1.5 where 2.4 would have woken.');
    expect(explainWake(rejected)).not.toContain('close');
    expect(explainWake({ ...rejected, look: { ...look, combined: 2.2 } })).toContain('raise its sensitivity');
  });

  it('draws what was needed in the middle of its scale, and nothing beyond its ends', () => {
    expect(
      scoreBars(wake({ ...first, look })).map(({ label, filled, mark }) => [label, filled, mark]),
    ).toEqual([
      ['Wake model', 0.62, 0.3],
      ['Recogniser', expect.closeTo(0.895), null],
      ['Together', expect.closeTo(0.54375), 0.5],
    ]);
    const wild = scoreBars(wake({ look: { ...look, phraseScore: -40, combined: 90 } }));
    expect(wild.map(({ filled }) => filled)).toEqual([0.8, 0, 1]);
    expect(scoreBars(wake())).toHaveLength(1);
  });
});

describe('the figures', () => {
  it('counts only hops with enough evidence', () => {
    expect(heldForMs(trace)).toBe(3 * 80);
  });

  it('has no loudness where there is no level', () => {
    expect(loudness([])).toBeNull();
  });

  it('lays the hops out around the moment it fired', () => {
    expect(wakeHops(trace).map((hop) => hop.timeS)).toEqual([-0.16, -0.08, 0, 0.08, 0.16]);
    expect(wakeHops(trace)[2]).toEqual({
      timeS: 0,
      score: 0.9,
      evidence: 0.6,
      threshold: 0.5,
      levelDbfs: -25,
    });
  });
});
