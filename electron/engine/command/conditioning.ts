/**
 * What the recogniser wants of its audio: speech without long silence around it, at an even level. On quiet clips with
 * silence it returns nothing otherwise.
 */
import { SAMPLE_RATE_HZ } from '../../../contract/audio.ts';

const FRAME_SAMPLES = SAMPLE_RATE_HZ / 50;
/** The quietest and the loudest twentieth of frames tell background and speech. */
const FLOOR_QUANTILE = 0.05;
const SPEECH_QUANTILE = 0.95;
/** Speech is what stands out of the background by this share of the range between the two, dB for dB. */
const SPEECH_SHARE = 0.25;
/** Less range than this holds no silence to trim, dB. */
const RANGE_MIN_DB = 10;
/** Kept on either side of what stands out: soft consonants lie there. */
const MARGIN_SAMPLES = 0.3 * SAMPLE_RATE_HZ;
/** Peak that the audio is brought to, and the most that it is amplified for that. */
const PEAK = 0.9;
const GAIN_MAX = 200;
/** A peak is the level that this share of samples stays under: a click alone is none. */
const PEAK_QUANTILE = 0.9995;

/** Where the audio stands out of its background, samples. */
export function speechExtent(samples: Float32Array): { start: number; end: number } {
  const frames = Math.floor(samples.length / FRAME_SAMPLES);
  const whole = { start: 0, end: samples.length };
  if (frames < 2) return whole;
  const levels = new Float32Array(frames);
  for (let frame = 0; frame < frames; frame++) {
    let squares = 1e-10;
    for (let i = frame * FRAME_SAMPLES; i < (frame + 1) * FRAME_SAMPLES; i++) {
      squares += (samples[i] as number) ** 2;
    }
    levels[frame] = 10 * Math.log10(squares / FRAME_SAMPLES);
  }
  const sorted = levels.slice().sort();
  const floor = sorted[Math.floor(FLOOR_QUANTILE * (frames - 1))] as number;
  const speech = sorted[Math.floor(SPEECH_QUANTILE * (frames - 1))] as number;
  if (speech - floor < RANGE_MIN_DB) return whole;
  const threshold = floor + SPEECH_SHARE * (speech - floor);
  const first = levels.findIndex((level) => level > threshold);
  const last = levels.findLastIndex((level) => level > threshold);
  return {
    start: Math.max(0, first * FRAME_SAMPLES - MARGIN_SAMPLES),
    end: Math.min(samples.length, (last + 1) * FRAME_SAMPLES + MARGIN_SAMPLES),
  };
}

/** A copy at an even level; silence stays silence. */
export function normalised(samples: Float32Array): Float32Array {
  const magnitudes = samples.map(Math.abs).sort();
  const peak = magnitudes[Math.floor(PEAK_QUANTILE * (magnitudes.length - 1))] ?? 0;
  const gain = peak > 0 ? Math.min(GAIN_MAX, PEAK / peak) : 1;
  return samples.map((sample) => Math.max(-1, Math.min(1, sample * gain)));
}

/** Trimmed and levelled: what `Moonshine.encode` is given. */
export function conditioned(samples: Float32Array): Float32Array {
  const { start, end } = speechExtent(samples);
  return normalised(samples.subarray(start, end));
}
