/** The voice engine's table of contents: composes the stages; the stages never import each other. */
import { type EngineEvent, HOP_SAMPLES, type HopMessage, type WordConfig } from '../../contract/engine.ts';
import { HarkError } from '../../contract/failures.ts';
import { measureLevel } from './audio/level.ts';
import { SampleRing } from './audio/ring.ts';
import { EMBEDDING_HOPS, SpeechEmbedding } from './features/speechEmbedding.ts';
import type { ModelStore } from './models/store.ts';
import { ActivityGate } from './vad/activityGate.ts';
import { BackgroundTracker } from './vad/background.ts';
import { SpeechSegmenter } from './vad/segmenter.ts';
import { Silero, VAD_WINDOW_SAMPLES } from './vad/silero.ts';
import { thresholdFor, WakeDecider } from './wake/decision.ts';
import { type TracedHop, WakeExplainer } from './wake/explanation.ts';
import { WakeHeads, WINDOW_EMBEDDINGS } from './wake/heads.ts';

/** Hops from the start of real audio to the first score that rests on nothing else. */
export const MUTE_HOPS = EMBEDDING_HOPS + WINDOW_EMBEDDINGS - 1;
/** When the gate opens, this much of the past is embedded, so that scores resume as if the gate had never shut. */
const CATCH_UP_HOPS = MUTE_HOPS;
/** At most this many hops are embedded within one: the past is made up for in a few hops, none of them long. */
const HOPS_PER_HOP = 8;
/** The speech detector looks back this far when it starts, to be sure of its first answers. */
const DETECTOR_WARM_UP_HOPS = 4;
/** While the gate is open it listens to four hops at a time: larger calls cost less. */
const OPEN_DETECTOR_HOPS = 4;
/**
 * While no word scores more than this, hops are embedded three at a time, which costs a quarter less. Evidence for a
 * wake needs several high scores, and from the first of them on every hop is scored at once: no wake comes later for it.
 */
const CALM_SCORE = 0.02;
const CALM_HOPS = 3;
/** Levels of past hops that a hop scored late still finds. */
const LEVELS_KEPT = CATCH_UP_HOPS + HOPS_PER_HOP;

export interface PipelineOptions {
  store: ModelStore;
  words: WordConfig[];
  /** Skip or postpone what nothing heard calls for. On by default; off, every hop is scored at once. */
  idleGate?: boolean;
  /** One raw threshold, 0..1, for every word in every noise, instead of the manifest's. */
  threshold?: number;
}

/** The raw scores of one hop, 0..1, a word each. */
export interface ScoredHop {
  /** Number of the sample after the hop. */
  sample: number;
  scores: Float32Array;
}

/** What one hop produced. `meter` goes to whoever draws, `events` to whoever decides. */
export interface HopResult {
  /** Its scores and evidence are the latest there are; null while the gate is shut or the heads are mute. */
  meter: Omit<HopMessage, 'type' | 'seq'>;
  events: EngineEvent[];
  /** The hops that were scored during this one, oldest first: none, this one, or several of the last. */
  scored: readonly ScoredHop[];
}

export interface ListeningWord {
  model: string;
  phrase: string;
}

export class Pipeline {
  readonly #store: ModelStore;
  readonly #embedding: SpeechEmbedding;
  readonly #silero: Silero;
  readonly #idleGate: boolean;
  readonly #fixedThreshold: number | null;
  readonly #ring = new SampleRing();
  /** Level of each of the last hops in dBFS, by the number of the hop. */
  readonly #levels = new Float32Array(LEVELS_KEPT);
  readonly #background = new BackgroundTracker();
  readonly #gate = new ActivityGate();
  readonly #segmenter = new SpeechSegmenter();
  #heads: WakeHeads;
  #words: WordConfig[];
  #deciders: WakeDecider[];
  /** Sample that the embedding has consumed the stream up to; null while the gate is shut. */
  #embeddedTo: number | null = null;
  /** Embeddings since the embedding was last reset: the first ones rest on zeros and are not real audio. */
  #embeddings = 0;
  /** Samples judged by the speech detector, and samples it was given; null while it is off. */
  #detector: { judged: number; given: number } | null = null;
  #speech = 0;
  readonly #explainer = new WakeExplainer();
  /** The latest scores and evidence, a word each. */
  #latest: { scores: (number | null)[]; evidence: (number | null)[] };
  /** No word scored more than CALM_SCORE at the last hop. */
  #calm = true;
  #wakes = 0;

