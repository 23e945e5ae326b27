/**
 * Band-limited change of sample rate to 16 kHz: polyphase windowed sincs over exact rational positions.
 *
 * The stop band begins at half the lower of the two rates, so nothing above it folds back into what is heard; the
 * pass band ends at PASS_BAND of it. Output sample n stands for the time n / 16 kHz exactly: the filters are
 * symmetric and their delay is taken out. How the input is cut into blocks changes no bit of the output.
 */
import { SAMPLE_RATE_HZ } from '../../../contract/engine.ts';

/** Attenuation in the stop band, dB. Five more than the 80 that are promised: Kaiser's formulas are estimates. */
const STOP_BAND_DB = 85;
/** End of the pass band as a share of half the lower rate: 7 kHz of 8 kHz. */
const PASS_BAND = 0.875;
/**
 * Far above 16 kHz a steep filter is long and mostly idle work: such rates are first brought near this one by a
 * short filter, which only has to keep what would fold below 8 kHz.
 */
const COARSE_RATE_HZ = 32_000;
/**
 * Every usual rate needs at most 640 phases (11025 Hz). A rate with more than this many has its filter interpolated
 * between as many: an error 100 dB down, against a table of megabytes.
 */
const MAX_PHASES = 1_024;
/** Rates whose filters are kept for the next recording. */
const FILTERS_KEPT = 4;

export class Resampler {
  readonly #inputHz: number;
  readonly #stages: Stage[];
  #inputs = 0;
  #outputs = 0;

  /** @param inputHz whole Hz, above 0 */
  constructor(inputHz: number) {
    if (!Number.isInteger(inputHz) || inputHz <= 0) throw new RangeError(`a rate of ${inputHz} Hz`);
    this.#inputHz = inputHz;
    this.#stages = filtersFor(inputHz).map((filter) => new Stage(filter));
  }

