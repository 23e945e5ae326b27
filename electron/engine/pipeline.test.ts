import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
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
import { HarkError } from '../../contract/failures.ts';
import { KEY_BYTES, type SpeakerPolicy } from '../../contract/speaker.ts';
import { fileSource } from './audio/bytes.ts';
import { openRecording } from './audio/decode.ts';
import { toHops } from './audio/hops.ts';
import { FakeUnderstanding, understandingOf } from './command/testing/fakeUnderstanding.ts';
import { findModelsDir, ModelStore } from './models/store.ts';
import {
  type HopResult,
  type LookObservation,
  MUTE_HOPS,
  Pipeline,
  type PipelineOptions,
} from './pipeline.ts';
import { PlainPipeline } from './session/plain.ts';
import { openDraft, sealPrint } from './speaker/sealedPrint.ts';
import { FakeEmbedder, fakeScoring } from './speaker/testing/fakeSpeakers.ts';
import { printOf, sampleOf } from './speaker/testing/voices.ts';
import type { SpokenSample } from './speaker/voiceprint.ts';

const REPOSITORY = resolve(import.meta.dirname, '../..');
const SAMPLE = join(REPOSITORY, 'renderer/public/sample.wav');
const SPOKEN = join(REPOSITORY, '../shared/audio/librispeech_train');
const WORDS = ['alexa', 'hey_jarvis', 'hey_mycroft', 'hey_rhasspy'];
/** What streaming may differ by from the plain computation, in raw score. */
const TOLERANCE = 1e-3;

const sampleSchema = z.object({
  lines: z.array(z.object({ wake: z.object({ model: z.string(), endS: z.number() }).nullable() })),
});

const spokenSchema = z.object({
  lines: z.array(z.object({ text: z.string(), startS: z.number(), endS: z.number() })),
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

/** The models with a second look for every word. */
async function storeWithLooks(): Promise<{ looking: ModelStore; folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'hark-looks-'));
  const models = store.manifest.models.map((entry) =>
    entry.wake
      ? {
          ...entry,
          wake: {
            ...entry.wake,
            second: { firstThreshold: 0.02, weight: 1, threshold: -4, spellings: [entry.wake.phrase] },
          },
        }
      : entry,
  );
  await writeFile(join(folder, 'manifest.json'), JSON.stringify({ ...store.manifest, models }));
  await symlink(store.filesDir, join(folder, 'files'));
  return { looking: await ModelStore.open(folder), folder };
}

