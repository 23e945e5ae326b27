import { expect, it } from 'vitest';
import { HOP_SAMPLES, SAMPLE_RATE_HZ } from '../../contract/engine.ts';
import { fileHops, LEAD_IN_S, TAIL_S, withPhrases } from './wake.ts';

it('puts a recording between its silences, every sample in its place', async () => {
  const recording = Float32Array.from({ length: 3_333 }, (_, i) => i + 1);
  async function* blocks(): AsyncGenerator<Float32Array> {
    yield recording.subarray(0, 1_000);
    yield recording.subarray(1_000);
  }
  const heard: number[] = [];
  for await (const hop of fileHops(blocks())) {
    expect(hop.length).toBe(HOP_SAMPLES);
    heard.push(...hop);
  }
  const begin = LEAD_IN_S * SAMPLE_RATE_HZ;
  const end = begin + recording.length;
  expect(heard.slice(begin, end)).toEqual([...recording]);
  expect(heard.slice(0, begin).every((sample) => sample === 0)).toBe(true);
  expect(heard.slice(end).every((sample) => sample === 0)).toBe(true);
  expect(heard.length).toBeGreaterThanOrEqual(end + TAIL_S * SAMPLE_RATE_HZ);
});

it('gives phrases to the heads that are files, in their order', () => {
  const words = withPhrases(['one.onnx', 'alexa', 'two.onnx', 'three.onnx'], ['hey one', ' two ']);
  expect(words.map(({ model, phrase }) => [model, phrase])).toEqual([
    ['one.onnx', 'hey one'],
    ['alexa', undefined],
    ['two.onnx', 'two'],
    ['three.onnx', undefined],
  ]);
});

it.each([
  { models: ['alexa'], phrases: ['hey'], reason: /there is no .onnx head/ },
  { models: ['a.onnx'], phrases: ['a', 'b'], reason: /"b"/ },
  { models: ['a.onnx'], phrases: ['  '], reason: /1 to 60 characters/ },
  { models: ['a.onnx'], phrases: ['x'.repeat(61)], reason: /1 to 60 characters/ },
])('refuses the phrases $phrases for $models', ({ models, phrases, reason }) => {
  expect(() => withPhrases(models, phrases)).toThrow(reason);
});
