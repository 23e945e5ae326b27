/** The last seconds of the speech detector, window by window: what was heard before a capture began. */
import { SAMPLE_RATE_HZ } from '../../../contract/engine.ts';
import { VAD_WINDOW_SAMPLES } from './sileroGraph.ts';

const SAMPLES_PER_S = SAMPLE_RATE_HZ;
/** A wake phrase, and enough before it to know the background. */
const KEPT_WINDOWS = Math.ceil((6 * SAMPLES_PER_S) / VAD_WINDOW_SAMPLES);
/** Probability of speech from which a window counts as some. */
const SPEECH_PROBABILITY = 0.35;

/** A pause this long parts the wake phrase from what was said before it. */
const PHRASE_GAP_SAMPLES = 0.3 * SAMPLES_PER_S;
/** A phrase begins at most this long before it is heard, and soft onsets a little before their detection. */
const PHRASE_MAX_SAMPLES = 1.7 * SAMPLES_PER_S;
const ONSET_PADDING_SAMPLES = 0.2 * SAMPLES_PER_S;

/** The background is judged by so much before a capture, where at least the second of it is known. */
const BACKGROUND_SAMPLES = 3 * SAMPLES_PER_S;
const BACKGROUND_KNOWN_SAMPLES = 1 * SAMPLES_PER_S;
/** It sounds like speech where this share of it does; the detector is not misled by other noise. */
const SPEECHLIKE_SHARE = 0.3;
/** Voices in the background are hardly louder than what this share of them stays under. */
const BACKGROUND_QUANTILE = 0.9;

export interface HeardWindow {
  /** Of speech, 0..1. */
  probability: number;
  /** dB relative to full scale. */
  levelDbfs: number;
  /** Number of the sample after the window. */
  endSample: number;
}

export class SpeechHistory {
  #windows: HeardWindow[] = [];

  push(window: HeardWindow): void {
    this.#windows.push(window);
    this.#windows.splice(0, this.#windows.length - KEPT_WINDOWS);
  }

  /** Windows that end after a sample, oldest first. */
  since(sample: number): HeardWindow[] {
    return this.#windows.filter(({ endSample }) => endSample > sample);
  }

  /** Where a phrase that was heard at a sample began: after the last pause before it, as far as that is known. */
  phraseStart(heardSample: number): number {
    const earliest = heardSample - PHRASE_MAX_SAMPLES;
    let onset: number | null = null;
    for (const { probability, endSample } of this.since(earliest).toReversed()) {
      if (endSample > heardSample || probability < SPEECH_PROBABILITY) continue;
      if (onset !== null && onset - endSample >= PHRASE_GAP_SAMPLES) break;
      onset = endSample - VAD_WINDOW_SAMPLES;
    }
    return Math.max(earliest, (onset ?? earliest) - ONSET_PADDING_SAMPLES);
  }

  /** Level of the voices in the background before a sample, dBFS; -Infinity where it has none. */
  voicesBefore(sample: number): number {
    const before = this.since(sample - BACKGROUND_SAMPLES).filter(({ endSample }) => endSample <= sample);
    if (before.length * VAD_WINDOW_SAMPLES < BACKGROUND_KNOWN_SAMPLES) return Number.NEGATIVE_INFINITY;
    const voiced = before.filter(({ probability }) => probability >= SPEECH_PROBABILITY).length;
    if (voiced < SPEECHLIKE_SHARE * before.length) return Number.NEGATIVE_INFINITY;
    const levels = before.map(({ levelDbfs }) => levelDbfs).sort((a, b) => a - b);
    return levels[Math.floor(BACKGROUND_QUANTILE * (levels.length - 1))] ?? Number.NEGATIVE_INFINITY;
  }

  clear(): void {
    this.#windows = [];
  }
}
