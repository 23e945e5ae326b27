import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  DEFAULT_SENSITIVITY,
  type EngineEvent,
  HOP_MS,
  HOP_SAMPLES,
  SAMPLE_RATE_HZ,
} from '../../contract/engine.ts';
import { fileSource } from './audio/bytes.ts';
import { openRecording } from './audio/decode.ts';
import { toHops } from './audio/hops.ts';
import { findModelsDir, ModelStore } from './models/store.ts';
import { type HopResult, MUTE_HOPS, Pipeline } from './pipeline.ts';
import { PlainPipeline } from './session/plain.ts';

const REPOSITORY = resolve(import.meta.dirname, '../..');
const SAMPLE = join(REPOSITORY, 'renderer/public/sample.wav');
const SPOKEN = join(REPOSITORY, '../shared/audio/librispeech_train');
const WORDS = ['alexa', 'hey_jarvis', 'hey_mycroft', 'hey_rhasspy'];
/** What streaming may differ by from the plain computation, in raw score. */
const TOLERANCE = 1e-3;

const sampleSchema = z.object({
  lines: z.array(z.object({ wake: z.object({ model: z.string(), endS: z.number() }).nullable() })),
});

let store: ModelStore;
beforeAll(async () => {
  store = await ModelStore.open(findModelsDir(REPOSITORY));
});

function load(idleGate: boolean, models = WORDS): Promise<Pipeline> {
  const words = models.map((model) => ({ model, sensitivity: DEFAULT_SENSITIVITY }));
  return Pipeline.load({ store, words, idleGate });
}

async function hopsOf(path: string): Promise<Float32Array[]> {
  const recording = await openRecording(await fileSource(path));
  const hops: Float32Array[] = [];
  for await (const hop of toHops(recording.blocks)) hops.push(hop);
  return hops;
}

async function run(pipeline: Pipeline, hops: Float32Array[]): Promise<HopResult[]> {
  const results: HopResult[] = [];
  for (const hop of hops) results.push(await pipeline.process(hop));
  return results;
}

async function plainScores(hops: Float32Array[]): Promise<(number[] | null)[]> {
  const plain = await PlainPipeline.load(store, WORDS);
  const rows: (number[] | null)[] = [];
  for (const hop of hops) rows.push(await plain.process(hop));
  await plain.close();
  return rows;
}

function wakes(results: HopResult[]): Extract<EngineEvent, { kind: 'wake' }>[] {
  return results.flatMap(({ events }) => events.flatMap((event) => (event.kind === 'wake' ? [event] : [])));
}

/** Largest difference of raw scores where both ran, and the hops that were scored, by number. */
function compare(
  streamed: HopResult[],
  plain: (number[] | null)[],
): { worst: number; scored: Set<number>; twice: number } {
  let worst = 0;
  let twice = 0;
  const hops = new Set<number>();
  for (const { sample, scores } of streamed.flatMap(({ scored }) => scored)) {
    const hop = sample / HOP_SAMPLES - 1;
    if (hops.has(hop)) twice++;
    hops.add(hop);
    const row = plain[hop];
    for (const [word, score] of scores.entries()) {
      worst = Math.max(worst, Math.abs(score - (row?.[word] ?? Number.NaN)));
    }
  }
  return { worst, scored: hops, twice };
}

describe('streaming against a fresh window per hop', () => {
  it('gives the same score at every hop of the sample', async () => {
    const hops = await hopsOf(SAMPLE);
    const plain = await plainScores(hops);
    const pipeline = await load(false);
    const { worst, scored, twice } = compare(await run(pipeline, hops), plain);
    await pipeline.close();
    expect(worst).toBeLessThan(TOLERANCE);
    expect(scored.size).toBe(hops.length - MUTE_HOPS + 1);
    expect(twice).toBe(0);
  });

  it('gives the same scores behind the idle gate, and leaves out none that matter', async () => {
    const hops = await hopsOf(SAMPLE);
    const plain = await plainScores(hops);
    const pipeline = await load(true);
    const streamed = await run(pipeline, hops);
    await pipeline.close();
    const { worst, scored, twice } = compare(streamed, plain);
    expect(worst).toBeLessThan(TOLERANCE);
    expect(twice).toBe(0);
    expect(scored.size).toBeGreaterThan(hops.length / 3);
    expect(scored.size).toBeLessThan(hops.length);
    const missed = plain.flatMap((row, hop) =>
      Math.max(...(row ?? [0])) > 0.05 && !scored.has(hop) ? [hop] : [],
    );
    expect(missed).toEqual([]);
  });

  it.skipIf(!existsSync(SPOKEN))('gives the same scores on people reading', async () => {
    const files = (await readdir(SPOKEN))
      .filter((name) => name.endsWith('.flac'))
      .sort()
      .slice(0, 2);
    for (const name of files) {
      const hops = await hopsOf(join(SPOKEN, name));
      const pipeline = await load(false);
      const { worst } = compare(await run(pipeline, hops), await plainScores(hops));
      await pipeline.close();
      expect(worst, name).toBeLessThan(TOLERANCE);
    }
  });
});

