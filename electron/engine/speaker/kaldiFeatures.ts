/**
 * The features that Kaldi computes (kaldi-asr.org, feat/feature-mfcc, feature-fbank and feature-window): frames that lie
 * wholly inside the signal; offset removed; pre-emphasis; a window; power spectrum; triangular filters on the mel scale;
 * logarithm. Mel-frequency cepstra go on with a cosine transform and liftering, and have the log energy of the frame,
 * taken before pre-emphasis, in the place of the zeroth cepstrum.
 *
 * Kaldi dithers by noise of one step of 16 bits, so that digital silence, as gates of noise leave it, is no extreme. Here
 * what such noise adds to each power on average is added to it: the same audio gives the same numbers.
 */
import type { SpeakerModel } from '../../../contract/models.ts';
import { Fft } from '../signal/fft.ts';

export type FeatureOptions = SpeakerModel['features'];

/** Kaldi's samples have the range of 16-bit integers. */
const INT16_SCALE = 32_768;
/** Standard deviation of Kaldi's dither, in steps of 16 bits. */
const DITHER = 1;
const PRE_EMPHASIS = 0.97;
const POVEY_EXPONENT = 0.85;
const LIFTER = 22;
/** Kaldi floors energies at the smallest step of a float. */
const ENERGY_FLOOR = 1.1920928955078125e-7;

interface MelFilter {
  first: number;
  weights: Float64Array;
}

export class KaldiFeatures {
  /** Numbers per frame. */
  readonly size: number;
  readonly #length: number;
  readonly #shift: number;
  readonly #fft: Fft;
  readonly #window: Float64Array;
  /** What dither adds to each bin of the power spectrum. */
  readonly #floor: Float64Array;
  readonly #filters: MelFilter[];
  /** Cepstrum after cepstrum, a weight for each mel bin; liftered. Null where the mel bins themselves are wanted. */
  readonly #cosines: Float64Array | null;
  readonly #frame: Float64Array;
  readonly #mel: Float64Array;
  readonly #re: Float64Array;
  readonly #im: Float64Array;

