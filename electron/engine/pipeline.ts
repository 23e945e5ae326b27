/** The voice engine's table of contents: composes the stages; the stages never import each other. */
import { isDeepStrictEqual } from 'node:util';
import type { PushMode, Understanding } from '../../contract/command.ts';
import {
  type EngineEvent,
  type EngineRequest,
  type EngineResult,
  HOP_SAMPLES,
  type HopMessage,
  type WordConfig,
} from '../../contract/engine.ts';
import { HarkError } from '../../contract/failures.ts';
import { measureLevel } from './audio/level.ts';
import { SampleRing } from './audio/ring.ts';
import { Capture, PRE_ROLL_SAMPLES } from './capture.ts';
import type { CommandUnderstanding } from './command/understanding.ts';
import type { EngineContext } from './engineContext.ts';
import { EMBEDDING_HOPS, SpeechEmbedding } from './features/speechEmbedding.ts';
import type { ModelStore } from './models/store.ts';
import { RecognitionLane } from './recognitionLane.ts';
import { Sentences } from './sentences.ts';
import { type Embedder, EmbedderLane } from './speaker/embedderLane.ts';
import { SpeakerEmbedder } from './speaker/speakerEmbedder.ts';
import { type Scoring, VoiceDesk } from './speaker/voiceDesk.ts';
import { judgeVoice, knownVoice } from './speaker/voices.ts';
import { type HeardAudio, SpeakerJudge } from './speakerJudge.ts';
import { ActivityGate } from './vad/activityGate.ts';
import { BackgroundTracker } from './vad/background.ts';
import { SpeechSegmenter } from './vad/segmenter.ts';
import { Silero, VAD_WINDOW_SAMPLES } from './vad/silero.ts';
import { SpeechDetector } from './vad/speechDetector.ts';
import { SpeechHistory } from './vad/speechHistory.ts';
import { WakeHeads, type WantedHead, WINDOW_EMBEDDINGS } from './wake/heads.ts';
import { WakeDoor } from './wakeDoor.ts';
import { type LookObservation, type ScoredHop, WakeJudge, type WokenWord } from './wakeJudge.ts';

export type { LookObservation, ScoredHop } from './wakeJudge.ts';

/** Hops from the start of real audio to the first score that rests on nothing else. */
export const MUTE_HOPS = EMBEDDING_HOPS + WINDOW_EMBEDDINGS - 1;
/** When the gate opens, this much of the past is embedded, so that scores resume as if the gate had never shut. */
const CATCH_UP_HOPS = MUTE_HOPS;
/** At most this many hops are embedded within one: the past is made up for in a few hops, none of them long. */
const HOPS_PER_HOP = 8;
/** The speech detector looks back this far when it starts, to be sure of its first answers. */
const DETECTOR_WARM_UP_HOPS = 4;
/** While the gate is open it listens to four hops at a time: larger calls cost less. A command is heard hop by hop. */
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
  /** One raw threshold, 0..1, for every word in every noise, instead of the manifest's; no second look then. */
  threshold?: number;
  /** The recogniser judges wakes too, where it is there and the manifest says how. On by default. */
  secondLook?: boolean;
  /** A wake begins the capture of a command, where there is a recogniser. On by default. */
  captures?: boolean;
  /**
   * For recordings: nothing runs out of time, and whoever awaits `settled` after each hop gets results that do not
   * depend on how fast the machine is. Off by default.
   */
  patient?: boolean;
  /** Told each event once, in order, the moment it happens; some happen between two hops. */
  onEvent?: (event: EngineEvent) => void;
  /** Told each answer of the recogniser about a wake. */
  onLook?: (observation: LookObservation) => void;
  /** Milliseconds of any clock that runs on. */
  now?: () => number;
  /** Wall clock, ms since the epoch; without one nothing is learned of voices. */
  wallClock?: () => number;
  /** The speaker model, loaded once a voice is to be known; that of the store by default. */
  loadEmbedder?: () => Promise<Embedder>;
  scoring?: Scoring;
  /** Told why a voice could not be compared; what it was part of goes on. */
  onSpeakerFailure?: (error: unknown) => void;
}

type Ask<T extends EngineRequest['type']> = Omit<Extract<EngineRequest, { type: T }>, 'type' | 'id'>;

