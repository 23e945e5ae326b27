/** Whether one sentence of an enrollment is any good, and if not, what was wrong with it. */
import { SAMPLE_RATE_HZ } from '../../../contract/audio.ts';
import { TAKE_SPEECH_MIN_MS, type TakeReport, type TakeVerdict } from '../../../contract/speaker.ts';
import { cosine, HALVES_LIKENESS_MIN, meanCosine, TAKES_LIKENESS_MIN } from './likeness.ts';
import type { SpokenSample } from './voiceprint.ts';

const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1_000;

/** Less speech than this is a cough. */
const NOTHING_SAID_MS = 300;
/** A far or muted microphone; what automatic gain leaves of normal speech is above -40. */
const LEVEL_MIN_DBFS = -50;
/** One sample in a thousand at full scale is heard as a crackle. */
const CLIPPING_RATIO_MAX = 0.001;
/** References carry the room along: they are to be better than what they are compared with later. */
const SNR_MIN_DB = 10;
/** So much speech far quieter than the person's own, while that is silent, is somebody else's. */
const OTHERS_MS = 700;
/** Halves with less speech say nothing about whose they are. */
const HALF_SPEECH_MIN_MS = 1_500;

/** A stretch of a take, in samples from its beginning. */
export interface Stretch {
  from: number;
  to: number;
}

export interface HeardTake {
  /** 16 kHz mono in -1..1. */
  samples: Float32Array;
  /** Where it is speech, in order. */
  speech: readonly Stretch[];
  /** Of all of those together, ms. */
  speechMs: number;
  /** The most speech that was heard in a pause of the person's own, far quieter than that, ms. */
  othersMs: number;
  /** The time ran out, and somebody still spoke. */
  endless: boolean;
  /** The wake phrase, where one was heard. */
  phrase: Stretch | null;
}

export interface JudgedTake {
  report: TakeReport;
  /** Null unless it is good. */
  kept: { speech: SpokenSample & { embedding: Float32Array }; wake: SpokenSample | null } | null;
}

type Embed = (samples: Float32Array) => Promise<SpokenSample>;

/**
 * @param earlier embeddings of the takes that it is to be like
 * @throws (by rejection) what the model throws
 */
export async function judgeTake(
  heard: HeardTake,
  embed: Embed,
  earlier: readonly Float32Array[],
): Promise<JudgedTake> {
  if (heard.speechMs < NOTHING_SAID_MS) {
    const { speechMs } = heard;
    const report = { speechMs, snrDb: null, clippingRatio: 0, levelDbfs: -120, likeness: null };
    return { report: { verdict: 'nothing_said', ...report }, kept: null };
  }
  const speech = await embed(heard.samples);
  const { embedding, snrDb, clippingRatio, levelDbfs } = speech;
  const likeness = embedding && meanCosine(embedding, earlier);
  const report = { speechMs: speech.speechMs, snrDb, clippingRatio, levelDbfs, likeness };
  const fault = faultOf(heard, speech) ?? (await strangeness(heard, embed, likeness));
  if (fault !== null || embedding === null) {
    return { report: { verdict: fault ?? 'too_short', ...report }, kept: null };
  }
  const { phrase } = heard;
  const wake = phrase && (await embed(heard.samples.subarray(phrase.from, phrase.to)));
  return { report: { verdict: 'good', ...report }, kept: { speech: { ...speech, embedding }, wake } };
}

/** What can be told without comparing voices. The first is what helps most to be told. */
function faultOf(heard: HeardTake, { embedding, ...speech }: SpokenSample): TakeVerdict | null {
  if (speech.clippingRatio > CLIPPING_RATIO_MAX) return 'clipped';
  if (speech.levelDbfs < LEVEL_MIN_DBFS) return 'too_quiet';
  if (heard.endless || heard.othersMs >= OTHERS_MS) return 'background_talk';
  if (speech.snrDb !== null && speech.snrDb < SNR_MIN_DB) return 'too_noisy';
  if (heard.speechMs < TAKE_SPEECH_MIN_MS || embedding === null) return 'too_short';
  return null;
}

async function strangeness(
  heard: HeardTake,
  embed: Embed,
  likeness: number | null,
): Promise<TakeVerdict | null> {
  if (heard.speechMs >= 2 * HALF_SPEECH_MIN_MS) {
    const middle = middleOf(heard.speech);
    const first = await embed(heard.samples.subarray(0, middle));
    const second = await embed(heard.samples.subarray(middle));
    if (first.embedding !== null && second.embedding !== null) {
      if (cosine(first.embedding, second.embedding) < HALVES_LIKENESS_MIN) return 'background_talk';
    }
  }
  return likeness !== null && likeness < TAKES_LIKENESS_MIN ? 'another_voice' : null;
}

/** The sample that half of the speech comes before. */
function middleOf(speech: readonly Stretch[]): number {
  const total = speech.reduce((sum, { from, to }) => sum + to - from, 0);
  let before = 0;
  for (const { from, to } of speech) {
    if (before + to - from >= total / 2) return Math.round(from + total / 2 - before);
    before += to - from;
  }
  return 0;
}

/** Of stretches, ms. */
export function durationMs(stretches: readonly Stretch[]): number {
  return stretches.reduce((sum, { from, to }) => sum + to - from, 0) / SAMPLES_PER_MS;
}
