/** A speaker model and a scoring that say what a test wants: the level of a sound says whose voice it is. */
import { SpeakerBackend } from '../backend.ts';
import type { Embedder } from '../embedderLane.ts';
import { cosine } from '../likeness.ts';
import type { Scoring } from '../voiceDesk.ts';
import type { SpokenSample } from '../voiceprint.ts';
import { DIMENSIONS, embeddingOf, MODEL, sampleOf } from './voices.ts';

export const THRESHOLD = 0.6;
export const STRICT_THRESHOLD = 0.9;

const IDENTITY = Float32Array.from({ length: DIMENSIONS ** 2 }, (_, i) =>
  i % (DIMENSIONS + 1) === 0 ? 1 : 0,
);

/** The sample value that stands for a person. */
export function voiceLevel(person: number): number {
  return (person + 1) / 16;
}

/** Audio of one person. */
export function spoken(person: number, ms: number): Float32Array {
  return new Float32Array(ms * 16).fill(voiceLevel(person));
}

export class FakeEmbedder implements Embedder {
  readonly model = MODEL.model;
  readonly modelSha256 = MODEL.modelSha256;
  readonly backend = new SpeakerBackend(new Float32Array(DIMENSIONS), IDENTITY, []);
  /** Lengths of what it was given, samples. */
  readonly calls: number[] = [];
  /** The last audio it was given, as whoever gave it has it now. */
  last: Float32Array | null = null;
  closed = 0;
  /** Calls end only once this does. */
  hold: Promise<void> | null = null;
  fails: Error | null = null;
  /** What every sample is besides whose voice it is. */
  quality: Partial<SpokenSample> = {};
  overlapped = false;
  #running = 0;

  async embed(samples: Float32Array): Promise<SpokenSample> {
    this.calls.push(samples.length);
    this.last = samples;
    const sample = this.#sampleOf(samples);
    this.overlapped ||= this.#running > 0;
    this.#running++;
    await this.hold;
    this.#running--;
    if (this.fails !== null) throw this.fails;
    return sample;
  }

  async close(): Promise<void> {
    this.closed++;
  }

  #sampleOf(samples: Float32Array): SpokenSample {
    const speech = samples.filter((value) => value !== 0);
    const speechMs = speech.length / 16;
    const people = new Map<number, number>();
    for (const value of speech) {
      const person = Math.round(value * 16) - 1;
      people.set(person, (people.get(person) ?? 0) + 1);
    }
    const [loudest] = [...people].toSorted(([, a], [, b]) => b - a);
    const sample = sampleOf(null, { speechMs, ...this.quality });
    if (loudest === undefined || speechMs < 300) return sample;
    return { ...sample, embedding: embeddingOf(loudest[0], this.calls.length) };
  }
}

export const fakeScoring: Scoring = {
  knownVoice: (profileId, print, targetFar) => ({
    profileId,
    print,
    summary: {
      model: print.model,
      modelSha256: print.modelSha256,
      references: print.references.map(({ embedding: _, ...reference }) => reference),
      speechMs: print.references.reduce((sum, { speechMs }) => sum + speechMs, 0),
      cohesion: 0.9,
      threshold: THRESHOLD,
      strictThreshold: STRICT_THRESHOLD,
      targetFar,
      expectedFrr: 0,
      quality: 'good',
      ownScores: [],
      strangerScores: [],
    },
    cohort: [],
    centres: [],
    wakeCentres: [],
    wakeThreshold: THRESHOLD,
  }),
  judgeVoice: ({ embedding, speechMs, snrDb, clippingRatio }, voices) => {
    const heard = { speechMs, snrDb, clippingRatio, margin: null };
    const thresholds = { threshold: THRESHOLD, strictThreshold: STRICT_THRESHOLD };
    if (embedding === null) {
      return { outcome: 'not_enough_speech', profileId: null, score: null, ...thresholds, ...heard };
    }
    const scores = voices.map((voice) => ({
      voice,
      score: Math.max(...voice.print.references.map((reference) => cosine(embedding, reference.embedding))),
    }));
    const [best] = scores.toSorted((a, b) => b.score - a.score);
    const score = best?.score ?? 0;
    const profileId = best !== undefined && score >= THRESHOLD ? best.voice.profileId : null;
    return { outcome: profileId === null ? 'stranger' : 'known', profileId, score, ...thresholds, ...heard };
  },
};
