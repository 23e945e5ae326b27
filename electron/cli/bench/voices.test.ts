import { describe, expect, it } from 'vitest';
import { SAMPLE_RATE_HZ } from '../../../contract/audio.ts';
import { TAKES_MIN } from '../../../contract/speaker.ts';
import { readMaterial } from './material.ts';
import type { ProcessMeter } from './measure.ts';
import { measureVoices, PROFILES, stretches, type VoiceTeller } from './voices.ts';

const second = (level: number) => new Float32Array(SAMPLE_RATE_HZ).fill(level);

describe('stretches', () => {
  it('begin with each utterance, and go on with the next as long as it takes', () => {
    const [first, last] = stretches([second(0.1), second(0.2), second(0.3)], 3.5);
    const levels = (stretch?: Float32Array) =>
      [0.5, 1.5, 2.5, 3.25].map((s) => Number(stretch?.[s * SAMPLE_RATE_HZ]?.toFixed(1)));
    expect(first).toHaveLength(3.5 * SAMPLE_RATE_HZ);
    expect(levels(first)).toEqual([0.1, 0.2, 0.3, 0.1]);
    expect(levels(last)).toEqual([0.2, 0.3, 0.1, 0.2]);
  });

  it('are speech to their end', async () => {
    const { utterances } = await readMaterial();
    const long = stretches(utterances, 5);
    expect(long).toHaveLength(utterances.length);
    for (const stretch of long) {
      const rms = Math.hypot(...stretch.subarray(-SAMPLE_RATE_HZ)) / Math.sqrt(SAMPLE_RATE_HZ);
      expect(20 * Math.log10(rms)).toBeGreaterThan(-40);
    }
  });

  it('end even where no utterance has a sample', () => {
    expect(stretches([new Float32Array(0)], 1)).toEqual([new Float32Array(SAMPLE_RATE_HZ)]);
  });
});

/** A clock that only the teller moves, by ms per second of audio. */
function fakeTeller() {
  let nowMs = 0;
  let cpuS = 0;
  let embedded = 0;
  let enrolled: readonly (readonly Float32Array[])[] = [];
  const meter: ProcessMeter = { nowMs: () => nowMs, cpuS: () => cpuS, peakMemoryBytes: () => 7 };
  const spend = (ms: number, samples: Float32Array) => {
    nowMs += (ms * samples.length) / SAMPLE_RATE_HZ;
    cpuS += (2 * ms * samples.length) / SAMPLE_RATE_HZ / 1_000;
  };
  const teller: VoiceTeller = {
    embedding: async (samples) => {
      spend(1_000, samples);
      // Slow at first: two rounds of two utterances, each short and long.
      return async () => spend(embedded++ < 8 ? 500 : 10, samples);
    },
    verification: async (profiles) => {
      nowMs += 9_000;
      enrolled = profiles;
      return async (samples) => spend(30, samples);
    },
  };
  const load = async () => {
    nowMs += 50;
    return teller;
  };
  return { meter, load, profiles: () => enrolled };
}

describe('telling voices', () => {
  it('counts neither the warm-up, nor finding speech for an embedding, nor making profiles', async () => {
    const { meter, load } = fakeTeller();
    const figures = await measureVoices(load, [second(0.1), second(0.2)], meter);
    expect(figures.loadMs).toBe(50);
    expect(figures.shortP50Ms).toBeCloseTo(30);
    expect(figures.shortP95Ms).toBeCloseTo(30);
    expect(figures.longP50Ms).toBeCloseTo(50);
    expect(figures.longP95Ms).toBeCloseTo(50);
    expect(figures.verifyP50Ms).toBeCloseTo(150);
    expect(figures.verifyP95Ms).toBeCloseTo(150);
    expect(figures.verifyCpuMs).toBeCloseTo(300);
    expect(figures.peakMemoryBytes).toBe(7);
  });

  it('compares with five profiles, each of as many takes as an enrollment needs', async () => {
    const { meter, load, profiles } = fakeTeller();
    await measureVoices(load, [second(0.1), second(0.2)], meter);
    expect(profiles()).toHaveLength(PROFILES);
    for (const takes of profiles()) {
      expect(takes.map(({ length }) => length)).toEqual(Array(TAKES_MIN).fill(3 * SAMPLE_RATE_HZ));
    }
  });
});
