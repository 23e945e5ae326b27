/**
 * One sentence that is waited for, of an enrollment or to try a voice: it ends by a pause once enough was said, by a
 * key, or when its time runs out. Who spoke, and how well it was heard, others judge.
 */
import { SAMPLE_RATE_HZ } from '../../contract/engine.ts';
import { TAKE_MAX_MS, TAKE_SPEECH_MIN_MS } from '../../contract/speaker.ts';
import { CaptureBuffer } from './audio/captureBuffer.ts';
import { measureLevel } from './audio/level.ts';
import type { HeardTake, Stretch } from './speaker/takeJudgement.ts';
import { LevelWindow } from './vad/levelWindow.ts';
import { VAD_WINDOW_SAMPLES } from './vad/silero.ts';
import type { HeardWindow } from './vad/speechHistory.ts';

const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1_000;
const WINDOW_MS = VAD_WINDOW_SAMPLES / SAMPLES_PER_MS;

/** Silence that ends it where enough was said; readers pause at commas for less. */
export const PAUSE_MS = 800;
/** And where something was said, but not enough. */
export const LONG_PAUSE_MS = 3_000;
/** Speech begins at the first probability and holds until the second. */
const ENTER_PROBABILITY = 0.5;
const STAY_PROBABILITY = 0.35;
/** Less speech than this is a click. */
const BEGUN_MS = 160;
/**
 * The person's own level is what the loudest fifth of the speech exceeds. So far below it, it is the end of a word, or
 * somebody else: a pause lasts in spite of it, but longer, to tell the two apart.
 */
const OWN_QUANTILE = 0.8;
const OWN_KNOWN_WINDOWS = 8;
const QUIETER_DB = 12;
const OTHERS_MS = 250;
const OTHERS_PAUSE_MS = 1_500;
/** Of a wake phrase that began before it only a scrap is left. */
const PHRASE_MIN_SAMPLES = 300 * SAMPLES_PER_MS;
/** Progress is told at most five times a second. */
const PROGRESS_SAMPLES = 200 * SAMPLES_PER_MS;
const WINDOWS_MAX = Math.ceil(TAKE_MAX_MS / WINDOW_MS);
/** One hop more than the longest. */
const CAPACITY_S = TAKE_MAX_MS / 1_000 + 0.08;

export interface UtteranceProgress {
  /** Net speech, ms. */
  speechMs: number;
  /** Speech over what is heard between, dB; null while either is unknown. */
  snrDb: number | null;
  clippingRatio: number;
}

export interface UtteranceOptions {
  /** First sample that counts. */
  startSample: number;
  progress?(progress: UtteranceProgress): void;
  /** It was said. What it holds is erased once the promise is settled. */
  said(heard: HeardTake): Promise<void>;
  /** It was given up, before or after it was said. */
  cancelled(): void;
  /** Nothing more comes of it. */
  finished(): void;
}

export class Utterance {
  readonly #options: UtteranceOptions;
  readonly #audio: CaptureBuffer;
  /** Where it is speech, in samples from its start. */
  readonly #speech: Stretch[] = [];
  #state: 'listening' | 'judging' | 'over' = 'listening';
  #speaking = false;
  #speechMs = 0;
  #lastSpeechSample: number;
  readonly #levels = new LevelWindow(WINDOWS_MAX);
  /** Speech too quiet to be the person's own, since that was last heard, and the most that there was at once, ms. */
  #others = { nowMs: 0, mostMs: 0 };
  #phrase: { from: number; to: number } | null = null;
  #clipped = 0;
  #progressDue: number;
  /** Sums of power, and what they are sums of. */
  readonly #power = { speech: 0, rest: 0, speechWindows: 0, restWindows: 0 };

  constructor(options: UtteranceOptions) {
    const { startSample } = options;
    this.#options = options;
    this.#audio = new CaptureBuffer(startSample, CAPACITY_S);
    this.#lastSpeechSample = startSample;
    this.#progressDue = startSample + PROGRESS_SAMPLES;
  }

  get listening(): boolean {
    return this.#state === 'listening';
  }

  /** Nothing more comes of it: whoever judges it may stop. */
  get over(): boolean {
    return this.#state === 'over';
  }

  /** The next audio of the stream. */
  append(samples: Float32Array): void {
    if (!this.listening) return;
    this.#audio.append(samples);
    this.#clipped += measureLevel(samples).clipped;
  }

