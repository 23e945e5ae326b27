/**
 * Slow learning from what was recognised beyond doubt: voices change with age and colds, rooms with seasons. Pure.
 *
 * What is learned is judged by what was enrolled alone, never by what was learned before: steps that each look small
 * would lead anywhere.
 */
import { REFERENCES_MAX, type SpeakerResult } from '../../../contract/speaker.ts';
import type { Reference, SpokenSample, Voiceprint } from './voiceprint.ts';

/** One adaptation a day and profile at most: whoever gets by once cannot take a profile over in an evening. */
export const ADAPTATION_EVERY_MS = 24 * 3_600_000;
/** Of one profile; the oldest gives way. */
export const ADAPTATIONS_MAX = 8;
/** A reference of less, or worse, would make the profile worse. */
const SPEECH_MIN_MS = 2_500;
const SNR_MIN_DB = 15;
const CLIPPING_RATIO_MAX = 0.0005;
/** Where the next profile scores nearly as high, brothers say, it is not beyond doubt. */
const MARGIN_MIN = 0.5;

/** It is the owner beyond doubt, and heard well enough to be learned from. */
export function isWorthLearning(result: SpeakerResult): boolean {
  const { outcome, score, strictThreshold, margin, speechMs, snrDb, clippingRatio } = result;
  return (
    outcome === 'known' &&
    score !== null &&
    strictThreshold !== null &&
    score >= strictThreshold &&
    (margin === null || margin >= MARGIN_MIN) &&
    speechMs >= SPEECH_MIN_MS &&
    snrDb !== null &&
    snrDb >= SNR_MIN_DB &&
    clippingRatio <= CLIPPING_RATIO_MAX
  );
}

/**
 * There is something enrolled to judge by, and the last adaptation was long enough ago. A clock that went back is no reason
 * to learn.
 */
export function mayLearn(print: Voiceprint, now: number): boolean {
  const isRested = print.references.every(
    ({ origin, at }) => origin !== 'adaptation' || now - at >= ADAPTATION_EVERY_MS,
  );
  return isRested && enrolled(print).references.some(({ kind }) => kind === 'speech');
}

/** What was enrolled. */
export function enrolled(print: Voiceprint): Voiceprint {
  return { ...print, references: print.references.filter(({ origin }) => origin !== 'adaptation') };
}

/** The voiceprint with what was heard in it; null where it has no room. */
export function adapted(print: Voiceprint, sample: SpokenSample, id: string, now: number): Voiceprint | null {
  const { embedding, speechMs, snrDb } = sample;
  if (embedding === null) return null;
  const learned = print.references
    .filter(({ origin }) => origin === 'adaptation')
    .toSorted((a, b) => a.at - b.at);
  const full = learned.length >= ADAPTATIONS_MAX || print.references.length >= REFERENCES_MAX;
  const oldest = full ? learned[0] : undefined;
  if (full && oldest === undefined) return null;
  const reference: Reference = {
    id,
    origin: 'adaptation',
    kind: 'speech',
    microphone: '',
    at: now,
    speechMs,
    snrDb,
    embedding,
  };
  return { ...print, references: [...print.references.filter((known) => known !== oldest), reference] };
}
