/** From probabilities of speech to stretches of speech, with hysteresis. Pure; time is counted in samples. */
import { SAMPLE_RATE_HZ } from '../../../contract/engine.ts';
import { VAD_WINDOW_SAMPLES } from './sileroGraph.ts';

const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1_000;
/** Speech begins at the first probability and holds until the second, as Silero's own reference does. */
const ENTER_PROBABILITY = 0.5;
const STAY_PROBABILITY = 0.35;
/** Shorter stretches are clicks; shorter pauses are inside speech. */
const MIN_SPEECH_SAMPLES = 200 * SAMPLES_PER_MS;
const MIN_PAUSE_SAMPLES = 250 * SAMPLES_PER_MS;
/** Soft onsets and endings lie a little outside what was detected. */
const PADDING_SAMPLES = 30 * SAMPLES_PER_MS;

export interface SpeechSegment {
  startSample: number;
  endSample: number;
}

export type SpeechEdge = { kind: 'speech_start' | 'speech_end'; sample: number };

export class SpeechSegmenter {
  #startSample: number | null = null;
  #lastSpeechSample = 0;
  #announced = false;

  /**
   * One window of VAD_WINDOW_SAMPLES.
   * @param probability of speech, 0..1
   * @param endSample number of the sample after the window
   * @returns the edge that this window settled: a start once it is no click, an end once it is no pause
   */
  hear(probability: number, endSample: number): SpeechEdge | null {
    if (this.#startSample === null) {
      if (probability < ENTER_PROBABILITY) return null;
      this.#startSample = endSample - VAD_WINDOW_SAMPLES;
      this.#lastSpeechSample = endSample;
      return null;
    }
    if (probability >= STAY_PROBABILITY) this.#lastSpeechSample = endSample;
    if (!this.#announced && this.#lastSpeechSample - this.#startSample >= MIN_SPEECH_SAMPLES) {
      this.#announced = true;
      return { kind: 'speech_start', sample: Math.max(0, this.#startSample - PADDING_SAMPLES) };
    }
    if (endSample - this.#lastSpeechSample < MIN_PAUSE_SAMPLES) return null;
    return this.finish();
  }

  /** The stream ends or breaks off here: settles speech that is still open. */
  finish(): SpeechEdge | null {
    const edge: SpeechEdge | null = this.#announced
      ? { kind: 'speech_end', sample: this.#lastSpeechSample + PADDING_SAMPLES }
      : null;
    this.reset();
    return edge;
  }

  reset(): void {
    this.#startSample = null;
    this.#announced = false;
  }
}
