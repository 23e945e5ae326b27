/**
 * Which frames of a signal are speech: those in or close to what the speech detector heard whose energy is not far below
 * the mean of them. That is Kaldi's energy rule (compute-vad, with which the x-vector network was trained) made
 * independent of level. The detector alone would cut soft sounds that tell voices apart.
 */
import { SAMPLE_RATE_HZ } from '../../../contract/engine.ts';

/** Probability of speech from which a window counts. */
const SPEECH_PROBABILITY = 0.35;
/** Soft beginnings and ends lie this far outside, ms. */
const MARGIN_MS = 150;
/** A frame of speech has at most this much less energy than the mean, natural logarithm: 8.7 dB. */
const BELOW_MEAN = 2;
/** It is kept where an eighth of these frames before it, itself and those after it are as loud as that. */
const CONTEXT_FRAMES = 2;
const CONTEXT_SHARE = 0.12;

/** Where the frames lie in the signal, in samples of the speech detector. */
export interface FrameGrid {
  /** Of the middle of the first frame. */
  first: number;
  shift: number;
}

export interface SpeechFrames {
  /** Frames that are speech, in order. */
  kept: number[];
  /** Frames that are far from any speech. */
  background: number[];
}

/**
 * @param logEnergies of each frame
 * @param speech probability of speech for each window of `windowSamples`
 */
export function speechFrames(
  grid: FrameGrid,
  logEnergies: Float32Array,
  speech: Float32Array,
  windowSamples: number,
): SpeechFrames {
  const count = logEnergies.length;
  const margin = Math.round((MARGIN_MS * SAMPLE_RATE_HZ) / 1_000 / grid.shift);
  const near = new Uint8Array(count);
  for (let t = 0; t < count; t++) {
    const window = Math.min(speech.length - 1, Math.floor((grid.first + t * grid.shift) / windowSamples));
    if ((speech[window] ?? 0) >= SPEECH_PROBABILITY) near.fill(1, Math.max(0, t - margin), t + margin + 1);
  }
  let sum = 0;
  let spoken = 0;
  for (let t = 0; t < count; t++) {
    if (near[t] === 0) continue;
    sum += logEnergies[t] as number;
    spoken += 1;
  }
  const bar = sum / spoken - BELOW_MEAN;
  const kept: number[] = [];
  const background: number[] = [];
  for (let t = 0; t < count; t++) {
    if (near[t] === 0) background.push(t);
    else if (isLoud(logEnergies, t, bar)) kept.push(t);
  }
  return { kept, background };
}

function isLoud(logEnergies: Float32Array, frame: number, bar: number): boolean {
  const from = Math.max(0, frame - CONTEXT_FRAMES);
  const to = Math.min(logEnergies.length - 1, frame + CONTEXT_FRAMES);
  let above = 0;
  for (let t = from; t <= to; t++) if ((logEnergies[t] as number) > bar) above += 1;
  return above >= (to - from + 1) * CONTEXT_SHARE;
}
