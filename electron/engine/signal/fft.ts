/** In-place complex FFT of a fixed power-of-two size: iterative radix-2, decimation in time (Cooley & Tukey 1965). */
export class Fft {
  readonly size: number;
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;
  readonly #reversed: Uint16Array;

  constructor(size: number) {
    if (size < 4 || (size & (size - 1)) !== 0) throw new RangeError(`FFT size ${size} is not a power of two`);
    this.size = size;
    this.#cos = Float64Array.from({ length: size / 2 }, (_, k) => Math.cos((2 * Math.PI * k) / size));
    this.#sin = Float64Array.from({ length: size / 2 }, (_, k) => -Math.sin((2 * Math.PI * k) / size));
    this.#reversed = new Uint16Array(size);
    for (let i = 1; i < size; i++) {
      const half = this.#reversed[i >> 1] as number;
      this.#reversed[i] = (half >> 1) | (i & 1 ? size >> 1 : 0);
    }
  }

  /** Where sample `i` of the input belongs, so that callers can write in the order that `transform` reads. */
  get order(): Uint16Array {
    return this.#reversed;
  }

  /** Transforms values already written in `order`; `re` and `im` hold `size` numbers each. */
  transform(re: Float64Array, im: Float64Array): void {
    const n = this.size;
    const cos = this.#cos;
    const sin = this.#sin;
    // The first two stages need no multiplication: their twiddles are 1 and -i.
    for (let i = 0; i < n; i += 4) {
      const r0 = re[i] as number;
      const r1 = re[i + 1] as number;
      const r2 = re[i + 2] as number;
      const r3 = re[i + 3] as number;
      const i0 = im[i] as number;
      const i1 = im[i + 1] as number;
      const i2 = im[i + 2] as number;
      const i3 = im[i + 3] as number;
      const rs = r0 + r1;
      const rd = r0 - r1;
      const is = i0 + i1;
      const id = i0 - i1;
      const ru = r2 + r3;
      const rv = r2 - r3;
      const iu = i2 + i3;
      const iv = i2 - i3;
      re[i] = rs + ru;
      im[i] = is + iu;
      re[i + 2] = rs - ru;
      im[i + 2] = is - iu;
      re[i + 1] = rd + iv;
      im[i + 1] = id - rv;
      re[i + 3] = rd - iv;
      im[i + 3] = id + rv;
    }
    for (let half = 4; half < n; half *= 2) {
      const step = n / (2 * half);
      for (let base = 0; base < n; base += 2 * half) {
        for (let k = 0, t = 0; k < half; k++, t += step) {
          const lo = base + k;
          const hi = lo + half;
          const c = cos[t] as number;
          const s = sin[t] as number;
          const xr = re[hi] as number;
          const xi = im[hi] as number;
          const tr = xr * c - xi * s;
          const ti = xr * s + xi * c;
          const ar = re[lo] as number;
          const ai = im[lo] as number;
          re[lo] = ar + tr;
          im[lo] = ai + ti;
          re[hi] = ar - tr;
          im[hi] = ai - ti;
        }
      }
    }
  }
}