/** What one hop produced. `meter` goes to whoever draws, `events` to whoever decides. */
export interface HopResult {
  /** Its scores and evidence are the latest there are; null while the gate is shut or the heads are mute. */
  meter: Omit<HopMessage, 'type' | 'seq'>;
  /** What happened since events were last returned: here or by `settled`. */
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
  readonly #captures: boolean;
  readonly #ring = new SampleRing();
  /** Level of each of the last hops in dBFS, by the number of the hop. */
  readonly #levels = new Float32Array(LEVELS_KEPT);
  readonly #background = new BackgroundTracker();
  readonly #gate = new ActivityGate();
  readonly #segmenter = new SpeechSegmenter();
  readonly #history = new SpeechHistory();
  readonly #lane = new RecognitionLane();
  readonly #context: EngineContext;
  readonly #judge: WakeJudge;
  readonly #embedders: EmbedderLane;
  readonly #speakers: SpeakerJudge;
  readonly #door: WakeDoor;
  readonly #sentences: Sentences;
  /** What is asked about voices that are kept. */
  readonly desk: VoiceDesk;
  /** Events that were not returned yet. */
  #events: EngineEvent[] = [];
  /** What goes on beside the hops. */
  readonly #beside = new Set<Promise<void>>();
  #heads: WakeHeads;
  #words: WordConfig[];
  /** Sample that the embedding has consumed the stream up to; null while the gate is shut. */
  #embeddedTo: number | null = null;
  /** Embeddings since the embedding was last reset: the first ones rest on zeros and are not real audio. */
  #embeddings = 0;
  /** Samples judged by the speech detector, and samples it was given; null while it is off. */
  #detector: { judged: number; given: number } | null = null;
  #speech = 0;
  /** No word scored more than CALM_SCORE at the last hop. */
  #calm = true;
  /** Commands being heard, one at most, or understood; each is over in bounded time. */
  readonly #commands = new Set<Capture>();
  #captured = 0;
  #voicesAsked = 0;

