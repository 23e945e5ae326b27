import { describe, expect, it } from 'vitest';
import { HOP_SAMPLES } from '../../contract/audio.ts';
import { FrameAssembler, isDigitalSilence } from './frameAssembler.ts';

const QUANTUM_SAMPLES = 128;

/** Counts 0, 1, 2, … so that a lost or repeated sample shows. */
function ramp(from: number, count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => from + i);
}

function collect(chunks: Float32Array[]): number[][] {
  const assembler = new FrameAssembler();
  const frames: number[][] = [];
  for (const chunk of chunks) assembler.push(chunk, (frame) => frames.push([...frame]));
  return frames;
}

describe('FrameAssembler', () => {
  it('gives one hop per ten render quanta, sample for sample', () => {
    const quanta = Array.from({ length: 25 }, (_, i) => ramp(i * QUANTUM_SAMPLES, QUANTUM_SAMPLES));
    const frames = collect(quanta);
    expect(frames).toHaveLength(2);
    expect(frames.flat()).toEqual([...ramp(0, 2 * HOP_SAMPLES)]);
  });

  it('takes chunks that do not divide a hop, and chunks longer than one', () => {
    const frames = collect([ramp(0, 999), ramp(999, 3 * HOP_SAMPLES), ramp(999 + 3 * HOP_SAMPLES, 281)]);
    expect(frames).toHaveLength(4);
    expect(frames.flat()).toEqual([...ramp(0, 4 * HOP_SAMPLES)]);
  });

  it('drops an unfinished hop on reset', () => {
    const assembler = new FrameAssembler();
    const frames: number[][] = [];
    assembler.push(ramp(0, 700), (frame) => frames.push([...frame]));
    assembler.reset();
    assembler.push(ramp(5_000, HOP_SAMPLES), (frame) => frames.push([...frame]));
    expect(frames).toEqual([[...ramp(5_000, HOP_SAMPLES)]]);
  });
});

describe('isDigitalSilence', () => {
  it('tells exact zeros from the quietest noise', () => {
    const samples = new Float32Array(HOP_SAMPLES);
    expect(isDigitalSilence(samples)).toBe(true);
    samples[HOP_SAMPLES - 1] = 2 ** -24;
    expect(isDigitalSilence(samples)).toBe(false);
  });
});