  constructor(options: FeatureOptions) {
    const { sampleRateHz, frameMs, shiftMs, melBins, cepstra } = options;
    this.size = cepstra ?? melBins;
    this.#length = Math.round((sampleRateHz * frameMs) / 1_000);
    this.#shift = Math.round((sampleRateHz * shiftMs) / 1_000);
    const fftSize = 2 ** Math.ceil(Math.log2(this.#length));
    this.#fft = new Fft(fftSize);
    this.#re = new Float64Array(fftSize);
    this.#im = new Float64Array(fftSize);
    this.#window = windowOf(options.window, this.#length);
    this.#floor = ditherPower(this.#window, fftSize);
    this.#filters = melFilters(options, fftSize);
    this.#cosines = cepstra === null ? null : cosineTransform(cepstra, melBins);
    this.#frame = new Float64Array(this.#length);
    this.#mel = new Float64Array(melBins);
  }

  /** Frames that so many samples hold. */
  frames(samples: number): number {
    return samples < this.#length ? 0 : 1 + Math.floor((samples - this.#length) / this.#shift);
  }

  /** Samples of a frame. */
  get frameSamples(): number {
    return this.#length;
  }

  /** Samples from one frame to the next. */
  get shiftSamples(): number {
    return this.#shift;
  }

  /**
   * @param samples -1..1 at the rate of the options
   * @returns frames x size, frame by frame; and of each frame the natural logarithm of its energy in 16-bit range
   */
  compute(samples: Float32Array): { features: Float32Array; logEnergies: Float32Array } {
    const count = this.frames(samples.length);
    const features = new Float32Array(count * this.size);
    const logEnergies = new Float32Array(count);
    for (let index = 0; index < count; index++) {
      const out = features.subarray(index * this.size, (index + 1) * this.size);
      const logEnergy = this.#spectrum(samples, index * this.#shift);
      logEnergies[index] = logEnergy;
      this.#melEnergies();
      if (this.#cosines === null) {
        out.set(this.#mel);
        continue;
      }
      const bins = this.#mel.length;
      for (let c = 1; c < this.size; c++) {
        let sum = 0;
        for (let bin = 0; bin < bins; bin++) {
          sum += (this.#cosines[c * bins + bin] as number) * (this.#mel[bin] as number);
        }
        out[c] = sum;
      }
      out[0] = logEnergy;
    }
    return { features, logEnergies };
  }

  /** Leaves the transform of a windowed frame in #re and #im. @returns its log energy before the window */
  #spectrum(samples: Float32Array, start: number): number {
    const frame = this.#frame;
    const length = this.#length;
    let mean = 0;
    for (let i = 0; i < length; i++) mean += samples[start + i] as number;
    mean /= length;
    let energy = length * DITHER ** 2;
    for (let i = 0; i < length; i++) {
      const value = ((samples[start + i] as number) - mean) * INT16_SCALE;
      frame[i] = value;
      energy += value * value;
    }
    this.#re.fill(0);
    this.#im.fill(0);
    const { order } = this.#fft;
    for (let i = length - 1; i >= 0; i--) {
      const before = frame[Math.max(0, i - 1)] as number;
      const emphasised = (frame[i] as number) - PRE_EMPHASIS * before;
      this.#re[order[i] as number] = emphasised * (this.#window[i] as number);
    }
    this.#fft.transform(this.#re, this.#im);
    return Math.log(Math.max(energy, ENERGY_FLOOR));
  }

  #melEnergies(): void {
    this.#filters.forEach(({ first, weights }, bin) => {
      let sum = 0;
      for (let i = 0; i < weights.length; i++) {
        const re = this.#re[first + i] as number;
        const im = this.#im[first + i] as number;
        sum += (weights[i] as number) * (re * re + im * im + (this.#floor[first + i] as number));
      }
      this.#mel[bin] = Math.log(Math.max(sum, ENERGY_FLOOR));
    });
  }
}

function windowOf(kind: FeatureOptions['window'], length: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => {
    const cosine = Math.cos((2 * Math.PI * i) / (length - 1));
    return kind === 'povey' ? (0.5 - 0.5 * cosine) ** POVEY_EXPONENT : 0.54 - 0.46 * cosine;
  });
}

/** Mean power of pre-emphasised, windowed dither in each bin up to half the sample rate. */
function ditherPower(window: Float64Array, fftSize: number): Float64Array {
  const energy = DITHER ** 2 * window.reduce((sum, weight) => sum + weight * weight, 0);
  return Float64Array.from({ length: fftSize / 2 }, (_, bin) => {
    const cosine = Math.cos((2 * Math.PI * bin) / fftSize);
    return energy * (1 + PRE_EMPHASIS ** 2 - 2 * PRE_EMPHASIS * cosine);
  });
}

function melOf(hz: number): number {
  return 1_127 * Math.log(1 + hz / 700);
}

/** Triangles of equal width on the mel scale, without their zeros; half the sample rate itself belongs to none. */
function melFilters({ sampleRateHz, melBins, lowHz, highHz }: FeatureOptions, fftSize: number): MelFilter[] {
  const low = melOf(lowHz);
  const width = (melOf(highHz) - low) / (melBins + 1);
  return Array.from({ length: melBins }, (_, bin) => {
    const left = low + bin * width;
    const centre = left + width;
    const right = centre + width;
    const weights: number[] = [];
    let first = 0;
    for (let i = 0; i < fftSize / 2; i++) {
      const mel = melOf((i * sampleRateHz) / fftSize);
      if (mel <= left || mel >= right) continue;
      if (weights.length === 0) first = i;
      weights.push(mel <= centre ? (mel - left) / width : (right - mel) / width);
    }
    return { first, weights: Float64Array.from(weights) };
  });
}

/** The orthonormal cosine transform, type II, with the lifter on it. */
function cosineTransform(cepstra: number, melBins: number): Float64Array {
  const rows = new Float64Array(cepstra * melBins);
  for (let c = 0; c < cepstra; c++) {
    const scale =
      Math.sqrt((c === 0 ? 1 : 2) / melBins) * (1 + (LIFTER / 2) * Math.sin((Math.PI * c) / LIFTER));
    for (let bin = 0; bin < melBins; bin++) {
      rows[c * melBins + bin] = scale * Math.cos((Math.PI / melBins) * (bin + 0.5) * c);
    }
  }
  return rows;
}