  private constructor(
    options: PipelineOptions,
    embedding: SpeechEmbedding,
    silero: Silero,
    heads: WakeHeads,
  ) {
    this.#store = options.store;
    this.#idleGate = options.idleGate ?? true;
    this.#fixedThreshold = options.threshold ?? null;
    this.#embedding = embedding;
    this.#silero = silero;
    this.#heads = heads;
    this.#words = options.words;
    this.#deciders = heads.heads.map(() => new WakeDecider());
    this.#latest = this.#unscored();
  }

  /** @throws HarkError model.missing, model.checksum, model.unknown, model.unusable */
  static async load(options: PipelineOptions): Promise<Pipeline> {
    const [embedding, silero, heads] = await Promise.all([
      SpeechEmbedding.load(options.store),
      Silero.load(options.store),
      WakeHeads.load(options.store, modelsOf(options.words)),
    ]);
    return new Pipeline(options, embedding, silero, heads);
  }

  /** The words that `meter.scores` stand for, in order. */
  get words(): ListeningWord[] {
    return this.#heads.heads.map(({ name, decision }) => ({ model: name, phrase: decision.phrase }));
  }

  /**
   * One hop of HOP_SAMPLES, 16 kHz in -1..1. Strictly serial: await each call before the next.
   * @throws HarkError audio.malformed when the frame is not one hop
   */
  async process(frame: Float32Array): Promise<HopResult> {
    if (frame.length !== HOP_SAMPLES) {
      throw new HarkError('audio.malformed', `a frame of ${frame.length} samples instead of ${HOP_SAMPLES}`);
    }
    this.#ring.write(frame);
    const level = measureLevel(frame);
    this.#levels[(this.#ring.end / HOP_SAMPLES - 1) % LEVELS_KEPT] = level.dbfs;
    const background = this.#background.process(frame);
    const events: EngineEvent[] = [];

    const watching = this.#gate.hearLevel(background) !== 'idle' || !this.#idleGate;
    if (watching) await this.#detectSpeech(events);
    else this.#stopDetecting(events);
    const open = watching && (this.#gate.hearSpeech(this.#speech) === 'open' || !this.#idleGate);

    const scored = open ? await this.#scoreNewHops() : [];
    const thresholds = this.#heads.heads.map(({ decision }, word) => {
      const sensitivity = this.#words[word]?.sensitivity ?? 0;
      return this.#fixedThreshold ?? thresholdFor(decision, sensitivity, background.snrDb);
    });
    for (const hop of scored) this.#judge(hop, thresholds, events);
    if (!open) this.#stopScoring(thresholds, level.dbfs, events);

