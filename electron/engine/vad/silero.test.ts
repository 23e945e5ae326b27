import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { SAMPLE_RATE_HZ } from '../../../contract/engine.ts';
import { fileSource } from '../audio/bytes.ts';
import { openRecording } from '../audio/decode.ts';
import { findModelsDir, ModelStore } from '../models/store.ts';
import { floats, floatTensor, int64Scalar, openSession, zeros } from '../session/runtime.ts';
import { Silero, VAD_WINDOW_SAMPLES } from './silero.ts';
import { SpeechDetector } from './speechDetector.ts';

const REPOSITORY = resolve(import.meta.dirname, '../../..');
const CONTEXT_SAMPLES = 64;

let store: ModelStore;
let audio: Float32Array;
beforeAll(async () => {
  store = await ModelStore.open(findModelsDir(REPOSITORY));
  const recording = await openRecording(await fileSource(resolve(REPOSITORY, 'renderer/public/sample.wav')));
  const blocks: Float32Array[] = [];
  for await (const block of recording.blocks) blocks.push(block.slice());
  audio = new Float32Array(blocks.reduce((length, block) => length + block.length, 0));
  let at = 0;
  for (const block of blocks) {
    audio.set(block, at);
    at += block.length;
  }
});

/** The published graph as it is meant to be used: one window per call. */
async function published(windows: number): Promise<number[]> {
  const session = await openSession(await store.read(store.entry('silero_vad')), 'silero_vad');
  let state = zeros([2, 1, 128]);
  const input = new Float32Array(CONTEXT_SAMPLES + VAD_WINDOW_SAMPLES);
  const probabilities: number[] = [];
  for (let i = 0; i < windows; i++) {
    input.copyWithin(0, VAD_WINDOW_SAMPLES);
    input.set(audio.subarray(i * VAD_WINDOW_SAMPLES, (i + 1) * VAD_WINDOW_SAMPLES), CONTEXT_SAMPLES);
    const results = await session.run({
      input: floatTensor(input, [1, input.length]),
      state,
      sr: int64Scalar(SAMPLE_RATE_HZ),
    });
    state = floatTensor(floats(results['stateN']), [2, 1, 128]);
    probabilities.push(floats(results['output'])[0] ?? Number.NaN);
  }
  return probabilities;
}

describe('Silero', () => {
  it('gives the probabilities of the published graph, whatever the blocks', async () => {
    const windows = 300;
    const expected = await published(windows);
    expect(Math.max(...expected)).toBeGreaterThan(0.95);
    expect(Math.min(...expected)).toBeLessThan(0.05);
    for (const blockSamples of [1_280, 333, 16_000]) {
      const silero = await Silero.load(store);
      const probabilities: number[] = [];
      for (let at = 0; probabilities.length < windows; at += blockSamples) {
        probabilities.push(...(await silero.process(audio.subarray(at, at + blockSamples))));
      }
      await silero.close();
      const worst = Math.max(
        ...expected.map((value, i) => Math.abs(value - (probabilities[i] ?? Number.NaN))),
      );
      expect(worst).toBeLessThan(1e-4);
    }
  });
});

describe('SpeechDetector', () => {
  it('finds the stretches of speech in the sample', async () => {
    const detector = await SpeechDetector.load(store);
    const blocks = async function* () {
      for (let at = 0; at < audio.length; at += 5_000) yield audio.subarray(at, at + 5_000);
    };
    const segments = await detector.segments(blocks());
    expect(segments.length).toBeGreaterThanOrEqual(4);
    let end = 0;
    for (const { startSample, endSample } of segments) {
      expect(startSample).toBeGreaterThanOrEqual(end);
      expect(endSample).toBeGreaterThan(startSample);
      end = endSample;
    }
    expect(end).toBeLessThanOrEqual(audio.length);
    expect(await detector.segments(blocks())).toEqual(segments);
  });
});
