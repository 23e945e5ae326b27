/**
 * When a command has begun and when it is over, window by window. Pure; time is counted in samples.
 *
 * How long a silence ends it depends on what was understood so far: after a whole command a short one, after half of
 * one a long one. Whoever recognises says so by `hint`.
 */
import { SAMPLE_RATE_HZ } from '../../../contract/engine.ts';
import { LevelWindow } from './levelWindow.ts';
import { VAD_WINDOW_SAMPLES } from './sileroGraph.ts';
import type { HeardWindow } from './speechHistory.ts';

const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1_000;

/** A person has this long to begin. */
export const NOTHING_SAID_MS = 5_000;
/** No command is longer: from its first speech on, or from a key that is held. */
export const MAX_COMMAND_MS = 15_000;
/** Silence after which it is worth recognising what was said so far. */
export const PAUSE_MS = 160;
/** Silence after which it is worth recognising it again: soft endings, a final "p" say, escape the speech detector. */
export const LASTING_PAUSE_MS = 384;

/** What is known of the text: a whole command, one that could go on, one that may be another, nothing, or half of one. */
export type Hint = 'complete' | 'extensible' | 'doubtful' | 'unknown' | 'incomplete';
/** Silence that ends the command. */
export const TRAILING_MS: Readonly<Record<Hint, number>> = {
  complete: 320,
  extensible: 384,
  doubtful: 448,
  unknown: 640,
  incomplete: 1_024,
};

/** Speech begins at the first probability and holds until the second. */
const ENTER_PROBABILITY = 0.5;
const STAY_PROBABILITY = 0.35;
/** Speech of fewer windows is a click: before anything was said, and after a pause. */
const START_WINDOWS = 4;
const RESUME_WINDOWS = 3;
/** A run of speech survives this many windows without. */
const RUN_GAP_WINDOWS = 1;
/** A wake phrase may sound on this long after it was heard; speech that goes on longer is the command. */
const PHRASE_TAIL_MS = 480;

/**
 * Where voices were heard before, a television say, speech is only what is louder than they were by the margin, or as
 * loud as the person's own, which is what the loudest fifth of the capture's speech exceeds, less the allowance.
 */
const VOICES_MARGIN_DB = 2;
const OWN_ALLOWANCE_DB = 12;
const OWN_QUANTILE = 0.8;
/** Windows of speech that the person's own level is told from. */
const OWN_WINDOWS = Math.ceil((MAX_COMMAND_MS * SAMPLES_PER_MS) / VAD_WINDOW_SAMPLES);
const OWN_KNOWN_WINDOWS = 4;

export interface EndpointerOptions {
  /** Sample at which the capture was asked for: where the wake phrase was heard, or a key pressed. */
  askedSample: number;
  /** What is heard up to there, and perhaps a little on, is a wake phrase. */
  afterPhrase: boolean;
  /** Silence ends it; otherwise a key that is released does. */
  endsBySilence: boolean;
  /** Level of the voices in the background, dBFS; -Infinity where there are none. */
  voicesDbfs: number;
}

export type SpokenEnd = 'endpoint' | 'max_length' | 'nothing_said';

/** What one window changed. */
export interface Turn {
  /** Sample at which the first speech of the command began. */
  started: number | null;
  /** Of the silence after speech of the phrase or the command, PAUSE_MS or LASTING_PAUSE_MS just reached. */
  pause: 'begins' | 'lasts' | null;
  /** Speech after such a pause. */
  resumed: boolean;
  end: SpokenEnd | null;
}

export class Endpointer {
  readonly #options: EndpointerOptions;
  readonly #own = new LevelWindow(OWN_WINDOWS);
  /** In 'phrase' it is not known yet whether anything follows the wake phrase in one breath. */
  #phase: 'phrase' | 'waiting' | 'speech';
  #startedSample: number | null = null;
  #lastSpeechSample: number;
  #paused = false;
  #lasting = false;
  #hint: Hint = 'unknown';
  /** Speech that is not long enough yet to be any. */
  #run: { startSample: number; windows: number; gap: number } | null = null;
  /** End of the newest window. */
  #sample: number;

  constructor(options: EndpointerOptions) {
    this.#options = options;
    this.#phase = options.afterPhrase ? 'phrase' : 'waiting';
    this.#lastSpeechSample = options.askedSample;
    this.#sample = options.askedSample;
  }

  /** The command has begun. */
  get speaking(): boolean {
    return this.#phase === 'speech';
  }

  /** PAUSE_MS or more since the last speech, of the phrase or the command. */
  get paused(): boolean {
    return this.#paused;
  }

  /** LASTING_PAUSE_MS or more since then, and nothing that may become speech. */
  get pauseLasts(): boolean {
    const silent = this.#sample - this.#lastSpeechSample >= LASTING_PAUSE_MS * SAMPLES_PER_MS;
    return this.#paused && silent && this.#run === null;
  }

  /** End of the last speech; where nothing was said, the sample at which the capture was asked for. */
  get speechEndSample(): number {
    return this.#startedSample === null ? this.#options.askedSample : this.#lastSpeechSample;
  }

