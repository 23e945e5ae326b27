/** Voices for tests: embeddings that are as alike as wanted. */
import type { TakeReport } from '../../../../contract/speaker.ts';
import { type Draft, type DraftTake, emptyDraft } from '../draft.ts';
import type { Reference, SpokenSample, Voiceprint } from '../voiceprint.ts';

export const DIMENSIONS = 16;
export const MODEL = { model: 'test-voices', modelSha256: 'ab'.repeat(32) };

/** A person is an axis; takes of one person lean a little to another axis each, so that their cosine is about 0.98. */
export function embeddingOf(person: number, take = 0): Float32Array {
  const embedding = new Float32Array(DIMENSIONS);
  const lean = 0.1;
  embedding[person] = Math.sqrt(1 - lean * lean);
  embedding[8 + (take % 8)] = lean;
  return embedding;
}

export function referenceOf(person: number, take = 0, given: Partial<Reference> = {}): Reference {
  return {
    id: `reference-${person}-${take}-${given.kind ?? 'speech'}`,
    origin: 'enrollment',
    kind: 'speech',
    microphone: 'Desk microphone',
    at: 1_700_000_000_000 + take,
    speechMs: 3_000,
    snrDb: 30,
    embedding: embeddingOf(person, take),
    ...given,
  };
}

export function printOf(person: number, takes = 5): Voiceprint {
  return { ...MODEL, references: Array.from({ length: takes }, (_, take) => referenceOf(person, take)) };
}

export function reportOf(given: Partial<TakeReport> = {}): TakeReport {
  return {
    verdict: 'good',
    speechMs: 3_000,
    snrDb: 30,
    clippingRatio: 0,
    levelDbfs: -25,
    likeness: null,
    ...given,
  };
}

export function takeOf(person: number, take = 0, withWake = true): DraftTake {
  return {
    report: reportOf({ likeness: take === 0 ? null : 0.98 }),
    speech: referenceOf(person, take),
    wake: withWake ? referenceOf(person, take, { kind: 'wake', speechMs: 700 }) : null,
  };
}

/** @param people whose take is at each place; null for none */
export function draftOf(people: readonly (number | null)[]): Draft {
  const draft = emptyDraft(MODEL);
  return {
    ...draft,
    takes: draft.takes.map((_, i) => {
      const person = people[i] ?? null;
      return person === null ? null : takeOf(person, i, i % 2 === 0);
    }),
  };
}

export function sampleOf(person: number | null, given: Partial<SpokenSample> = {}): SpokenSample {
  return {
    embedding: person === null ? null : embeddingOf(person, 7),
    speechMs: 3_000,
    snrDb: 30,
    clippingRatio: 0,
    levelDbfs: -25,
    ...given,
  };
}