describe('with a recogniser', () => {
  let looking: ModelStore;
  let folder: string;
  let hops: Float32Array[];
  beforeAll(async () => {
    ({ looking, folder } = await storeWithLooks());
    hops = await hopsOf(SAMPLE);
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** Plays the sample as the command line does, each hop to its end. */
  async function play(
    understanding: FakeUnderstanding,
    options: Partial<PipelineOptions> = {},
    before: (pipeline: Pipeline, hop: number) => void = () => undefined,
    played = hops,
  ) {
    const words = WORDS.map((model) => ({ model, sensitivity: DEFAULT_SENSITIVITY }));
    const pipeline = await Pipeline.load({ store: looking, words, patient: true, ...options });
    pipeline.expectUnderstanding(Promise.resolve(understanding));
    const events: EngineEvent[] = [];
    for (const [number, hop] of played.entries()) {
      before(pipeline, number);
      events.push(...(await pipeline.process(hop)).events, ...(await pipeline.settled()));
    }
    await pipeline.close();
    return events;
  }

  function only<K extends EngineEvent['kind']>(events: EngineEvent[], kind: K) {
    return events.filter((event): event is Extract<EngineEvent, { kind: K }> => event.kind === kind);
  }

  it('wakes on what both find likely, and tells both', async () => {
    const looks: LookObservation[] = [];
    const understanding = new FakeUnderstanding();
    const events = await play(understanding, { captures: false, onLook: (look) => looks.push(look) });
    const woke = only(events, 'wake');
    expect(woke.map(({ model }) => model)).toEqual([
      'alexa',
      'hey_jarvis',
      'hey_mycroft',
      'hey_rhasspy',
      'alexa',
    ]);
    for (const { wakeId, look, score, threshold, sample } of woke) {
      const [maybe] = only(events, 'wake_maybe').filter((event) => event.wakeId === wakeId);
      expect(maybe?.sample).toBeLessThanOrEqual(sample);
      expect(score).toBeGreaterThanOrEqual(threshold);
      expect(look?.phraseScore).toBe(-0.3);
      expect(look?.combined).toBeGreaterThanOrEqual(look?.threshold ?? Number.NaN);
      expect(only(events, 'wake_explained').some((event) => event.wakeId === wakeId)).toBe(true);
    }
    expect(looks).toHaveLength(understanding.phrases.length);
    expect(looks.map(({ model }) => model)).toEqual(expect.arrayContaining(WORDS));
  });

  it('wakes on nothing that the recogniser does not find, and bounds what it asks', async () => {
    const understanding = new FakeUnderstanding();
    understanding.phraseScores = [-18];
    const events = await play(understanding, { captures: false });
    expect(only(events, 'wake')).toEqual([]);
    const maybes = only(events, 'wake_maybe');
    const rejected = only(events, 'wake_rejected');
    expect(maybes.length).toBeGreaterThanOrEqual(4);
    expect(rejected.map(({ wakeId }) => wakeId).sort()).toEqual(maybes.map(({ wakeId }) => wakeId).sort());
    expect(rejected.every(({ look }) => look !== null && look.combined < look.threshold)).toBe(true);
    expect(understanding.phrases.length).toBeLessThanOrEqual(4 * maybes.length);
  });

  it('decides as without one where it fails, or is not asked', async () => {
    const failing = new FakeUnderstanding();
    failing.phraseScores = [new Error('out of memory')];
    const alone = await play(failing, { captures: false });
    const off = await play(new FakeUnderstanding(), { captures: false, secondLook: false });
    expect(only(alone, 'wake').map(({ model }) => model)).toEqual(
      only(off, 'wake').map(({ model }) => model),
    );
    expect(only(alone, 'wake').every(({ look }) => look === null)).toBe(true);
    expect(only(off, 'wake_maybe')).toEqual([]);
  });

  it('is mute for the word that it says itself, and stricter with the others', async () => {
    const understanding = new FakeUnderstanding();
    const heard = await play(understanding, { captures: false }, (pipeline, hop) => {
      if (hop === 0) pipeline.speak('Just say: hey Jarvis, or Alexa!');
    });
    expect(only(heard, 'wake').map(({ model }) => model)).toEqual(['hey_mycroft', 'hey_rhasspy']);
    expect(only(heard, 'wake')[0]?.look?.threshold).toBeCloseTo(-2);
    const silent = await play(understanding, { captures: false }, (pipeline, hop) => {
      if (hop === 0) pipeline.speak('Alexa');
      if (hop === 2) pipeline.speak(null);
    });
    expect(only(silent, 'wake').map(({ model }) => model)).toContain('alexa');
  });

  it('captures a command after each wake, and wakes once for it', async () => {
    const understanding = new FakeUnderstanding();
    const events = await play(understanding);
    const captures = only(events, 'capture_started');
    const woke = only(events, 'wake');
    expect(captures.length).toBeGreaterThanOrEqual(3);
    expect(captures.map(({ wakeId }) => wakeId)).toEqual(woke.map(({ wakeId }) => wakeId));
    for (const { captureId, sample, wakeId } of captures) {
      const of = events.filter((event) => 'captureId' in event && event.captureId === captureId);
      expect(of[0]?.kind).toBe('capture_started');
      expect(['understood', 'capture_ended']).toContain(of.at(-1)?.kind);
      // The audio begins before its wake, with the phrase.
      const wake = woke.find((event) => event.wakeId === wakeId);
      const leadS = ((wake?.sample ?? 0) - sample) / SAMPLE_RATE_HZ;
      expect(leadS).toBeGreaterThan(0.5);
      expect(leadS).toBeLessThan(2);
    }
    expect(understanding.overlapped).toBe(false);
  });

  it('ends a command soon after its last word', async () => {
    const { lines } = spokenSchema.parse(JSON.parse(await readFile(SAMPLE.replace('.wav', '.json'), 'utf8')));
    const events = await play(new FakeUnderstanding());
    const ends = only(events, 'capture_ended').filter(({ reason }) => reason === 'endpoint');
    for (const text of ['Alexa, what time is it?', 'Hey Jarvis, turn off the kitchen lights.']) {
      const line = lines.find((candidate) => candidate.text === text);
      const end = ends.find(({ sample }) => Math.abs(sample / SAMPLE_RATE_HZ - (line?.endS ?? 0)) < 1);
      const earlyS = (line?.endS ?? Number.NaN) - (end?.speechEndSample ?? 0) / SAMPLE_RATE_HZ;
      expect(Math.abs(earlyS)).toBeLessThan(0.25);
      expect((end?.sample ?? 0) / SAMPLE_RATE_HZ - (line?.endS ?? 0)).toBeLessThan(0.6);
    }
  });

  it('begins a command again where a word is said again, whatever was said between', async () => {
    const { lines } = spokenSchema.parse(JSON.parse(await readFile(SAMPLE.replace('.wav', '.json'), 'utf8')));
    const samples = new Float32Array(hops.flatMap((hop) => [...hop]));
    const said = (text: string) => {
      const { startS = 0, endS = 0 } = lines.find((line) => line.text === text) ?? {};
      return samples.subarray(startS * SAMPLE_RATE_HZ, endS * SAMPLE_RATE_HZ);
    };
    const lead = samples.subarray(0, 2 * SAMPLE_RATE_HZ);
    const pause = samples.subarray(0, 0.3 * SAMPLE_RATE_HZ);
    const spoken = [lead, said('Alexa, stop.'), pause, said('Hey Mycroft.'), lead].flatMap((part) => [
      ...part,
    ]);
    const played: Float32Array[] = [];
    for (let at = 0; at + HOP_SAMPLES <= spoken.length; at += HOP_SAMPLES) {
      played.push(Float32Array.from(spoken.slice(at, at + HOP_SAMPLES)));
    }
    const understanding = new FakeUnderstanding();
    understanding.answers = [understandingOf('what is', null)];
    const events = await play(understanding, {}, () => undefined, played);
    expect(only(events, 'wake').map(({ model }) => model)).toEqual(['alexa', 'hey_mycroft']);
    const [first, second] = only(events, 'capture_started');
    const end = only(events, 'capture_ended').find(({ captureId }) => captureId === first?.captureId);
    expect(end).toMatchObject({ reason: 'cancelled' });
    expect(second?.wakeId).toBe(only(events, 'wake')[1]?.wakeId);
  });

  it('takes a command that a key begins, and no other meanwhile', async () => {
    const understanding = new FakeUnderstanding();
    const refused: unknown[] = [];
    const events = await play(understanding, {}, (pipeline, hop) => {
      // "I think the kettle is boiling." from 5.2 to 6.8 s.
      if (hop === 62) pipeline.capture('hold');
      if (hop === 64) {
        try {
          pipeline.capture('toggle');
        } catch (error) {
          refused.push(error);
        }
      }
      if (hop === 85) pipeline.release();
    });
    expect(refused).toMatchObject([{ code: 'capture.busy' }]);
    const pushed = only(events, 'capture_started').filter(({ trigger }) => trigger === 'push');
    expect(pushed).toHaveLength(1);
    expect(pushed[0]).toMatchObject({ wakeId: null, sample: 62 * HOP_SAMPLES - 0.3 * SAMPLE_RATE_HZ });
    const end = only(events, 'capture_ended').find(({ captureId }) => captureId === pushed[0]?.captureId);
    expect(end?.reason).toBe('released');
    expect(Math.abs((end?.speechEndSample ?? 0) / SAMPLE_RATE_HZ - 6.79)).toBeLessThan(0.25);
  });

  it('ends the command with its stream, and goes on with the next', async () => {
    const events = await play(new FakeUnderstanding(), {}, (pipeline, hop) => {
      if (hop === 62) pipeline.capture('toggle');
      if (hop === 66) pipeline.reset();
    });
    expect(only(events, 'capture_ended')[0]).toBeDefined();
    expect(only(events, 'capture_ended').map(({ reason }) => reason)).toContain('stream_broke');
    expect(only(events, 'wake').map(({ model }) => model)).toContain('hey_mycroft');
  });

  it('refuses a command without one, saying why, and still wakes', async () => {
    const pipeline = await load(true);
    expect(() => pipeline.capture('hold')).toThrow(expect.objectContaining({ code: 'model.missing' }));
    const events = (await run(pipeline, hops)).flatMap((result) => result.events);
    await pipeline.close();
    expect(only(events, 'wake')).toHaveLength(5);
    expect(only(events, 'capture_started')).toEqual([]);
  });

  it('gives the same events whether it is told them or collects them, each once', async () => {
    const told: EngineEvent[] = [];
    const understanding = new FakeUnderstanding();
    understanding.answers = [understandingOf('what time is it', 'Time')];
    const collected = await play(understanding, { onEvent: (event) => told.push(event) });
    expect(told.slice(0, collected.length)).toEqual(collected);
  });
});

describe('with voices', () => {
  let hops: Float32Array[];
  beforeAll(async () => {
    hops = await hopsOf(SAMPLE);
  });

  const KEY = new Uint8Array(KEY_BYTES).fill(1);
  const TAKE = {
    takeId: 'take',
    draftId: 'draft',
    draft: null,
    key: KEY,
    index: 0,
    microphone: 'Desk',
    at: 1_800_000_000_000,
    keepAudio: false,
  };

  /** Hears one person in everything: whose voice it is, is what these tests decide. */
  class OneVoice extends FakeEmbedder {
    person = 0;
    override async embed(samples: Float32Array): Promise<SpokenSample> {
      this.calls.push(samples.length);
      return sampleOf(this.person, { speechMs: samples.length / 16 });
    }
  }

  async function rig(options: Partial<PipelineOptions> = {}) {
    const embedder = new OneVoice();
    const state = { loads: 0 };
    const words = WORDS.map((model) => ({ model, sensitivity: DEFAULT_SENSITIVITY }));
    const pipeline = await Pipeline.load({
      store,
      words,
      patient: true,
      scoring: fakeScoring,
      wallClock: () => 1_800_000_000_000,
      loadEmbedder: async () => {
        state.loads++;
        return embedder;
      },
      ...options,
    });
    pipeline.expectUnderstanding(Promise.resolve(new FakeUnderstanding()));
    const events: EngineEvent[] = [];
    const play = async (from = 0, to = hops.length) => {
      for (const hop of hops.slice(from, to)) {
        events.push(...(await pipeline.process(hop)).events, ...(await pipeline.settled()));
      }
    };
    const knowOwner = (policy: Partial<SpeakerPolicy> = {}) =>
      pipeline.voices({
        profiles: [{ profileId: 'anna', sealed: sealPrint(printOf(0), 'anna', KEY), key: KEY }],
        policy: { targetFar: 0.01, adapt: true, onlyKnownWake: false, ...policy },
      });
    const only = <K extends EngineEvent['kind']>(kind: K) =>
      events.filter((event): event is Extract<EngineEvent, { kind: K }> => event.kind === kind);
    return { pipeline, embedder, state, events, play, knowOwner, only };
  }

  it('costs nothing without profiles', async () => {
    const { pipeline, state, events, play } = await rig();
    const policy = { targetFar: 0.01, adapt: true, onlyKnownWake: true };
    expect(await pipeline.voices({ profiles: [], policy })).toEqual([]);
    await play();
    await pipeline.close();
    expect(state.loads).toBe(0);
    expect(events.map(({ kind }) => kind)).not.toContain('speaker');
    expect(events.map(({ kind }) => kind)).not.toContain('wake_speaker');
    expect(events.map(({ kind }) => kind)).toContain('understood');
  });

  it('tells whose voice woke it, and whose command it was before what it means', async () => {
    const { pipeline, events, play, knowOwner, only } = await rig();
    expect(await knowOwner()).toMatchObject([{ profileId: 'anna', error: null }]);
    await play();
    await pipeline.close();
    expect(only('wake').length).toBeGreaterThanOrEqual(4);
    expect(only('wake_speaker').map(({ wakeId }) => wakeId)).toEqual(
      only('wake').map(({ wakeId }) => wakeId),
    );
    expect(only('wake_speaker').every(({ speaker }) => speaker.profileId === 'anna')).toBe(true);
    expect(only('speaker').map(({ captureId }) => captureId)).toEqual(
      only('understood').map(({ captureId }) => captureId),
    );
    for (const { captureId } of only('understood')) {
      const of = events.filter((event) => 'captureId' in event && event.captureId === captureId);
      expect(of.slice(-2).map(({ kind }) => kind)).toEqual(['speaker', 'understood']);
    }
    // A wake phrase is about a second of the stream.
    expect(only('wake_speaker')[0]?.speaker.speechMs).toBeGreaterThan(500);
    expect(only('wake_speaker')[0]?.speaker.speechMs).toBeLessThan(2_200);
    // Once a day.
    expect(only('adapted')).toHaveLength(1);
  });

  it('lets only known voices wake it, where that is wanted', async () => {
    const stranger = await rig();
    stranger.embedder.person = 3;
    await stranger.knowOwner({ onlyKnownWake: true });
    await stranger.play();
    await stranger.pipeline.close();
    expect(stranger.only('wake_unknown_voice').map(({ wakeId }) => wakeId)).toEqual(
      stranger.only('wake').map(({ wakeId }) => wakeId),
    );
    expect(stranger.only('capture_started')).toEqual([]);
    const owner = await rig();
    await owner.knowOwner({ onlyKnownWake: true });
    await owner.play();
    await owner.pipeline.close();
    expect(owner.only('capture_started').map(({ wakeId }) => wakeId)).toEqual(
      owner.only('wake').map(({ wakeId }) => wakeId),
    );
    expect(owner.only('wake_unknown_voice')).toEqual([]);
    expect(owner.only('understood').length).toBeGreaterThanOrEqual(3);
  });

  it('knows what it plays itself', async () => {
    const { pipeline, play, knowOwner, only } = await rig();
    await knowOwner();
    pipeline.speak('It is ten past four.');
    await play(0, 400);
    await pipeline.close();
    expect(only('wake_speaker').length).toBeGreaterThanOrEqual(1);
    expect(only('wake_speaker').every(({ speaker }) => speaker.outcome === 'own_playback')).toBe(true);
  });

  it('takes a sentence with its wake phrase, and neither wakes nor hears a command meanwhile', async () => {
    const { lines } = sampleSchema.parse(JSON.parse(await readFile(SAMPLE.replace('.wav', '.json'), 'utf8')));
    const endS = lines.flatMap(({ wake }) => wake ?? [])[0]?.endS ?? 0;
    const before = Math.floor((endS - 1.5) * (1_000 / HOP_MS));
    const { pipeline, play, only } = await rig();
    await play(0, before);
    const begin = await pipeline.take(TAKE);
    begin();
    expect(() => pipeline.capture('hold')).toThrow(expect.objectContaining({ code: 'capture.busy' }));
    expect(begin).toThrow(expect.objectContaining({ code: 'capture.busy' }));
    // It ends by itself, in the pause after the sentence.
    let hop = before;
    while (only('take_ended').length === 0 && hop < before + 150) await play(hop, ++hop);
    await pipeline.close();
    const [end] = only('take_ended');
    expect(end?.report.verdict).toBe('good');
    const draft = openDraft(end?.draft ?? new Uint8Array(), 'draft', KEY);
    const { speech, wake } = draft.takes[0] ?? {};
    expect(wake?.speechMs).toBeGreaterThan(300);
    expect(wake?.speechMs).toBeLessThan(speech?.speechMs ?? 0);
    expect(only('take_progress').length).toBeGreaterThan(3);
    expect([...only('wake'), ...only('wake_maybe'), ...only('capture_started')]).toEqual([]);
  });

  it('ends a sentence with its stream, and wakes again', async () => {
    const { pipeline, play, only } = await rig();
    (await pipeline.take(TAKE))();
    await play(0, 5);
    pipeline.reset();
    await play();
    (await pipeline.take({ ...TAKE, takeId: 'again' }))();
    pipeline.cancel();
    await play(0, 1);
    await pipeline.close();
    expect(only('take_ended').map(({ takeId, report }) => [takeId, report.verdict])).toEqual([
      ['take', 'cancelled'],
      ['again', 'cancelled'],
    ]);
    expect(only('wake').length).toBeGreaterThanOrEqual(4);
  });

  it('goes by the last that it was told of profiles, and gives the memory of the model back', async () => {
    const { pipeline, embedder, knowOwner, play, only } = await rig();
    const policy = { targetFar: 0.01, adapt: true, onlyKnownWake: false };
    await Promise.all([knowOwner(), pipeline.voices({ profiles: [], policy })]);
    await play(0, 400);
    expect(only('wake_speaker')).toEqual([]);
    expect(embedder.closed).toBeGreaterThanOrEqual(1);
    await pipeline.close();
  });

  it('without a speaker model says so, and goes on', async () => {
    const unavailable = new HarkError('speaker.unavailable', 'there is no speaker model');
    const { pipeline, play, knowOwner, only } = await rig({
      loadEmbedder: async () => {
        throw unavailable;
      },
    });
    await expect(knowOwner()).rejects.toBe(unavailable);
    await expect(pipeline.take(TAKE)).rejects.toBe(unavailable);
    await play();
    await pipeline.close();
    expect(only('understood').length).toBeGreaterThanOrEqual(3);
  });

  it('goes on with commands where the speaker model fails', async () => {
    const failures: unknown[] = [];
    const { pipeline, play, knowOwner, embedder, only } = await rig({
      onSpeakerFailure: (error) => failures.push(error),
    });
    await knowOwner();
    embedder.embed = async () => {
      throw new Error('out of memory');
    };
    await play();
    await pipeline.close();
    expect(only('understood').length).toBeGreaterThanOrEqual(3);
    expect(only('speaker').every(({ speaker }) => speaker.outcome === 'untold')).toBe(true);
    expect(failures.length).toBeGreaterThan(0);
  });
});
