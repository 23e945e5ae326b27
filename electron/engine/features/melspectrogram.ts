/**
 * The mel spectrogram that openWakeWord's speech embedding reads, computed by FFT.
 *
 * The published model (melspectrogram.onnx) states the transform as two 257 x 512 convolutions and a 257 x 32 matrix;
 * its window and filters are read from that file, and the same numbers follow at a third of the time.
 */
import { HOP_SAMPLES } from '../../../contract/engine.ts';
import { HarkError } from '../../../contract/failures.ts';
import { type ModelProto, tensorValues } from '../session/onnxGraph.ts';
import { Fft } from '../signal/fft.ts';

export const MEL_BINS = 32;
export const FRAME_SHIFT_SAMPLES = 160;
export const FRAMES_PER_HOP = HOP_SAMPLES / FRAME_SHIFT_SAMPLES;
const FFT_SIZE = 512;
const SPECTRUM_BINS = FFT_SIZE / 2 + 1;
/** Audio before a hop that its first frame reaches back to. */
export const MEL_LOOKBACK_SAMPLES = 480;
export const MEL_INPUT_SAMPLES = MEL_LOOKBACK_SAMPLES + HOP_SAMPLES;
/** The published model takes samples in int16 range. */
const INT16_SCALE = 32_768;
/** Energies under this are clipped before the logarithm, and frames under the hop's peak by this many dB are raised. */
const ENERGY_FLOOR = 1e-10;
const DYNAMIC_RANGE_DB = 80;

interface MelBand {
  first: number;
  weights: Float64Array;
}

export class MelSpectrogram {
  readonly #fft = new Fft(FFT_SIZE);
  readonly #window: Float64Array;
  readonly #bands: MelBand[];
  readonly #re = new Float64Array(FFT_SIZE);
  readonly #im = new Float64Array(FFT_SIZE);

  /** @throws HarkError model.unusable when `model` is not the published transform. */
  constructor(model: ModelProto) {
    const weights = new Map(model.graph.initializer.map((tensor) => [tensor.name, tensor]));
    const basis = weights.get('0.stft.conv_real.weight');
    const filters = weights.get('1.melW');
    if (!basis || !filters || basis.dims.join() !== `${SPECTRUM_BINS},1,${FFT_SIZE}`) {
      throw new HarkError('model.unusable', 'melspectrogram: not the expected transform');
    }
    // Row 0 of the real basis is the window times cos(0).
    this.#window = Float64Array.from(tensorValues(basis).subarray(0, FFT_SIZE), (w) => w * INT16_SCALE);
    this.#bands = melBands(tensorValues(filters));
  }

  /**
   * Frames of one hop.
   * @param samples MEL_INPUT_SAMPLES of 16 kHz audio in -1..1: the hop and the MEL_LOOKBACK_SAMPLES before it
   * @param out receives FRAMES_PER_HOP x MEL_BINS values, scaled as the embedding expects (dB / 10 + 2)
   */
  hop(samples: Float32Array, out: Float32Array): void {
    // Two real frames ride in one complex transform, one as its real and one as its imaginary part.
    for (let frame = 0; frame < FRAMES_PER_HOP; frame += 2) {
      this.#transformPair(samples, frame * FRAME_SHIFT_SAMPLES);
      this.#bandEnergies(out, frame * MEL_BINS);
    }
    let peak = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < out.length; i++) {
      const db = 10 * Math.log10(Math.max(out[i] as number, ENERGY_FLOOR));
      out[i] = db;
      if (db > peak) peak = db;
    }
    const floor = peak - DYNAMIC_RANGE_DB;
    for (let i = 0; i < out.length; i++) out[i] = Math.max(out[i] as number, floor) / 10 + 2;
  }

  #transformPair(samples: Float32Array, start: number): void {
    const { order } = this.#fft;
    const window = this.#window;
    for (let i = 0; i < FFT_SIZE; i++) {
      const weight = window[i] as number;
      const at = order[i] as number;
      this.#re[at] = (samples[start + i] as number) * weight;
      this.#im[at] = (samples[start + FRAME_SHIFT_SAMPLES + i] as number) * weight;
    }
    this.#fft.transform(this.#re, this.#im);
  }

  /** Separates the two spectra of a pair into power and sums them by mel band. */
  #bandEnergies(out: Float32Array, offset: number): void {
    const re = this.#re;
    const im = this.#im;
    // Power overwrites the transform from bin 0 up: bin k needs only bins k and N - k, and N - k is not yet overwritten.
    for (let k = 0; k < SPECTRUM_BINS; k++) {
      const mirror = (FFT_SIZE - k) & (FFT_SIZE - 1);
      const a = re[k] as number;
      const b = im[k] as number;
      const c = re[mirror] as number;
      const d = im[mirror] as number;
      const evenRe = a + c;
      const evenIm = b - d;
      const oddRe = b + d;
      const oddIm = c - a;
      re[k] = (evenRe * evenRe + evenIm * evenIm) / 4;
      im[k] = (oddRe * oddRe + oddIm * oddIm) / 4;
    }
    this.#bands.forEach(({ first, weights }, band) => {
      let even = 0;
      let odd = 0;
      for (let i = 0; i < weights.length; i++) {
        const weight = weights[i] as number;
        even += weight * (re[first + i] as number);
        odd += weight * (im[first + i] as number);
      }
      out[offset + band] = even;
      out[offset + MEL_BINS + band] = odd;
    });
  }
}

/** Triangular filters without their zeros. `filters` is SPECTRUM_BINS x MEL_BINS, row by row. */
function melBands(filters: Float32Array): MelBand[] {
  return Array.from({ length: MEL_BINS }, (_, band) => {
    const column = Float64Array.from(
      { length: SPECTRUM_BINS },
      (_, bin) => filters[bin * MEL_BINS + band] ?? 0,
    );
    const first = Math.max(
      0,
      column.findIndex((weight) => weight !== 0),
    );
    const last = column.findLastIndex((weight) => weight !== 0);
    return { first, weights: column.slice(first, last + 1) };
  });
}
