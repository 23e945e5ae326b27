import { describe, expect, it } from 'vitest';
import { HOP_SAMPLES } from '../../../contract/engine.ts';
import { readMaterial } from './material.ts';
import { measure, type ProcessMeter } from './measure.ts';
import { measureRecognition } from './recognition.ts';

const hops = (level: number) => [1, 2, 3].map(() => new Float32Array(HOP_SAMPLES).fill(level));
const material = { speech: hops(0.5), silence: hops(0) };

/** A clock that only the listener moves, so that every figure is known beforehand. */
function fakeMachine(hopMs: (speech: boolean, hop: number) => number) {
  let nowMs = 1_000;
  let cpuS = 3;
  let heard = 0;
  const meter: ProcessMeter = { nowMs: () => nowMs, cpuS: () => cpuS, peakMemoryBytes: () => 42e6 };
  const load = async () => {
    nowMs += 250;
    cpuS += 1;
    return {
      hop(frame: Float32Array) {
        const ms = hopMs(frame[0] !== 0, heard++);
        nowMs += ms;
        cpuS += ms / 1_000;
      },
    };
  };
  return { meter, load };
}

it('counts speech and silence apart, and neither loading nor warming up', async () => {
  const firstCounted = 250;
  const { meter, load } = fakeMachine((speech, hop) => (hop < firstCounted ? 80 : speech ? 0.8 : 0.08));
  const figures = await measure(load, material, meter);
  expect(figures.loadMs).toBe(250);
  expect(figures.hopP50Ms).toBeCloseTo(0.8);
  expect(figures.hopP99Ms).toBeCloseTo(0.8);
  expect(figures.cpuSpeech).toBeCloseTo(0.01);
  expect(figures.cpuSilence).toBeCloseTo(0.001);
  expect(figures.peakMemoryBytes).toBe(42e6);
});

it('lets rare slow hops show in the 99th percentile alone', async () => {
  const { meter, load } = fakeMachine((_, hop) => (hop % 50 === 0 ? 20 : 1));
  const figures = await measure(load, material, meter);
  expect(figures.hopP50Ms).toBeCloseTo(1);
  expect(figures.hopP99Ms).toBeCloseTo(20);
});

it('measures on speech that is loud and on a room that is not', async () => {
  const { speech, silence } = await readMaterial();
  const rms = (frames: Float32Array[]) => {
    const values = frames.flatMap((frame) => [...frame]);
    return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
  };
  expect(speech.length).toBeGreaterThan(100);
  expect(20 * Math.log10(rms(speech))).toBeGreaterThan(-30);
  expect(20 * Math.log10(rms(silence))).toBeLessThan(-55);
  expect(silence.every((frame) => frame.length === HOP_SAMPLES)).toBe(true);
});

describe('recognition', () => {
  it('counts what comes after the warm-up, per time of audio', async () => {
    let now = 0;
    let answered = 0;
    const meter = { nowMs: () => now, cpuS: () => 0, peakMemoryBytes: () => 7 };
    const load = async () => {
      now += 50;
      return async () => {
        answered += 1;
        // Slow at first, then 100 ms for each second of audio.
        now += answered <= 4 ? 5_000 : 100;
      };
    };
    const figures = await measureRecognition(
      load,
      [new Float32Array(16_000), new Float32Array(16_000)],
      meter,
    );
    expect(figures.loadMs).toBe(50);
    expect(figures.answerP50Ms).toBe(100);
    expect(figures.realTimeFactor).toBeCloseTo(0.1);
    expect(figures.peakMemoryBytes).toBe(7);
  });
});