describe('Pipeline', () => {
  let pipeline: Pipeline;
  let hops: Float32Array[];
  beforeAll(async () => {
    pipeline = await load(true);
    hops = await hopsOf(SAMPLE);
  });
  afterAll(() => pipeline.close());

  it('hears each wake word of the sample once, soon after its end, and nothing else', async () => {
    const { lines } = sampleSchema.parse(JSON.parse(await readFile(SAMPLE.replace('.wav', '.json'), 'utf8')));
    const spoken = lines.flatMap(({ wake }) => wake ?? []);
    pipeline.reset();
    const heard = wakes(await run(pipeline, hops));
    expect(heard.map(({ model }) => model)).toEqual(spoken.map(({ model }) => model));
    for (const [i, { sample, score, threshold }] of heard.entries()) {
      const delayS = sample / SAMPLE_RATE_HZ - (spoken[i]?.endS ?? 0);
      expect(delayS).toBeGreaterThan(-0.4);
      expect(delayS).toBeLessThan(0.4);
      expect(score).toBeGreaterThanOrEqual(threshold);
    }
  });

  it('explains each wake by the two seconds around it', async () => {
    pipeline.reset();
    const results = await run(pipeline, hops);
    const woke = wakes(results);
    const explained = results.flatMap(({ events }) =>
      events.filter((event) => event.kind === 'wake_explained'),
    );
    expect(explained.map(({ wakeId }) => wakeId)).toEqual(woke.map(({ wakeId }) => wakeId));
    for (const [i, { trace }] of explained.entries()) {
      expect(trace.evidence).toHaveLength(2_000 / HOP_MS);
      expect(trace.scores).toHaveLength(trace.evidence.length);
      expect(trace.levelsDbfs).toHaveLength(trace.evidence.length);
      expect(trace.evidence[trace.firedAt]).toBeCloseTo(woke[i]?.score ?? Number.NaN, 5);
      expect(Math.max(...trace.levelsDbfs)).toBeGreaterThan(-40);
    }
  });

  it('tells where speech begins and ends, and computes nothing in silence', async () => {
    pipeline.reset();
    const results = await run(pipeline, hops);
    const edges = results.flatMap(({ events }) => events).filter(({ kind }) => kind.startsWith('speech_'));
    expect(edges.length).toBeGreaterThanOrEqual(8);
    expect(edges.map(({ kind }) => kind)).toEqual(
      edges.map((_, i) => (i % 2 === 0 ? 'speech_start' : 'speech_end')),
    );
    pipeline.reset();
    const silent = await run(
      pipeline,
      Array.from({ length: 50 }, () => new Float32Array(HOP_SAMPLES)),
    );
    expect(
      silent.every(({ meter }) => meter.speech === null && meter.scores.every((score) => score === null)),
    ).toBe(true);
  });

  it('is mute until its window holds real audio', async () => {
    const loud = await load(false);
    const results = await run(loud, hops.slice(0, MUTE_HOPS + 1));
    await loud.close();
    const scored = results.map(({ meter }) => meter.scores[0] !== null);
    expect(scored.indexOf(true)).toBe(MUTE_HOPS - 1);
  });

  it('counts samples from the start of a stream, and starts again on reset', async () => {
    pipeline.reset();
    const first = await run(pipeline, hops.slice(0, 3));
    expect(first.map(({ meter }) => meter.sample)).toEqual([1, 2, 3].map((n) => n * HOP_SAMPLES));
    pipeline.reset();
    const again = await run(pipeline, hops.slice(0, 3));
    expect(again).toEqual(first);
  });

  it('changes its words in the middle of a stream without losing it', async () => {
    const changing = await load(true, ['alexa']);
    const half = Math.floor(hops.length / 2);
    const before = wakes(await run(changing, hops.slice(0, half)));
    await changing.configure([{ model: 'hey_mycroft', sensitivity: 0.5 }]);
    const after = wakes(await run(changing, hops.slice(half)));
    await changing.close();
    expect(before.every(({ model }) => model === 'alexa')).toBe(true);
    expect(after.map(({ model }) => model)).toEqual(['hey_mycroft']);
    expect(changing.words).toEqual([{ model: 'hey_mycroft', phrase: 'Hey Mycroft' }]);
  });

  it('keeps its words when a change names one that does not exist', async () => {
    const words = pipeline.words;
    await expect(pipeline.configure([{ model: 'hal', sensitivity: 0.5 }])).rejects.toMatchObject({
      code: 'model.unknown',
    });
    expect(pipeline.words).toEqual(words);
  });

  it('refuses a frame that is not one hop', async () => {
    await expect(pipeline.process(new Float32Array(100))).rejects.toMatchObject({ code: 'audio.malformed' });
  });

  it('listens for nothing when no word is on, and still measures', async () => {
    const deaf = await load(true, []);
    const results = await run(deaf, hops.slice(0, 60));
    await deaf.close();
    expect(results.at(-1)?.meter.scores).toEqual([]);
    expect(Math.max(...results.map(({ meter }) => meter.levelDbfs))).toBeGreaterThan(-40);
  });
});