  /** One window of VAD_WINDOW_SAMPLES, in order. */
  hear(window: HeardWindow): Turn {
    const { endSample } = window;
    this.#sample = endSample;
    const turn: Turn = { started: null, pause: null, resumed: false, end: null };
    const speech = this.#isOwnSpeech(window);
    switch (this.#phase) {
      case 'phrase':
        this.#hearAfterPhrase(speech, endSample, turn);
        break;
      case 'waiting':
        if (this.#completesRun(speech, endSample, START_WINDOWS)) this.#start(endSample, turn);
        break;
      case 'speech':
        this.#hearSpeech(speech, endSample, turn);
        break;
    }
    this.#noteLastingPause(turn);
    turn.end = this.#end();
    return turn;
  }

  /**
   * What the text of all that was said so far amounts to; holds until speech goes on.
   * @returns the end, where the silence so far suffices now
   */
  hint(hint: Hint): SpokenEnd | null {
    this.#hint = hint;
    if (this.#phase !== 'speech') {
      // There was more than the phrase in one breath.
      this.#phase = 'speech';
      this.#startedSample = this.#options.askedSample;
      this.#lastSpeechSample = Math.max(this.#lastSpeechSample, this.#startedSample);
    }
    return this.#end();
  }

  /** What was heard so far holds no words of a command: it has yet to begin. */
  nothing(): void {
    this.#phase = 'waiting';
    this.#startedSample = null;
    this.#hint = 'unknown';
    this.#run = null;
  }

  #isOwnSpeech({ probability, levelDbfs }: HeardWindow): boolean {
    const goesOn = this.#phase !== 'waiting' && !this.#paused;
    if (probability < (goesOn ? STAY_PROBABILITY : ENTER_PROBABILITY)) return false;
    if (this.#own.count >= OWN_KNOWN_WINDOWS) {
      const ownDbfs = this.#own.quantile(OWN_QUANTILE) - OWN_ALLOWANCE_DB;
      if (levelDbfs < Math.min(this.#options.voicesDbfs + VOICES_MARGIN_DB, ownDbfs)) return false;
    }
    this.#own.push(levelDbfs);
    return true;
  }

  #hearAfterPhrase(speech: boolean, endSample: number, turn: Turn): void {
    if (this.#paused) {
      if (this.#completesRun(speech, endSample, START_WINDOWS)) this.#start(endSample, turn);
      return;
    }
    if (speech) this.#lastSpeechSample = endSample;
    const { askedSample } = this.#options;
    if (speech && endSample - askedSample >= PHRASE_TAIL_MS * SAMPLES_PER_MS) {
      this.#phase = 'speech';
      this.#startedSample = askedSample;
      turn.started = askedSample;
    } else if (endSample > askedSample) {
      this.#notePause(turn);
    }
  }

  #hearSpeech(speech: boolean, endSample: number, turn: Turn): void {
    if (!this.#paused) {
      if (speech) this.#lastSpeechSample = endSample;
      else this.#notePause(turn);
    } else if (this.#completesRun(speech, endSample, RESUME_WINDOWS)) {
      this.#goOn(endSample);
      turn.resumed = true;
    }
  }

  #start(endSample: number, turn: Turn): void {
    turn.resumed = this.#paused;
    turn.started = this.#run?.startSample ?? endSample;
    this.#startedSample = turn.started;
    this.#phase = 'speech';
    this.#goOn(endSample);
  }

  #goOn(endSample: number): void {
    this.#paused = false;
    this.#run = null;
    this.#hint = 'unknown';
    this.#lastSpeechSample = endSample;
  }

  #notePause(turn: Turn): void {
    if (this.#sample - this.#lastSpeechSample < PAUSE_MS * SAMPLES_PER_MS) return;
    this.#paused = true;
    this.#lasting = false;
    this.#run = null;
    turn.pause = 'begins';
  }

  #noteLastingPause(turn: Turn): void {
    if (!this.#paused || this.#lasting || !this.pauseLasts) return;
    this.#lasting = true;
    turn.pause = 'lasts';
  }

  /** Counts windows of speech, over short gaps; true once there are enough. */
  #completesRun(speech: boolean, endSample: number, enough: number): boolean {
    if (!speech) {
      if (this.#run !== null && ++this.#run.gap > RUN_GAP_WINDOWS) this.#run = null;
      return false;
    }
    this.#run ??= { startSample: endSample - VAD_WINDOW_SAMPLES, windows: 0, gap: 0 };
    this.#run.windows++;
    this.#run.gap = 0;
    return this.#run.windows >= enough;
  }

  #end(): SpokenEnd | null {
    const { askedSample, endsBySilence } = this.#options;
    const msSince = (sample: number) => (this.#sample - sample) / SAMPLES_PER_MS;
    const began = endsBySilence ? (this.#startedSample ?? askedSample) : askedSample;
    if (msSince(began) >= MAX_COMMAND_MS) return this.#startedSample === null ? 'nothing_said' : 'max_length';
    // What may become speech in a moment holds the end up.
    if (!endsBySilence || this.#run !== null) return null;
    if (this.#phase === 'speech') {
      return msSince(this.#lastSpeechSample) >= TRAILING_MS[this.#hint] ? 'endpoint' : null;
    }
    return msSince(askedSample) >= NOTHING_SAID_MS ? 'nothing_said' : null;
  }
}
