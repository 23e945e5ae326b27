/**
 * Whose voice it is: compares what is heard with the profiles in use, beside the hops. Without profiles it does nothing.
 */
import { randomUUID } from 'node:crypto';
import { SAMPLE_RATE_HZ } from '../../contract/engine.ts';
import type { SpeakerOutcome, SpeakerPolicy, SpeakerResult } from '../../contract/speaker.ts';
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
/** How little a result speaks for whoever gave a command. */
const DISFAVOUR: Readonly<Record<SpeakerOutcome, number>> = {
  known: 0,
  not_enough_speech: 1,
  too_noisy: 2,
  own_playback: 2,
  untold: 2,
  stranger: 3,
};
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
    const played = this.#playedOf(audio);
    if (played > 0 && length - played < AFTER_PLAYBACK_MIN_SAMPLES) return unheard('own_playback', 0);
    const from = this.#comparedFrom(audio) - audio.sample;
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

  /**
   * Whose voice a command is, with the phrase that woke. Both together tell it best; but anyone can go on after the
   * phrase of another, so the command has to stand by itself too, as far as it can.
   *
   * @param commandSample where the command begins, after the phrase; null where there is no phrase, or too little after
   *   it to be judged alone
   */
  async identifyCommand(
    audio: HeardAudio,
    commandSample: number | null,
    signal?: AbortSignal,
  ): Promise<Identified> {
    const whole = this.identify(audio, 'speech', signal);
    if (commandSample === null || commandSample <= this.#comparedFrom(audio)) return whole;
    const command = {
      sample: commandSample,
      samples: audio.samples.subarray(commandSample - audio.sample),
    };
    const [both, alone] = await Promise.all([whole, this.identify(command, 'speech', signal)]);
    return agreed(both, alone);
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

  /** How many of its first samples may be what Hark played. */
  #playedOf({ sample, samples }: HeardAudio): number {
    return Math.max(0, Math.min(samples.length, this.#audibleUntil - sample));
  }

  /** The first sample that is compared. */
  #comparedFrom(audio: HeardAudio): number {
    return audio.sample + Math.max(this.#playedOf(audio), audio.samples.length - HEARD_MAX_SAMPLES);
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

/** The less favourable of the two, and nothing is learned where they are not of one voice. */
function agreed(whole: Identified, command: Identified): Identified {
  const [a, b] = [whole.speaker, command.speaker];
  const latencyMs = Math.max(a.latencyMs, b.latencyMs);
  const isOne = a.outcome === 'known' && b.outcome === 'known' && a.profileId === b.profileId;
  if (isOne) return { speaker: { ...a, latencyMs }, learn: whole.learn };
  const nobody = { learn: () => undefined };
  if (a.outcome === 'known' && b.outcome === 'not_enough_speech') {
    return { speaker: { ...a, latencyMs }, ...nobody };
  }
  // Two profiles: neither has said all of it.
  if (a.outcome === 'known' && b.outcome === 'known') {
    return { speaker: { ...b, outcome: 'untold', profileId: null, latencyMs }, ...nobody };
  }
  const less = DISFAVOUR[b.outcome] > DISFAVOUR[a.outcome] ? b : a;
  return { speaker: { ...less, latencyMs }, ...nobody };
}

/** The phrase was said by nobody whose voice Hark knows, as far as one phrase can tell. */
export function isClearlyNobody({ outcome, score, threshold }: SpeakerResult): boolean {
  return outcome === 'stranger' && score !== null && threshold !== null && score <= threshold - WAKE_DOUBT;
}