  /** The output that `block` completes; possibly none. At 16 kHz it is the block itself. */
  push(block: Float32Array): Float32Array {
    this.#inputs += block.length;
    let passed = block;
    for (const stage of this.#stages) passed = stage.push(passed);
    this.#outputs += passed.length;
    return passed;
  }

  /** The rest, at the end of the recording: as many outputs in all as have their time within it. */
  end(): Float32Array {
    let passed = new Float32Array(0);
    for (const stage of this.#stages) {
      const before = stage.push(passed);
      const rest = stage.end();
      passed = new Float32Array(before.length + rest.length);
      passed.set(before);
      passed.set(rest, before.length);
    }
    const total = Math.ceil((this.#inputs * SAMPLE_RATE_HZ) / this.#inputHz);
    return passed.subarray(0, total - this.#outputs);
  }
}

/** One filter and what it does: `up` / `down` output samples for each input sample, in lowest terms. */
interface Filter {
  up: number;
  down: number;
  /** Input samples that one output sample is made of: a multiple of 4. */
  taps: number;
  /** Row p of `rows` holds the coefficients for an output that lies p / phases after an input sample. */
  phases: number;
  /** phases + 1 rows of `taps`: the last is for interpolation. */
  rows: Float32Array;
}

class Stage {
  readonly #filter: Filter;
  /** Input that is still needed, from #first to #count. */
  #held: Float32Array;
  #count: number;
  /** First sample under the filter of the next output. */
  #first = 0;
  /** Where the next output lies between two input samples: 0..up-1 of up. */
  #phase = 0;

  constructor(filter: Filter) {
    this.#filter = filter;
    // Silence before the beginning, half a filter long: the first output is centred on the first input.
    this.#count = filter.taps / 2 - 1;
    this.#held = new Float32Array(this.#count);
  }

  push(block: Float32Array): Float32Array {
    const left = this.#count - this.#first;
    const needed = left + block.length;
    const target = needed > this.#held.length ? new Float32Array(needed) : this.#held;
    target.set(this.#held.subarray(this.#first, this.#count));
    target.set(block, left);
    this.#held = target;
    this.#count = needed;
    this.#first = 0;
    return this.#run();
  }

  /** Silence after the end, so that the last input has its outputs: the last ones are up to a sample past it. */
  end(): Float32Array {
    return this.push(new Float32Array(this.#filter.taps / 2));
  }

  #run(): Float32Array {
    const { up, down, taps, phases, rows } = this.#filter;
    // Outputs whose filter ends within what is held: those with first + floor((phase + n * down) / up) <= room.
    const room = this.#count - taps - this.#first;
    const ready = room < 0 ? 0 : Math.floor((room * up + up - 1 - this.#phase) / down) + 1;
    const output = new Float32Array(ready);
    for (let n = 0; n < ready; n++) {
      const position = (this.#phase * phases) / up;
      const row = Math.floor(position);
      const share = position - row;
      const value = dot(this.#held, this.#first, rows, row * taps, taps);
      // With a row for every phase, share is 0 and this never runs.
      const next = share === 0 ? value : dot(this.#held, this.#first, rows, (row + 1) * taps, taps);
      output[n] = value + share * (next - value);
      this.#phase += down;
      this.#first += Math.floor(this.#phase / up);
      this.#phase %= up;
    }
    return output;
  }
}

/** Four sums side by side: the additions of a single chain would wait for each other. */
function dot(samples: Float32Array, from: number, rows: Float32Array, row: number, taps: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let k = 0; k < taps; k += 4) {
    a += (samples[from + k] ?? 0) * (rows[row + k] ?? 0);
    b += (samples[from + k + 1] ?? 0) * (rows[row + k + 1] ?? 0);
    c += (samples[from + k + 2] ?? 0) * (rows[row + k + 2] ?? 0);
    d += (samples[from + k + 3] ?? 0) * (rows[row + k + 3] ?? 0);
  }
  return a + b + (c + d);
}

const kept = new Map<number, Filter[]>();

function filtersFor(inputHz: number): Filter[] {
  const known = kept.get(inputHz);
  if (known !== undefined) return known;
  const filters = designFor(inputHz);
  const [oldest] = kept.keys();
  if (kept.size >= FILTERS_KEPT && oldest !== undefined) kept.delete(oldest);
  kept.set(inputHz, filters);
  return filters;
}

function designFor(inputHz: number): Filter[] {
  if (inputHz === SAMPLE_RATE_HZ) return [];
  const stopHz = Math.min(inputHz, SAMPLE_RATE_HZ) / 2;
  const passHz = stopHz * PASS_BAND;
  const coarse = Math.floor(inputHz / COARSE_RATE_HZ);
  if (coarse < 2) return [design(inputHz, SAMPLE_RATE_HZ, inputHz, passHz, stopHz)];
  const betweenHz = inputHz / coarse;
  return [
    design(inputHz, 1, coarse, stopHz, betweenHz - stopHz),
    design(betweenHz, SAMPLE_RATE_HZ * coarse, inputHz, passHz, stopHz),
  ];
}

/**
 * A filter by Kaiser's formulas (Oppenheim and Schafer, section 7.5.3).
 * @param rateHz of its input
 * @param upBy, downBy the ratio of its rates, as any two whole numbers
 */
function design(rateHz: number, upBy: number, downBy: number, passHz: number, stopHz: number): Filter {
  const shared = greatestCommonDivisor(upBy, downBy);
  const up = upBy / shared;
  const down = downBy / shared;
  const phases = Math.min(up, MAX_PHASES);

  const cutoff = (passHz + stopHz) / 2 / rateHz;
  const length = (STOP_BAND_DB - 8) / (2.285 * 2 * Math.PI * ((stopHz - passHz) / rateHz));
  const half = 2 * Math.ceil(length / 4);
  const taps = 2 * half;
  const beta = 0.1102 * (STOP_BAND_DB - 8.7);

  const rows = new Float32Array((phases + 1) * taps);
  const row = new Float64Array(taps);
  for (let p = 0; p <= phases; p++) {
    let sum = 0;
    for (let k = 0; k < taps; k++) {
      const time = p / phases + half - 1 - k;
      const window = Math.abs(time) >= half ? 0 : besselI0(beta * Math.sqrt(1 - (time / half) ** 2));
      const angle = 2 * Math.PI * cutoff * time;
      const value = (angle === 0 ? 1 : Math.sin(angle) / angle) * window;
      row[k] = value;
      sum += value;
    }
    // Each row passes a constant unchanged: no ripple from phase to phase.
    rows.set(
      row.map((value) => value / sum),
      p * taps,
    );
  }
  return { up, down, taps, phases, rows };
}

/** Modified Bessel function of the first kind, order 0, by its power series. */
function besselI0(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