  /** The next window of the speech detector. @returns what goes on once it has ended */
  hear(window: HeardWindow): Promise<void> | null {
    const { startSample, progress } = this.#options;
    const { endSample } = window;
    if (!this.listening || endSample - VAD_WINDOW_SAMPLES < startSample) return null;
    this.#note(window);
    if (endSample >= this.#progressDue) {
      this.#progressDue = endSample + PROGRESS_SAMPLES;
      progress?.(this.#progress());
    }
    const silentMs = (endSample - this.#lastSpeechSample) / SAMPLES_PER_MS;
    const enough = this.#speechMs >= TAKE_SPEECH_MIN_MS;
    const pauseMs = this.#others.nowMs >= OTHERS_MS ? OTHERS_PAUSE_MS : PAUSE_MS;
    const paused = this.#speechMs >= BEGUN_MS && silentMs >= (enough ? pauseMs : LONG_PAUSE_MS);
    const late = endSample - startSample >= TAKE_MAX_MS * SAMPLES_PER_MS;
    return paused || late ? this.#end(late && !paused) : null;
  }

  /** A wake word was heard; the first one counts, since the sentences begin with one. */
  wake(from: number, to: number): void {
    const begin = Math.max(from, this.#options.startSample);
    if (to - begin >= PHRASE_MIN_SAMPLES) this.#phrase ??= { from: begin, to };
  }

  /** What was said up to here is all. */
  done(): Promise<void> | null {
    return this.listening ? this.#end(false) : null;
  }

  cancel(): void {
    if (this.#state === 'over') return;
    const judging = this.#state === 'judging';
    this.#state = 'over';
    this.#options.cancelled();
    // What judges it still has the audio.
    if (!judging) this.#audio.erase();
    this.#options.finished();
  }

  #note({ probability, levelDbfs, endSample }: HeardWindow): void {
    this.#speaking = probability >= (this.#speaking ? STAY_PROBABILITY : ENTER_PROBABILITY);
    const power = 10 ** (levelDbfs / 10);
    if (this.#speaking) {
      this.#speechMs += WINDOW_MS;
      this.#extend(endSample);
      if (this.#isOwn(levelDbfs)) {
        this.#lastSpeechSample = endSample;
        this.#others.nowMs = 0;
      } else {
        this.#others.nowMs += WINDOW_MS;
        this.#others.mostMs = Math.max(this.#others.mostMs, this.#others.nowMs);
      }
      this.#power.speech += power;
      this.#power.speechWindows++;
    } else {
      this.#power.rest += power;
      this.#power.restWindows++;
    }
  }

  #progress(): UtteranceProgress {
    const { speech, rest, speechWindows, restWindows } = this.#power;
    const known = speechWindows > 0 && restWindows > 0 && rest > 0;
    const heard = this.#audio.end - this.#audio.start;
    return {
      speechMs: this.#speechMs,
      snrDb: known ? 10 * Math.log10(speech / speechWindows / (rest / restWindows)) : null,
      clippingRatio: heard > 0 ? this.#clipped / heard : 0,
    };
  }

  async #end(late: boolean): Promise<void> {
    const { startSample, said } = this.#options;
    this.#state = 'judging';
    try {
      await said({
        samples: this.#audio.view(startSample, this.#audio.end),
        speech: this.#speech,
        speechMs: this.#speechMs,
        othersMs: this.#others.mostMs,
        endless: late && this.#speaking,
        phrase: this.#phrase && { from: this.#phrase.from - startSample, to: this.#phrase.to - startSample },
      });
    } finally {
      this.#audio.erase();
      if (!this.over) {
        this.#state = 'over';
        this.#options.finished();
      }
    }
  }

  /** A window of speech ends here. */
  #extend(endSample: number): void {
    const to = endSample - this.#options.startSample;
    const from = to - VAD_WINDOW_SAMPLES;
    const last = this.#speech.at(-1);
    if (last?.to === from) last.to = to;
    else this.#speech.push({ from, to });
  }

  #isOwn(levelDbfs: number): boolean {
    this.#levels.push(levelDbfs);
    if (this.#levels.count < OWN_KNOWN_WINDOWS) return true;
    return levelDbfs >= this.#levels.quantile(OWN_QUANTILE) - QUIETER_DB;
  }
}
