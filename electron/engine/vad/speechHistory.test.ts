import { describe, expect, it } from 'vitest';
import { SAMPLE_RATE_HZ } from '../../../contract/engine.ts';
import { VAD_WINDOW_SAMPLES } from './sileroGraph.ts';
import { SpeechHistory } from './speechHistory.ts';

/** Plays stretches of [seconds, probability, level]. */
function historyOf(...parts: [s: number, probability: number, dbfs: number][]) {
  const history = new SpeechHistory();
  let sample = 0;
  for (const [seconds, probability, levelDbfs] of parts) {
    for (let i = 0; i < Math.round((seconds * SAMPLE_RATE_HZ) / VAD_WINDOW_SAMPLES); i++) {
      sample += VAD_WINDOW_SAMPLES;
      history.push({ probability, levelDbfs, endSample: sample });
    }
  }
  return { history, sample };
}

describe('SpeechHistory', () => {
  it('finds where a phrase began, a little before its first sound', () => {
    const { history, sample } = historyOf([2, 0, -60], [0.8, 0.9, -20], [0.2, 0, -60]);
    const startS = history.phraseStart(sample) / SAMPLE_RATE_HZ;
    expect(startS).toBeGreaterThan(1.7);
    expect(startS).toBeLessThan(1.85);
  });

  it('leaves out what was said before a pause, but no pause within the phrase', () => {
    const { history, sample } = historyOf(
      [1, 0.9, -20],
      [0.4, 0, -60],
      [0.3, 0.9, -20],
      [0.16, 0, -60],
      [0.3, 0.9, -20],
    );
    const startS = history.phraseStart(sample) / SAMPLE_RATE_HZ;
    expect(startS).toBeGreaterThan(1.15);
    expect(startS).toBeLessThan(1.4);
  });

  it('goes no further back than a phrase is long, and so far where it knows nothing', () => {
    const talking = historyOf([4, 0.9, -20]);
    expect(talking.history.phraseStart(talking.sample)).toBe(
      talking.sample - 1.9 * SAMPLE_RATE_HZ + 0.2 * SAMPLE_RATE_HZ,
    );
    expect(new SpeechHistory().phraseStart(50_000)).toBe(50_000 - 1.7 * SAMPLE_RATE_HZ);
  });

  it('knows voices in the background from other noise and from silence', () => {
    const voices = historyOf([3, 0.8, -35], [1, 0.9, -20]);
    expect(voices.history.voicesBefore(3 * SAMPLE_RATE_HZ)).toBeCloseTo(-35);
    const hum = historyOf([3, 0.1, -35], [1, 0.9, -20]);
    expect(hum.history.voicesBefore(3 * SAMPLE_RATE_HZ)).toBe(Number.NEGATIVE_INFINITY);
    expect(new SpeechHistory().voicesBefore(0)).toBe(Number.NEGATIVE_INFINITY);
  });

  it('forgets what is old, and all of it when told', () => {
    const { history, sample } = historyOf([20, 0.9, -20]);
    expect(history.since(0).length).toBeLessThan(200);
    expect(history.since(sample - 3 * VAD_WINDOW_SAMPLES)).toHaveLength(3);
    history.clear();
    expect(history.since(0)).toEqual([]);
  });
});