  private constructor(
    options: PipelineOptions,
    embedding: SpeechEmbedding,
    silero: Silero,
    heads: WakeHeads,
  ) {
    const { onEvent, onLook, threshold = null, now = () => performance.now() } = options;
    this.#store = options.store;
    this.#idleGate = options.idleGate ?? true;
    this.#captures = options.captures ?? true;
    this.#embedding = embedding;
    this.#silero = silero;
    this.#heads = heads;
    this.#words = options.words;
    this.#context = {
      lane: this.#lane,
      emit: (event) => {
        this.#events.push(event);
        onEvent?.(event);
      },
      track: (work) => {
        this.#beside.add(work);
        void work.finally(() => this.#beside.delete(work));
      },
      now,
      patient: options.patient ?? false,
    };
    const failed = options.onSpeakerFailure ?? (() => undefined);
    const scoring = options.scoring ?? { knownVoice, judgeVoice };
    const loadEmbedder = () => SpeakerEmbedder.load(options.store, new SpeechDetector(silero));
    this.#embedders = new EmbedderLane(options.loadEmbedder ?? loadEmbedder);
    this.desk = new VoiceDesk(this.#embedders, scoring);
    this.#speakers = new SpeakerJudge({
      context: this.#context,
      lane: this.#embedders,
      scoring,
      wallClock: options.wallClock ?? null,
      failed,
    });
    this.#door = new WakeDoor({
      context: this.#context,
      speakers: this.#speakers,
      phraseOf: ({ sample }) => this.#audioFrom(this.#history.phraseStart(sample)),
      letIn: (wake) => this.#captureAfter(wake),
    });
    this.#sentences = new Sentences({
      context: this.#context,
      desk: this.desk,
      lane: this.#embedders,
      speakers: this.#speakers,
      nextSample: () => this.#ring.end,
      requireIdle: () => this.#requireIdle(),
      failed,
    });
    this.#judge = new WakeJudge({
      context: this.#context,
      threshold,
      lastAudio: (samples) => this.#ring.last(samples),
      muted: () =>
        this.#sentences.busy || this.#door.waiting || this.#listener?.restartsAt(this.#ring.end) === false,
      overheard: () =>
        this.#sentences.busy
          ? (sample) => this.#sentences.wake(this.#history.phraseStart(sample), sample)
          : null,
      woke: (wake) => this.#door.knock(wake),
      onLook,
    });
    this.#judge.replaceHeads(heads.heads);
    this.#judge.configure(options.words, options.secondLook ?? true);
  }

  /** @throws HarkError model.missing, model.checksum, model.unknown, model.unusable */
  static async load(options: PipelineOptions): Promise<Pipeline> {
    const [embedding, silero, heads] = await Promise.all([
      SpeechEmbedding.load(options.store),
      Silero.load(options.store),
      WakeHeads.load(options.store, options.words),
    ]);
    return new Pipeline(options, embedding, silero, heads);
  }

  /** The words that `meter.scores` stand for, in order. */
  get words(): ListeningWord[] {
    return this.#heads.heads.map(({ name, decision }) => ({ model: name, phrase: decision.phrase }));
  }

  /** A command is being heard. */
  get capturing(): boolean {
    return this.#listener !== null;
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
    this.#listener?.append(frame);
    this.#sentences.append(frame);
    this.#judge.begin(this.#ring.end);
    const level = measureLevel(frame);
    this.#levels[(this.#ring.end / HOP_SAMPLES - 1) % LEVELS_KEPT] = level.dbfs;
    const background = this.#background.process(frame);

    const noticed = this.#gate.hearLevel(background) !== 'idle' || !this.#idleGate;
    const watching = noticed || this.attentive;
    if (watching) await this.#detectSpeech();
    else this.#stopDetecting();
    const open = watching && (this.#gate.hearSpeech(this.#speech) === 'open' || !this.#idleGate);

    const scored = open ? await this.#scoreNewHops() : [];
    const thresholds = this.#judge.thresholds(background.snrDb);
    for (const hop of scored) {
      const levelDbfs = this.#levels[(hop.sample / HOP_SAMPLES - 1) % LEVELS_KEPT] ?? 0;
      this.#judge.hear(hop, thresholds, background.snrDb, levelDbfs);
    }
    if (!open) {
      this.#embeddedTo = null;
      this.#judge.pass(thresholds, level.dbfs);
    }

    return {
      meter: {
        sample: this.#ring.end,
        levelDbfs: level.dbfs,
        peak: level.peak,
        clipped: level.clipped > 0,
        speech: watching ? this.#speech : null,
        scores: this.#judge.latest.scores,
        evidence: this.#judge.latest.evidence,
        thresholds,
      },
      events: this.#takeEvents(),
      scored,
    };
  }

  /** Waits for what goes on beside the hops. @returns what happened meanwhile */
  async settled(): Promise<EngineEvent[]> {
    while (this.#beside.size > 0) await Promise.all(this.#beside);
    return this.#takeEvents();
  }

  /**
   * Listen for other words from the next hop on. Audio heard so far keeps counting.
   * @throws HarkError model.missing, model.checksum, model.unknown, model.unusable; the words before then stay
   */
  async configure(words: WordConfig[], secondLook = true): Promise<void> {
    if (!isDeepStrictEqual(words.map(headOf), this.#words.map(headOf))) {
      const heads = await WakeHeads.load(this.#store, words);
      const previous = this.#heads;
      heads.adopt(previous);
      this.#heads = heads;
      this.#judge.replaceHeads(heads.heads);
      await previous.close();
    }
    this.#words = words;
    this.#judge.configure(words, secondLook);
  }

  /** Forget the stream: the next frame starts a new one at sample 0. A command that is being heard ends. */
  reset(): void {
    this.#listener?.breakOff();
    this.#sentences.end('cancel');
    this.#door.forget();
    this.#speakers.reset();
    this.#ring.clear();
    this.#background.reset();
    this.#gate.reset();
    this.#segmenter.reset();
    this.#history.clear();
    this.#embeddedTo = null;
    this.#detector = null;
    this.#speech = 0;
    this.#judge.reset();
  }

  async close(): Promise<void> {
    this.cancel();
    await Promise.all([
      this.#embedding.close(),
      this.#silero.close(),
      this.#heads.close(),
      this.#embedders.close(),
    ]);
  }

  // ---- commands ----

  /** Commands are understood by this, once it is there; until then they wait, and wakes have no second look. */
  expectUnderstanding(coming: Promise<CommandUnderstanding>): void {
    this.#lane.expect(coming);
  }

  /**
   * Understands audio that was recorded elsewhere, between the commands of the stream.
   * @param samples 16 kHz mono in -1..1, one utterance
   * @throws HarkError recognition.failed; whatever kept the recogniser from loading
   */
  understand(samples: Float32Array): Promise<Understanding> {
    return this.#lane.run((understanding) => understanding.understand(samples));
  }

  /**
   * Push-to-talk begins.
   * @throws HarkError capture.busy; whatever kept the recogniser from loading
   */
  capture(mode: PushMode): void {
    this.#lane.requireExpected();
    this.#requireIdle();
    const { end } = this.#ring;
    this.#beginCapture(mode, end, end - PRE_ROLL_SAMPLES, null);
  }

  /** Push-to-talk ends: what was said up to here is the command. */
  release(): void {
    this.#listener?.release();
  }

  /** Drops the command or the sentence that is being heard, and what is still being understood. */
  cancel(): void {
    this.#door.forget();
    this.#sentences.end('cancel');
    for (const command of this.#commands) command.cancel();
  }

  /** @param text what is said aloud by Hark itself from now on; null once it fell silent */
  speak(text: string | null): void {
    this.#judge.speak(text);
    this.#speakers.play(text !== null, this.#ring.end);
  }

  // ---- voices ----

  /**
   * The profiles that voices are compared with from now on.
   * @throws HarkError speaker.unavailable, model.*; the profiles before then stay
   */
  async voices(request: Ask<'voices'>): Promise<EngineResult<'voices'>> {
    this.#voicesAsked++;
    const asked = this.#voicesAsked;
    const { kept, result } = await this.desk.voices(request);
    // The model may have been loaded for it while the next request needed none.
    if (asked !== this.#voicesAsked) return result;
    this.#speakers.use(kept, request.policy);
    if (kept.length === 0 && !this.#sentences.busy) await this.#embedders.close();
    return result;
  }

  /** Begins to listen to a sentence: see `Sentences`. */
  take(request: Ask<'take'>): Promise<() => void> {
    return this.#sentences.take(request);
  }

  tryVoice(request: Ask<'try_voice'>): Promise<() => void> {
    return this.#sentences.tryVoice(request);
  }

  /** Ends what `take` or `tryVoice` began. */
  endTake(how: 'done' | 'cancel'): void {
    this.#sentences.end(how);
  }

  /** @throws HarkError capture.busy */
  #requireIdle(): void {
    if (this.capturing) throw new HarkError('capture.busy', 'a command is being heard already');
    if (this.#sentences.busy) throw new HarkError('capture.busy', 'a sentence is being heard already');
    this.#door.forget();
  }

  /** Something is heard whose every word counts. */
  get attentive(): boolean {
    return this.capturing || this.#sentences.busy || this.#door.waiting;
  }

  #audioFrom(from: number): HeardAudio {
    const sample = Math.max(this.#ring.start, from);
    return { sample, samples: this.#ring.read(sample, this.#ring.end - sample) };
  }

  get #listener(): Capture | null {
    for (const command of this.#commands) if (command.listening) return command;
    return null;
  }

  #captureAfter({ wakeId, word, sample }: WokenWord): void {
    if (!this.#captures || !this.#lane.expected) return;
    // Who says the word again begins again.
    this.#listener?.cancel();
    const decision = this.#heads.heads[word]?.decision;
    const spellings = decision?.second?.spellings ?? [decision?.phrase ?? ''];
    this.#beginCapture('wake', sample, this.#history.phraseStart(sample), { wakeId, spellings });
  }

  #beginCapture(
    mode: 'wake' | PushMode,
    askedSample: number,
    from: number,
    wake: { wakeId: number; spellings: readonly string[] } | null,
  ): void {
    const speakers = this.#speakers;
    const capture: Capture = new Capture({
      context: this.#context,
      captureId: this.#captured++,
      wake,
      mode,
      askedSample,
      audio: this.#audioFrom(from),
      history: this.#history,
      speaker: speakers.active
        ? {
            identify: (audio, commandSample, signal) =>
              speakers.identifyCommand(audio, commandSample, signal),
            within: (coming, waitMs) => speakers.within(coming, waitMs),
          }
        : null,
      finished: () => this.#commands.delete(capture),
    });
    this.#commands.add(capture);
  }

  #takeEvents(): EngineEvent[] {
    return this.#events.splice(0);
  }

  /** Runs the speech detector over what it has not heard yet. */
  async #detectSpeech(): Promise<void> {
    const { end } = this.#ring;
    if (this.#detector === null) {
      const start = Math.max(this.#ring.start, end - DETECTOR_WARM_UP_HOPS * HOP_SAMPLES);
      this.#silero.reset();
      this.#detector = { judged: start, given: start };
    }
    const detector = this.#detector;
    const waiting = end - detector.given;
    const hops = this.attentive || this.#judge.looking ? 1 : OPEN_DETECTOR_HOPS;
    if (this.#gate.activity === 'open' && waiting < hops * HOP_SAMPLES) return;
    const probabilities = await this.#silero.process(this.#ring.read(detector.given, waiting));
    detector.given = end;
    this.#speech = 0;
    for (const probability of probabilities) {
      const start = detector.judged;
      detector.judged += VAD_WINDOW_SAMPLES;
      this.#speech = Math.max(this.#speech, probability);
      const edge = this.#segmenter.hear(probability, detector.judged);
      if (edge) this.#context.emit(edge);
      const levelDbfs = measureLevel(this.#ring.read(start, VAD_WINDOW_SAMPLES)).dbfs;
      const window = { probability, levelDbfs, endSample: detector.judged };
      this.#history.push(window);
      this.#listener?.hear(window);
      this.#sentences.hear(window);
    }
  }

  #stopDetecting(): void {
    if (this.#detector === null) return;
    this.#detector = null;
    this.#speech = 0;
    const edge = this.#segmenter.finish();
    if (edge) this.#context.emit(edge);
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
}

/** What of a word is the head's. */
function headOf({ model, phrase }: WordConfig): WantedHead {
  return { model, phrase };
}
