/**
 * Compares voices. The score of a stretch of speech with a profile is the cosine with what the profile's references have
 * in common, normalised from both sides (Matejka et al. 2017, "Analysis of score normalization in multilingual speaker
 * recognition"): in units of how the references, and how the speech, compare with a cohort of strangers. So a score of 3
 * is three standard deviations above a stranger's, however short or noisy the speech is.
 *
 * The threshold of a profile follows from how the cohort's strangers score against it and from the share of strangers
 * that may pass. Pure.
 */
import type { SpeakerOutcome, SpeakerResult, VoiceSummary } from '../../../contract/speaker.ts';
import { cosine, likenesses } from './likeness.ts';
import type { Reference, SpokenSample, Voiceprint } from './voiceprint.ts';

/**
 * Scores of strangers have a heavier tail than the normal distribution that is laid over them: of 251 readers, judged by
 * cohorts without them, up to 1.8 times as many passed as were to pass.
 */
const TAIL = 1.8;
/** Strangers that pass the strict threshold, of those that pass the usual one. */
const STRICT_SHARE = 0.1;
/**
 * Strangers who say the same words into the same microphone are nearer than the cohort's: of six people who said the same
 * digits, in one way of recording, the others scored 2.5 on average, where the cohort's average is 0. So the threshold
 * lies at least this share of the way to the owner's own takes.
 */
const OWN_SHARE = 0.45;
/**
 * Nearer still are strangers who say nothing but the wake word: of 18 synthetic voices that said the same one, others
 * scored 2.3 on average, the voice itself 8. So wakes have a threshold of their own, further up towards the owner's.
 */
const WAKE_SHARE = 0.6;
const WAKE_MAX = 2.5;
/** Another profile's own references pass nobody else's: the threshold lies so much above the best of them. */
const HOUSEHOLD_MARGIN = 0.2;
/**
 * Neither takes the threshold up by more than this, nor beyond this share of the way to the owner's own takes: a profile
 * made twice of one person, or a poor one, must not shut its owner out.
 */
const RISE_MAX = 1;
const OWN_SHARE_MAX = 0.7;
/** Fewer strangers say too little about where their scores lie. */
const COHORT_MIN = 20;

/** Less speech than this is never anybody's, ms; a wake phrase is shorter than a command. */
const SPEECH_MIN_MS = { speech: 800, wake: 400 };
/** Below this the room drowns the voice, dB. */
const SNR_MIN_DB = 0;
/** Beyond this share of samples at full scale, what tells voices apart is cut off. */
const CLIPPING_MAX = 0.1;
/** Up to here a refusal may be for want of speech, or for the noise, where the score is not far below the threshold. */
const SHORT_SPEECH_MS = 1_600;
const NOISY_DB = 8;
const DOUBT = 1.5;

/** Mean and standard deviation of cosines with a cohort. */
interface Spread {
  mean: number;
  deviation: number;
}

/** What some references have in common. */
interface Centre {
  embedding: Float32Array;
  spread: Spread;
}

/** A profile, made ready to be compared with. */
export interface KnownVoice {
  profileId: string;
  print: Voiceprint;
  summary: VoiceSummary;
  cohort: readonly Float32Array[];
  /** Of all its speech, and of each microphone's where there are several: the best of them counts. */
  centres: readonly Centre[];
  /** Of its wake phrases; empty where it has none. */
  wakeCentres: readonly Centre[];
  /** What a wake phrase alone is held against. */
  wakeThreshold: number;
}

/**
 * @param print of at least one speech reference
 * @param targetFar share of strangers that may pass
 * @param cohort embeddings of strangers
 * @param household references of the other profiles
 */