    const meter = {
      sample: this.#ring.end,
      levelDbfs: level.dbfs,
      peak: level.peak,
      clipped: level.clipped > 0,
      speech: watching ? this.#speech : null,
      ...this.#latest,
      thresholds,
    };
    return { meter, events, scored };
  }

  /**
   * Change words and sensitivities without losing the stream.
   * @throws HarkError as load does; the words in force then stay
   */
  async configure(words: WordConfig[]): Promise<void> {
    if (modelsOf(words).join('\n') !== modelsOf(this.#words).join('\n')) {
      const heads = await WakeHeads.load(this.#store, modelsOf(words));
      const previous = this.#heads;
      heads.adopt(previous);
      this.#heads = heads;
      this.#deciders = heads.heads.map(() => new WakeDecider());
      this.#latest = this.#unscored();
      this.#explainer.reset();
      await previous.close();
    }
    this.#words = words;
  }

  /** Forget the stream: the next frame starts a new one at sample 0. */
  reset(): void {
    this.#ring.clear();
    this.#background.reset();
    this.#gate.reset();
    this.#segmenter.reset();
    this.#embeddedTo = null;
    this.#detector = null;
    this.#speech = 0;
    this.#latest = this.#unscored();
    this.#explainer.reset();
    for (const decider of this.#deciders) decider.reset();
  }

  async close(): Promise<void> {
    await Promise.all([this.#embedding.close(), this.#silero.close(), this.#heads.close()]);
  }

  /** Runs the speech detector over what it has not heard yet. */
  async #detectSpeech(events: EngineEvent[]): Promise<void> {
    const { end } = this.#ring;
    if (this.#detector === null) {
      const start = Math.max(this.#ring.start, end - DETECTOR_WARM_UP_HOPS * HOP_SAMPLES);
      this.#silero.reset();
      this.#detector = { judged: start, given: start };
    }
    const detector = this.#detector;
    const waiting = end - detector.given;
    if (this.#gate.activity === 'open' && waiting < OPEN_DETECTOR_HOPS * HOP_SAMPLES) return;
    const probabilities = await this.#silero.process(this.#ring.read(detector.given, waiting));
    detector.given = end;
    this.#speech = 0;
    for (const probability of probabilities) {
      detector.judged += VAD_WINDOW_SAMPLES;
      this.#speech = Math.max(this.#speech, probability);
      const edge = this.#segmenter.hear(probability, detector.judged);
      if (edge) events.push(edge);
    }
  }

  #stopDetecting(events: EngineEvent[]): void {
    if (this.#detector === null) return;
    this.#detector = null;
    this.#speech = 0;
    const edge = this.#segmenter.finish();
    if (edge) events.push(edge);
  }

  /** Embeds and scores what the gate let through since the last call. */
  async #scoreNewHops(): Promise<ScoredHop[]> {
    const { start, end } = this.#ring;
    if (this.#embeddedTo === null) {
      this.#embedding.reset();
      this.#heads.reset();
      this.#embeddings = 0;
      this.#calm = true;
      this.#embeddedTo = Math.max(start, end - CATCH_UP_HOPS * HOP_SAMPLES);
    }
    const waiting = end - this.#embeddedTo;
    if (this.#idleGate && this.#calm && waiting < CALM_HOPS * HOP_SAMPLES) return [];
    const samples = Math.min(waiting, HOPS_PER_HOP * HOP_SAMPLES);
    const scored: ScoredHop[] = [];
    for (const embedding of await this.#embedding.process(this.#ring.read(this.#embeddedTo, samples))) {
      this.#embeddedTo += HOP_SAMPLES;
      this.#embeddings++;
      if (this.#embeddings < EMBEDDING_HOPS) continue;
      const scores = await this.#heads.process(embedding);
      if (scores === null) continue;
      scored.push({ sample: this.#embeddedTo, scores });
      this.#calm = scores.every((score) => score <= CALM_SCORE);
    }
    return scored;
  }

  /** The gate is shut: the hop counts as not scored. */
  #stopScoring(thresholds: number[], levelDbfs: number, events: EngineEvent[]): void {
    this.#embeddedTo = null;
    this.#latest = this.#unscored();
    for (const decider of this.#deciders) decider.pass();
    this.#explain({ ...this.#latest, thresholds, levelDbfs }, [], events);
  }

  /** One scored hop through the deciders; what wakes goes to `events`. */
  #judge({ sample, scores }: ScoredHop, thresholds: number[], events: EngineEvent[]): void {
    const wakes: { wakeId: number; word: number }[] = [];
    const evidence = this.#heads.heads.map(({ name, decision }, word) => {
      const threshold = thresholds[word] ?? 1;
      const judged = this.#deciders[word]?.hear(scores[word] ?? 0, threshold);
      if (!judged) return null;
      if (judged.wakes) {
        const wakeId = this.#wakes++;
        wakes.push({ wakeId, word });
        const { phrase } = decision;
        events.push({ kind: 'wake', wakeId, model: name, phrase, sample, score: judged.evidence, threshold });
      }
      return judged.evidence;
    });
    this.#latest = { scores: [...scores], evidence };
    const levelDbfs = this.#levels[(sample / HOP_SAMPLES - 1) % LEVELS_KEPT] ?? 0;
    this.#explain({ ...this.#latest, thresholds, levelDbfs }, wakes, events);
  }

  #explain(hop: TracedHop, wakes: { wakeId: number; word: number }[], events: EngineEvent[]): void {
    for (const explanation of this.#explainer.hear(hop, wakes)) {
      events.push({ kind: 'wake_explained', ...explanation });
    }
  }

  #unscored() {
    const nothing = this.#heads.heads.map(() => null);
    return { scores: nothing, evidence: nothing };
  }
}

function modelsOf(words: WordConfig[]): string[] {
  return words.map(({ model }) => model);
}
