import { describe, expect, it } from 'vitest';
import { SAMPLE_RATE_HZ } from '../../../contract/engine.ts';
import { Resampler } from './resample.ts';
import { join, randomNumbers, sine } from './testing/signals.ts';

const RATES_HZ = [
  8_000, 11_025, 12_345, 16_000, 22_050, 24_000, 32_000, 44_100, 44_101, 48_000, 96_000, 192_000,
];

function resample(input: Float32Array, rateHz: number, blockSizes: number[] = [input.length]): Float32Array {
  const resampler = new Resampler(rateHz);
  const blocks: Float32Array[] = [];
  let at = 0;
  for (let turn = 0; at < input.length; turn++) {
    const size = blockSizes[turn % blockSizes.length] ?? input.length;
    // A copy, as callers may reuse their buffers.
    blocks.push(resampler.push(input.slice(at, at + size)).slice());
    at += size;
  }
  blocks.push(resampler.end());
  return join(blocks);
}

/** Away from the ends, where the filter sees the silence outside. */
function middle(samples: Float32Array): Float32Array {
  return samples.subarray(Math.floor(samples.length / 4), Math.floor((samples.length * 3) / 4));
}

function decibels(samples: Float32Array): number {
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  return 10 * Math.log10(power);
}

describe.each(RATES_HZ)('from %i Hz', (rateHz) => {
  const passHz = (Math.min(rateHz, SAMPLE_RATE_HZ) / 2) * 0.87;

  it('keeps sines in the pass band to 0.1 dB, in phase', () => {
    for (const hz of [50, 1_000, passHz / 2, passHz]) {
      const output = resample(sine(hz, rateHz, 0.5, 0.5), rateHz);
      const wanted = sine(hz, SAMPLE_RATE_HZ, 0.5, 0.5);
      expect(Math.abs(decibels(middle(output)) - decibels(middle(wanted)))).toBeLessThan(0.1);
      const difference = output.map((sample, i) => sample - (wanted[i] ?? 0));
      expect(decibels(middle(difference)) - decibels(middle(wanted))).toBeLessThan(-60);
    }
  });

  it('keeps what would fold back 80 dB down', () => {
    const full = decibels(sine(1_000, SAMPLE_RATE_HZ, 1));
    const above = [8_050, 9_000, 12_000, 15_500, 23_000, 40_000, 90_000].filter((hz) => hz < rateHz / 2);
    for (const hz of above) {
      if (rateHz === SAMPLE_RATE_HZ) continue;
      const output = resample(sine(hz, rateHz, 0.5), rateHz);
      expect(decibels(middle(output)) - full, `${hz} Hz`).toBeLessThan(-80);
    }
  });

  it('gives one output for each sixteen-thousandth of a second', () => {
    for (const length of [1, 2, 999, 1_000, 12_345]) {
      const output = resample(new Float32Array(length), rateHz);
      expect(output.length).toBe(Math.ceil((length * SAMPLE_RATE_HZ) / rateHz));
    }
  });

  it('gives the same bits however the input is cut', () => {
    const random = randomNumbers(7);
    const input = Float32Array.from({ length: 9_000 }, () => random() * 2 - 1);
    const whole = resample(input, rateHz);
    expect(resample(input, rateHz, [1, 2, 3, 997, 64])).toEqual(whole);
    expect(resample(input, rateHz, [4_096])).toEqual(whole);
  });
});

it('makes no images when it goes up', () => {
  // 3900 Hz at 8 kHz has its first image at 4100 Hz; what is left of both is above half the lower rate's pass band.
  const output = resample(sine(1_000, 8_000, 1), 8_000);
  for (const imageHz of [7_000]) {
    const probe = sine(imageHz, SAMPLE_RATE_HZ, 1);
    const part = middle(output).reduce((sum, sample, i) => sum + sample * (middle(probe)[i] ?? 0), 0);
    expect(20 * Math.log10(Math.abs(part) / (middle(output).length / 2))).toBeLessThan(-80);
  }
});

it('puts a click at its own time', () => {
  const input = new Float32Array(48_000);
  input[24_000] = 1;
  const output = resample(input, 48_000);
  const peak = output.indexOf(Math.max(...output));
  expect(peak).toBe(8_000);
});

it('gives nothing for nothing', () => {
  expect(new Resampler(44_100).end().length).toBe(0);
});

it('refuses a rate that is none', () => {
  expect(() => new Resampler(0)).toThrow(RangeError);
  expect(() => new Resampler(44_100.5)).toThrow(RangeError);
});