export function knownVoice(
  profileId: string,
  print: Voiceprint,
  targetFar: number,
  cohort: readonly Float32Array[],
  household: readonly Float32Array[] = [],
): KnownVoice {
  const speech = print.references.filter(({ kind }) => kind === 'speech');
  const wake = print.references.filter(({ kind }) => kind === 'wake');
  const centres = centresOf(speech, cohort);
  const spreads = spreadsWithin(cohort);
  const strangerScores = cohort.map((stranger, i) => bestScore(stranger, centres, spreads[i] ?? NO_COHORT));
  const usual = thresholdFor(targetFar / TAIL, strangerScores);
  const strict = thresholdFor((targetFar / TAIL) * STRICT_SHARE, strangerScores);
  const ownScores = scoresOfOwn(speech, cohort);
  const own = meanOf(ownScores);
  const wanted = Math.max(OWN_SHARE * own, nearestOf(household, centres, cohort) + HOUSEHOLD_MARGIN);
  const threshold = raised(usual, Math.min(wanted, OWN_SHARE_MAX * own), RISE_MAX);
  const strictThreshold = strict + (threshold - usual);
  const refused = ownScores.filter((score) => score < threshold).length;
  const summary: VoiceSummary = {
    model: print.model,
    modelSha256: print.modelSha256,
    references: print.references.map(({ embedding: _, ...shown }) => shown),
    speechMs: speech.reduce((sum, { speechMs }) => sum + speechMs, 0),
    cohesion: cohesionOf(speech),
    threshold: rounded(threshold),
    strictThreshold: rounded(strictThreshold),
    targetFar,
    expectedFrr: ownScores.length === 0 ? 0 : refused / ownScores.length,
    quality: qualityOf(ownScores, threshold, strictThreshold),
    ownScores: ownScores.map(rounded),
    strangerScores: strangerScores.map(rounded),
  };
  const ownWakes = wake.length > 1 ? WAKE_SHARE * meanOf(scoresOfOwn(wake, cohort)) : threshold;
  return {
    profileId,
    print,
    summary,
    cohort,
    centres,
    wakeCentres: centresOf(wake, cohort),
    wakeThreshold: rounded(raised(threshold, ownWakes, WAKE_MAX)),
  };
}

/** Of each reference with the others. */
function scoresOfOwn(references: readonly Reference[], cohort: readonly Float32Array[]): number[] {
  return references.map((reference) => {
    const rest = references.filter((other) => other !== reference);
    const centres = centresOf(rest.length > 0 ? rest : references, cohort);
    return bestScore(reference.embedding, centres, spreadOf(reference.embedding, cohort));
  });
}

/** A threshold that goes up to `wanted`, by `most` at most, and never down. */
function raised(threshold: number, wanted: number, most: number): number {
  return threshold + Math.min(most, Math.max(0, wanted - threshold));
}

/** Score of the voice of the household that comes nearest. */
function nearestOf(
  household: readonly Float32Array[],
  centres: readonly Centre[],
  cohort: readonly Float32Array[],
): number {
  return household.reduce(
    (most, other) => Math.max(most, bestScore(other, centres, spreadOf(other, cohort))),
    Number.NEGATIVE_INFINITY,
  );
}

/**
 * Whose voice a sample is. Never throws: what cannot be told is an outcome.
 * @param kind 'wake' for a wake phrase alone, which is short and always the same; 'speech' for anything
 */
export function judgeVoice(
  sample: SpokenSample,
  voices: readonly KnownVoice[],
  kind: 'speech' | 'wake',
): Omit<SpeakerResult, 'latencyMs'> {
  const { embedding, speechMs, snrDb, clippingRatio } = sample;
  const told = { speechMs, snrDb, clippingRatio };
  const nothing = {
    profileId: null,
    score: null,
    threshold: null,
    strictThreshold: null,
    margin: null,
    ...told,
  };
  if (embedding === null || voices.length === 0) {
    return { outcome: embedding === null ? 'not_enough_speech' : 'stranger', ...nothing };
  }
  const ranked = voices
    .map((voice) => ({ voice, score: scoreOf(embedding, voice, kind) }))
    // By what each one's threshold leaves: a voice that many are like has a higher one.
    .toSorted((a, b) => b.score - thresholdOf(b.voice, kind) - (a.score - thresholdOf(a.voice, kind)));
  const [best, next] = ranked;
  if (best === undefined) return { outcome: 'stranger', ...nothing };
  const { score, voice } = best;
  const { strictThreshold } = voice.summary;
  const threshold = thresholdOf(voice, kind);
  const outcome = outcomeOf(sample, score, threshold, kind);
  return {
    outcome,
    profileId: outcome === 'known' ? voice.profileId : null,
    score: rounded(score),
    threshold,
    strictThreshold,
    margin: next === undefined ? null : rounded(score - next.score),
    ...told,
  };
}

function thresholdOf({ summary, wakeThreshold }: KnownVoice, kind: 'speech' | 'wake'): number {
  return kind === 'wake' ? wakeThreshold : summary.threshold;
}

/** Normalised score of an embedding with a profile. */
export function scoreOf(embedding: Float32Array, voice: KnownVoice, kind: 'speech' | 'wake'): number {
  const spread = spreadOf(embedding, voice.cohort);
  const speech = bestScore(embedding, voice.centres, spread);
  // The same words said again are more alike than other words of the same voice.
  return kind === 'wake' ? Math.max(speech, bestScore(embedding, voice.wakeCentres, spread)) : speech;
}

