import { describe, expect, it } from 'vitest';
import type { WakeRecord } from '../../../contract/channels.ts';
import type { WakeTrace } from '../../../contract/engine.ts';
import { explainWake, heldForMs, loudness, wakeHops } from './explainWake.ts';

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

  it('hints at the sensitivity only after a narrow pass', () => {
    expect(explainWake(wake({ score: 0.55 }))).toContain('lower its sensitivity');
    expect(explainWake(wake({ score: 0.65 }))).not.toContain('lower its sensitivity');
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
