/**
 * Whose voice it is: compares what is heard with the profiles in use, beside the hops. Without profiles it does nothing.
 */
import { randomUUID } from 'node:crypto';
import { SAMPLE_RATE_HZ } from '../../contract/engine.ts';
import type { SpeakerPolicy, SpeakerResult } from '../../contract/speaker.ts';
import type { EngineContext } from './engineContext.ts';
import { adapted, enrolled, isWorthLearning, mayLearn } from './speaker/adaptation.ts';
import type { EmbedderLane } from './speaker/embedderLane.ts';
import { sealPrint } from './speaker/sealedPrint.ts';
import type { KeptVoice, Scoring } from './speaker/voiceDesk.ts';
import type { SpokenSample, Voiceprint } from './speaker/voiceprint.ts';

const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1_000;
/** After Hark fell silent the room still speaks, and what it played is still on its way to the microphone. */
const PLAYBACK_TAIL_SAMPLES = 500 * SAMPLES_PER_MS;
/** Of more than this the last is compared: it tells as much, and the features of a minute would hold up a hop. */
const HEARD_MAX_SAMPLES = 12_000 * SAMPLES_PER_MS;
/** Less than this after playback is nobody's. */
const AFTER_PLAYBACK_MIN_SAMPLES = 200 * SAMPLES_PER_MS;
/** A phrase alone is short: only where it scores this far below the threshold it is nobody's for certain. */
export const WAKE_DOUBT = 0.5;

/** A stretch of the stream. */
export interface HeardAudio {
  /** Number of its first sample. */
  sample: number;
  /** 16 kHz mono in -1..1. */
  samples: Float32Array;
}

export interface Identified {
  speaker: SpeakerResult;
  /** Learns from it, where that is wanted and it is good enough. */
  learn(): void;
}

export interface SpeakerJudgeOptions {
  context: EngineContext;
  lane: EmbedderLane;
  scoring: Scoring;
  /** Wall clock, ms since the epoch; null where nothing is learned. */
  wallClock: (() => number) | null;
  /** Told why a voice could not be compared. */
  failed(error: unknown): void;
}

/** What is said of a voice that could not be compared in time, or at all. */
function unheard(outcome: 'untold' | 'own_playback', latencyMs: number): Identified {
  const speaker: SpeakerResult = {
    outcome,
    profileId: null,
    score: null,
    threshold: null,
    strictThreshold: null,
    margin: null,
    speechMs: 0,
    snrDb: null,
    clippingRatio: 0,
    latencyMs,
  };
  return { speaker, learn: () => undefined };
}

export class SpeakerJudge {
  readonly #options: SpeakerJudgeOptions;
  #voices: KeptVoice[] = [];
  #policy: SpeakerPolicy | null = null;
  /** What Hark plays may be heard up to this sample. */
  #audibleUntil = Number.NEGATIVE_INFINITY;

  constructor(options: SpeakerJudgeOptions) {
    this.#options = options;
  }

  /** There are profiles to compare with. */
  get active(): boolean {
    return this.#voices.length > 0;
  }

  /** Voices that are nobody's do not wake. */
  get onlyKnownWake(): boolean {
    return this.active && this.#policy?.onlyKnownWake === true;
  }

  /** The profiles from now on. */
  use(voices: readonly KeptVoice[], policy: SpeakerPolicy): void {
    this.#voices = [...voices];
    this.#policy = policy;
  }

  /** Hark plays sound from a sample on, or fell silent there. */
  play(sounds: boolean, sample: number): void {
    if (sounds) this.#audibleUntil = Number.POSITIVE_INFINITY;
    else if (this.#audibleUntil === Number.POSITIVE_INFINITY) {
      this.#audibleUntil = sample + PLAYBACK_TAIL_SAMPLES;
    }
  }

  /** Hark could be heard itself from this sample on, or still can. */
  playedSince(sample: number): boolean {
    return sample < this.#audibleUntil;
  }

  /** Forget the stream. */
  reset(): void {
    if (this.#audibleUntil < Number.POSITIVE_INFINITY) this.#audibleUntil = Number.NEGATIVE_INFINITY;
  }

  /**
   * Whose voice it is. Rejects only where `signal` is aborted; what cannot be told is an outcome.
   * @param audio is copied before this returns
   */
  async identify(audio: HeardAudio, kind: 'speech' | 'wake', signal?: AbortSignal): Promise<Identified> {
    const { context, lane, scoring, failed } = this.#options;
    const began = context.now();
    const { length } = audio.samples;
    const played = Math.max(0, Math.min(length, this.#audibleUntil - audio.sample));
    if (played > 0 && length - played < AFTER_PLAYBACK_MIN_SAMPLES) return unheard('own_playback', 0);
    const from = Math.max(played, length - HEARD_MAX_SAMPLES);
    try {
      const sample = await lane.embed(audio.samples.subarray(from), signal);
      const known = this.#voices.map((voice) => voice.known);
      const judged = scoring.judgeVoice(sample, known, kind);
      // What is left of it says nothing, and the rest may be Hark's own.
      if (played > 0 && judged.outcome === 'not_enough_speech') judged.outcome = 'own_playback';
      const speaker = { ...judged, latencyMs: context.now() - began };
      return { speaker, learn: () => this.#learn(speaker, sample) };
    } catch (error) {
      signal?.throwIfAborted();
      failed(error);
      return unheard('untold', context.now() - began);
    }
  }

  /** As `identify`, but over after a while whatever happens. */
  async within(coming: Promise<Identified>, waitMs: number): Promise<Identified> {
    const { context } = this.#options;
    if (context.patient) return coming;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Identified>((resolve) => {
      timer = setTimeout(() => resolve(unheard('untold', waitMs)), waitMs);
    });
    try {
      return await Promise.race([coming, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  #learn(result: SpeakerResult, sample: SpokenSample): void {
    const { wallClock, scoring, context, failed } = this.#options;
    const voice = this.#voices.find(({ known }) => known.profileId === result.profileId);
    if (wallClock === null || voice === undefined || !this.#policy?.adapt) return;
    const { known, key } = voice;
    const now = wallClock();
    if (!isWorthLearning(result) || !mayLearn(known.print, now)) return;
    const { profileId, summary, cohort } = known;
    const household = this.#voices
      .filter((other) => other !== voice)
      .flatMap((other) => other.known.print.references.map(({ embedding }) => embedding));
    const knowing = (print: Voiceprint) =>
      scoring.knownVoice(profileId, print, summary.targetFar, cohort, household);
    try {
      const own = knowing(enrolled(known.print));
      const { score } = scoring.judgeVoice(sample, [own], 'speech');
      if (score === null || score < own.summary.strictThreshold) return;
      const print = adapted(known.print, sample, randomUUID(), now);
      if (print === null) return;
      const better = knowing(print);
      if (better.summary.expectedFrr > summary.expectedFrr) return;
      this.#voices = this.#voices.map((other) => (other === voice ? { known: better, key } : other));
      const sealed = sealPrint(print, profileId, key);
      context.emit({ kind: 'adapted', profileId, sealed, summary: better.summary });
    } catch (error) {
      failed(error);
    }
  }
}

/** The phrase was said by nobody whose voice Hark knows, as far as one phrase can tell. */
export function isClearlyNobody({ outcome, score, threshold }: SpeakerResult): boolean {
  return outcome === 'stranger' && score !== null && threshold !== null && score <= threshold - WAKE_DOUBT;
}