function outcomeOf(
  { speechMs, snrDb, clippingRatio }: SpokenSample,
  score: number,
  threshold: number,
  kind: 'speech' | 'wake',
): SpeakerOutcome {
  if (speechMs < SPEECH_MIN_MS[kind]) return 'not_enough_speech';
  if ((snrDb !== null && snrDb < SNR_MIN_DB) || clippingRatio > CLIPPING_MAX) return 'too_noisy';
  if (score >= threshold) return 'known';
  if (score < threshold - DOUBT) return 'stranger';
  if (speechMs < SHORT_SPEECH_MS) return 'not_enough_speech';
  return snrDb !== null && snrDb < NOISY_DB ? 'too_noisy' : 'stranger';
}

function centresOf(references: readonly Reference[], cohort: readonly Float32Array[]): Centre[] {
  if (references.length === 0) return [];
  // What was learned has no microphone's name, and belongs to all of them.
  const named = references.filter(({ microphone }) => microphone !== '');
  const microphones = [...Map.groupBy(named, ({ microphone }) => microphone).values()];
  const groups =
    microphones.length > 1 ? [references, ...microphones.filter((group) => group.length > 1)] : [references];
  return groups.map((group) => {
    const embedding = centreOf(group.map((reference) => reference.embedding));
    return { embedding, spread: spreadOf(embedding, cohort) };
  });
}

/** The direction that they have in common, of length one. */
function centreOf(embeddings: readonly Float32Array[]): Float32Array {
  const sum = new Float64Array(embeddings[0]?.length ?? 0);
  for (const embedding of embeddings) {
    for (const [i, value] of embedding.entries()) sum[i] = (sum[i] as number) + value;
  }
  const length = Math.sqrt(sum.reduce((squares, value) => squares + value * value, 0));
  return Float32Array.from(sum, (value) => (length > 0 ? value / length : 0));
}

function bestScore(embedding: Float32Array, centres: readonly Centre[], own: Spread): number {
  let best = Number.NEGATIVE_INFINITY;
  for (const centre of centres) {
    const alike = cosine(embedding, centre.embedding);
    best = Math.max(best, (normalised(alike, centre.spread) + normalised(alike, own)) / 2);
  }
  return best;
}

function normalised(value: number, { mean, deviation }: Spread): number {
  return (value - mean) / deviation;
}

/** Where there is no cohort to speak of, cosines stand for themselves, on a scale of their usual spread. */
const NO_COHORT: Spread = { mean: 0, deviation: 0.12 };

function spreadOf(embedding: Float32Array, cohort: readonly Float32Array[]): Spread {
  if (cohort.length < COHORT_MIN) return NO_COHORT;
  let sum = 0;
  let squares = 0;
  for (const stranger of cohort) {
    const alike = cosine(embedding, stranger);
    sum += alike;
    squares += alike * alike;
  }
  const mean = sum / cohort.length;
  return { mean, deviation: Math.sqrt(Math.max(1e-6, squares / cohort.length - mean * mean)) };
}

const within = new WeakMap<readonly Float32Array[], Spread[]>();

/** Of each stranger, how it compares with the others: the same for every profile, and the larger part of the work. */
function spreadsWithin(cohort: readonly Float32Array[]): Spread[] {
  const known = within.get(cohort);
  if (known !== undefined) return known;
  const spreads = cohort.map((stranger, i) => spreadOf(stranger, cohort.toSpliced(i, 1)));
  within.set(cohort, spreads);
  return spreads;
}

/** Score that a share of strangers passes, by the normal distribution that theirs are taken from. */
function thresholdFor(share: number, scores: readonly number[]): number {
  if (scores.length < COHORT_MIN) return upperQuantile(share);
  const mean = meanOf(scores);
  const variance = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / (scores.length - 1);
  return mean + upperQuantile(share) * Math.sqrt(variance);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of the standard normal distribution: what a share, below a half, lies above (Abramowitz & Stegun 26.2.23). */
function upperQuantile(share: number): number {
  const t = Math.sqrt(-2 * Math.log(share));
  const numerator = 2.515517 + t * (0.802853 + t * 0.010328);
  const denominator = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308));
  return t - numerator / denominator;
}

function cohesionOf(references: readonly Reference[]): number {
  const alike = likenesses(references.map(({ embedding }) => embedding)).filter((value) => value !== null);
  return alike.length === 0 ? 1 : rounded(alike.reduce((sum, value) => sum + value, 0) / alike.length);
}

/** Good: every take of the owner would pass as beyond doubt. Fair: all but one would pass. */
function qualityOf(own: readonly number[], threshold: number, strict: number): VoiceSummary['quality'] {
  const sorted = own.toSorted((a, b) => a - b);
  if (sorted.length < 2) return 'poor';
  if ((sorted[0] as number) >= strict) return 'good';
  return (sorted[1] as number) >= threshold ? 'fair' : 'poor';
}

function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
