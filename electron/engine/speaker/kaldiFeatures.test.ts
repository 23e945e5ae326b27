/** Against numbers that models/convert-xvector/reference.py computed in NumPy from Kaldi's definition. */
import { describe, expect, it } from 'vitest';
import type { FeatureOptions } from './kaldiFeatures.ts';
import { KaldiFeatures } from './kaldiFeatures.ts';
import { normaliseMean } from './meanNormalisation.ts';
import reference from './testing/reference.json' with { type: 'json' };
import { referenceSignal } from './testing/referenceSignal.ts';

/** The reference has five decimals; samples are rounded to float32 on both sides. */
const TOLERANCE = 2e-5;

const XVECTOR: FeatureOptions = {
  sampleRateHz: 8_000,
  frameMs: 25,
  shiftMs: 10,
  melBins: 23,
  cepstra: 23,
  lowHz: 20,
  highHz: 3_700,
  window: 'povey',
  meanFrames: 300,
};

function worstDifference(features: Float32Array, expected: Record<string, number[]>): number {
  return Math.max(
    ...Object.entries(expected).flatMap(([frame, row]) =>
      row.map((value, i) => Math.abs(value - (features[Number(frame) * row.length + i] ?? Number.NaN))),
    ),
  );
}

describe('cepstra', () => {
  const kaldi = new KaldiFeatures(XVECTOR);
  const { features, logEnergies } = kaldi.compute(referenceSignal(reference.samples));

  it('are those of an independent computation', () => {
    expect(features).toHaveLength(reference.frames * 23);
    expect(worstDifference(features, reference.mfcc)).toBeLessThan(TOLERANCE);
  });

  it('begin with the log energy', () => {
    expect(features[0]).toBeCloseTo(logEnergies[0] ?? 0, 5);
  });

  it('lose a sliding mean as Kaldi takes it off', () => {
    const normalised = features.slice();
    normaliseMean(normalised, 23, 300);
    expect(worstDifference(normalised, reference.normalised)).toBeLessThan(TOLERANCE);
  });

  it('of less than a frame are none', () => {
    expect(kaldi.compute(new Float32Array(199)).features).toHaveLength(0);
    expect(kaldi.compute(new Float32Array(200)).features).toHaveLength(23);
  });

  it('of digital silence are finite', () => {
    expect(kaldi.compute(new Float32Array(4_000)).features.every(Number.isFinite)).toBe(true);
  });
});

describe('log energies of mel bins', () => {
  it('are what better models take: 80 bins at 16 kHz, a Hamming window', () => {
    const kaldi = new KaldiFeatures({
      ...XVECTOR,
      sampleRateHz: 16_000,
      melBins: 80,
      cepstra: null,
      highHz: 7_600,
      window: 'hamming',
    });
    const hz = 1_000;
    const tone = Float32Array.from(
      { length: 16_000 },
      (_, i) => 0.3 * Math.sin((2 * Math.PI * hz * i) / 16_000),
    );
    const { features } = kaldi.compute(tone);
    expect(features).toHaveLength(98 * 80);
    const frame = features.subarray(50 * 80, 51 * 80);
    const mel = (f: number) => 1_127 * Math.log(1 + f / 700);
    const bin = ((mel(hz) - mel(20)) / (mel(7_600) - mel(20))) * 81 - 1;
    expect(Math.abs(frame.indexOf(Math.max(...frame)) - bin)).toBeLessThan(1);
  });
});

describe('the mean', () => {
  it('of all frames is taken off where no window is given', () => {
    const features = Float32Array.of(1, 10, 3, 30, 5, 50);
    normaliseMean(features, 2, null);
    expect([...features]).toEqual([-2, -20, 0, 0, 2, 20]);
  });
});
