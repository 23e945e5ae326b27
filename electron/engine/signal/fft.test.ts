import { describe, expect, it } from 'vitest';
import { Fft } from './fft.ts';

function transformed(re: number[], im: number[]): { re: number[]; im: number[] } {
  const fft = new Fft(re.length);
  const outRe = new Float64Array(re.length);
  const outIm = new Float64Array(re.length);
  fft.order.forEach((at, i) => {
    outRe[at] = re[i] ?? 0;
    outIm[at] = im[i] ?? 0;
  });
  fft.transform(outRe, outIm);
  return { re: [...outRe], im: [...outIm] };
}

describe('Fft', () => {
  it.each([4, 8, 64, 512])('equals the discrete Fourier transform of %i values', (size) => {
    const re = Array.from({ length: size }, (_, i) => Math.sin(i * i) + 0.1 * i);
    const im = Array.from({ length: size }, (_, i) => Math.cos(3 * i) - 0.5);
    const fast = transformed(re, im);
    for (let k = 0; k < size; k += Math.max(1, size / 32)) {
      let sumRe = 0;
      let sumIm = 0;
      for (let n = 0; n < size; n++) {
        const angle = (-2 * Math.PI * k * n) / size;
        const a = re[n] ?? 0;
        const b = im[n] ?? 0;
        sumRe += a * Math.cos(angle) - b * Math.sin(angle);
        sumIm += a * Math.sin(angle) + b * Math.cos(angle);
      }
      expect(fast.re[k]).toBeCloseTo(sumRe, 8);
      expect(fast.im[k]).toBeCloseTo(sumIm, 8);
    }
  });

  it.each([0, 2, 100])('refuses a size of %i', (size) => {
    expect(() => new Fft(size)).toThrow(RangeError);
  });
});
