/**
 * One sentence that is waited for, of an enrollment or to try a voice: it ends by a pause once enough was said, by a
 * key, or when its time runs out. Who spoke, and how well it was heard, others judge.
 */
import { SAMPLE_RATE_HZ } from '../../contract/engine.ts';
import { TAKE_MAX_MS, TAKE_SPEECH_MIN_MS } from '../../contract/speaker.ts';
import { CaptureBuffer } from './audio/captureBuffer.ts';
import { measureLevel } from './audio/level.ts';
import type { HeardTake, Stretch } from './speaker/takeJudgement.ts';
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
/** The person's own level is what the loudest fifth of the speech exceeds; so far below it, it is somebody else's. */
const OWN_QUANTILE = 0.8;
const QUIETER_DB = 12;
/** Of a wake phrase that began before it only a scrap is left. */
const PHRASE_MIN_SAMPLES = 300 * SAMPLES_PER_MS;
/** Progress is told at most five times a second. */
const PROGRESS_SAMPLES = 200 * SAMPLES_PER_MS;
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
  #windows: (HeardWindow & { speech: boolean })[] = [];
  #state: 'listening' | 'judging' | 'over' = 'listening';
  #speaking = false;
  #speechMs = 0;
  #lastSpeechSample: number;
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
    const paused = this.#speechMs >= BEGUN_MS && silentMs >= (enough ? PAUSE_MS : LONG_PAUSE_MS);
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
    if (!judging) this.#erase();
    this.#options.finished();
  }

  #note(window: HeardWindow): void {
    const { probability, levelDbfs, endSample } = window;
    this.#speaking = probability >= (this.#speaking ? STAY_PROBABILITY : ENTER_PROBABILITY);
    this.#windows.push({ ...window, speech: this.#speaking });
    const power = 10 ** (levelDbfs / 10);
    if (this.#speaking) {
      this.#speechMs += WINDOW_MS;
      this.#lastSpeechSample = endSample;
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
    const speech = this.#stretches((window) => window.speech);
    try {
      await said({
        samples: this.#audio.view(startSample, this.#audio.end),
        speech,
        speechMs: this.#speechMs,
        quietRunMs: this.#quietRunMs(),
        endless: late && this.#speaking,
        phrase: this.#phrase && { from: this.#phrase.from - startSample, to: this.#phrase.to - startSample },
      });
    } finally {
      this.#erase();
      if (!this.over) {
        this.#state = 'over';
        this.#options.finished();
      }
    }
  }

  /** Longest speech on end that is far quieter than the loudest fifth of it, ms. */
  #quietRunMs(): number {
    const levels = this.#windows
      .filter(({ speech }) => speech)
      .map(({ levelDbfs }) => levelDbfs)
      .sort((a, b) => a - b);
    const own = levels[Math.floor(OWN_QUANTILE * (levels.length - 1))] ?? 0;
    const quiet = this.#stretches(({ speech, levelDbfs }) => speech && levelDbfs < own - QUIETER_DB);
    return Math.max(0, ...quiet.map(({ from, to }) => (to - from) / SAMPLES_PER_MS));
  }

  /** Windows on end that are as wanted, in samples from the start. */
  #stretches(wanted: (window: HeardWindow & { speech: boolean }) => boolean): Stretch[] {
    const { startSample } = this.#options;
    const found: Stretch[] = [];
    for (const window of this.#windows) {
      if (!wanted(window)) continue;
      const to = window.endSample - startSample;
      const from = to - VAD_WINDOW_SAMPLES;
      const last = found.at(-1);
      if (last?.to === from) last.to = to;
      else found.push({ from, to });
    }
    return found;
  }

  #erase(): void {
    this.#audio.erase();
    this.#windows = [];
  }
}
