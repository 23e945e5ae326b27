import { describe, expect, it } from 'vitest';
import { type SpeechEdge, SpeechSegmenter } from './segmenter.ts';
import { VAD_WINDOW_SAMPLES } from './silero.ts';

const WINDOWS_PER_S = 16_000 / VAD_WINDOW_SAMPLES;

function segment(...parts: [probability: number, seconds: number][]): SpeechEdge[] {
  const segmenter = new SpeechSegmenter();
  const edges: SpeechEdge[] = [];
  let sample = 0;
  for (const [probability, seconds] of parts) {
    for (let i = 0; i < Math.round(seconds * WINDOWS_PER_S); i++) {
      sample += VAD_WINDOW_SAMPLES;
      const edge = segmenter.hear(probability, sample);
      if (edge) edges.push(edge);
    }
  }
  const last = segmenter.finish();
  return last ? [...edges, last] : edges;
}

describe('SpeechSegmenter', () => {
  it('places both edges of a stretch of speech, a little outside it', () => {
    const [start, end] = segment([0, 1.024], [0.9, 1.024], [0, 1]);
    expect(start?.kind).toBe('speech_start');
    expect(start?.sample).toBe(16_384 - 480);
    expect(end?.kind).toBe('speech_end');
    expect(end?.sample).toBe(32_768 + 480);
  });

  it('takes a click for no speech and a short pause for part of it', () => {
    expect(segment([0, 0.5], [0.9, 0.1], [0, 1])).toEqual([]);
    expect(segment([0.9, 0.5], [0, 0.16], [0.9, 0.5], [0, 1])).toHaveLength(2);
  });

  it('holds on to speech that fades, and does not start on it', () => {
    expect(segment([0.4, 2])).toEqual([]);
    expect(segment([0.9, 0.5], [0.4, 1], [0, 1])).toHaveLength(2);
  });

  it('settles speech that is cut off by the end', () => {
    expect(segment([0.9, 1]).map(({ kind }) => kind)).toEqual(['speech_start', 'speech_end']);
  });
});
