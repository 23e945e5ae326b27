import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HOP_SAMPLES, SAMPLE_RATE_HZ } from '../../contract/engine.ts';
import { fileSource } from '../../electron/engine/audio/bytes.ts';
import { openRecording } from '../../electron/engine/audio/decode.ts';
import { toHops } from '../../electron/engine/audio/hops.ts';
import { findModelsDir, ModelStore } from '../../electron/engine/models/store.ts';
import { PlainPipeline } from '../../electron/engine/session/plain.ts';
import { SCREENPLAY } from './screenplay.ts';

const PUBLIC = join(import.meta.dirname, '../../renderer/public');
const MOST_BYTES = 1_000_000;
const WOKEN_SCORE = 0.8;
const CALM_SCORE = 0.1;
/** From 0.3 s before the end of a word to 1.5 s after it, its head may rise. */
const BEFORE_S = 0.3;
const AFTER_S = 1.5;
/** What a person would call at once. */
const PROMPT_S = 0.2;

interface SampleLine {
  text: string;
  startS: number;
  endS: number;
  wake: { model: string; startS: number; endS: number } | null;
}

const sidecar = JSON.parse(await readFile(join(PUBLIC, 'sample.json'), 'utf8')) as {
  durationS: number;
  lines: SampleLine[];
};
const words = sidecar.lines.flatMap(({ wake }) => wake ?? []);

describe('the sample recording', () => {
  it('is small, 16 kHz mono, and says what the screenplay says', async () => {
    const recording = await openRecording(await fileSource(join(PUBLIC, 'sample.wav')));
    let samples = 0;
    for await (const block of recording.blocks) samples += block.length;
    expect((await readFile(join(PUBLIC, 'sample.wav'))).length).toBeLessThan(MOST_BYTES);
    expect([recording.sampleRateHz, recording.channels]).toEqual([SAMPLE_RATE_HZ, 1]);
    expect(samples / SAMPLE_RATE_HZ).toBeCloseTo(sidecar.durationS, 3);
    expect(sidecar.lines.map(({ text }) => text)).toEqual(SCREENPLAY.map(({ text }) => text));
  });

  it('wakes openWakeWord at every word, promptly, and nowhere else', async () => {
    const store = await ModelStore.open(findModelsDir());
    const models = store.byTask('wake').map(({ name }) => name);
    expect(new Set(words.map(({ model }) => model))).toEqual(new Set(models));
    const plain = await PlainPipeline.load(store, models);
    const heard = words.map((word) => ({ ...word, score: 0, wokeS: Number.POSITIVE_INFINITY }));
    const stray: { model: string | undefined; timeS: number; score: number }[] = [];
    const { blocks } = await openRecording(await fileSource(join(PUBLIC, 'sample.wav')));
    let hops = 0;
    for await (const hop of toHops(blocks)) {
      const scores = (await plain.process(hop)) ?? [];
      const timeS = (++hops * HOP_SAMPLES) / SAMPLE_RATE_HZ;
      for (const [at, score] of scores.entries()) {
        const word = heard.find(
          ({ model, endS }) => model === models[at] && timeS > endS - BEFORE_S && timeS < endS + AFTER_S,
        );
        if (word === undefined) {
          if (score > CALM_SCORE) stray.push({ model: models[at], timeS, score });
          continue;
        }
        word.score = Math.max(word.score, score);
        if (score >= WOKEN_SCORE) word.wokeS = Math.min(word.wokeS, timeS);
      }
    }
    await plain.close();
    expect(stray).toEqual([]);
    for (const { model, endS, score, wokeS } of heard) {
      expect(score, model).toBeGreaterThan(WOKEN_SCORE);
      expect(wokeS - endS, model).toBeLessThan(PROMPT_S);
    }
  });
});
