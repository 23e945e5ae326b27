import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findModelsDir, ModelStore } from '../models/store.ts';
import { floats, floatTensor, openSession } from '../session/runtime.ts';
import { WakeHeads, WINDOW_EMBEDDINGS } from './heads.ts';

const WORDS = ['alexa', 'hey_jarvis', 'hey_mycroft', 'hey_rhasspy'];
const SIZE = 96;

let store: ModelStore;
let folder: string;
beforeAll(async () => {
  store = await ModelStore.open(findModelsDir(resolve(import.meta.dirname, '../../..')));
  folder = await mkdtemp(join(tmpdir(), 'hark-heads-'));
});
afterAll(() => rm(folder, { recursive: true }));

const named = (model: string) => ({ model });

/** Embeddings in the range of real ones, the same at every run. */
function embedding(n: number): Float32Array {
  return Float32Array.from({ length: SIZE }, (_, i) => 20 * Math.sin(n * 12.9 + i * 78.2));
}

describe('WakeHeads', () => {
  it('scores all heads in one call as each head scores alone', async () => {
    const heads = await WakeHeads.load(store, WORDS.map(named));
    const window = new Float32Array(WINDOW_EMBEDDINGS * SIZE);
    const alone = await Promise.all(
      WORDS.map(async (word) => openSession(await store.read(store.entry(word)), word)),
    );
    for (let n = 0; n < 40; n++) {
      window.copyWithin(0, SIZE);
      window.set(embedding(n), window.length - SIZE);
      const together = await heads.process(embedding(n));
      expect(together === null).toBe(n < WINDOW_EMBEDDINGS - 1);
      for (const [i, session] of together ? alone.entries() : []) {
        const input = session.inputs[0]?.name ?? '';
        const results = await session.run({ [input]: floatTensor(window, [1, WINDOW_EMBEDDINGS, SIZE]) });
        expect(together?.[i]).toBeCloseTo(floats(results[session.outputNames[0] ?? ''])[0] ?? Number.NaN, 6);
      }
    }
    await heads.close();
  });

  it('takes over the window of the heads it replaces', async () => {
    const first = await WakeHeads.load(store, [named('alexa')]);
    const second = await WakeHeads.load(store, [named('alexa')]);
    for (let n = 0; n < WINDOW_EMBEDDINGS; n++) await first.process(embedding(n));
    second.adopt(first);
    expect(await second.process(embedding(99))).toEqual(await first.process(embedding(99)));
    await Promise.all([first.close(), second.close()]);
  });

  it('takes a head by path', async () => {
    const path = join(folder, 'computer.onnx');
    await writeFile(path, await store.read(store.entry('alexa')));
    const heads = await WakeHeads.load(store, [named(path)]);
    expect(heads.heads).toMatchObject([{ name: 'computer', decision: { phrase: 'computer', second: null } }]);
    await heads.close();
    const phrase = 'hey computer';
    const told = await WakeHeads.load(store, [{ model: path, phrase }]);
    const spellings = ['Hey Computer', 'Hey, Computer', 'Hey Computer,', 'Hey Computer.'];
    expect(told.heads).toMatchObject([{ name: 'computer', decision: { phrase, second: { spellings } } }]);
    await told.close();
  });

  it('refuses what is no wake head, by name', async () => {
    const broken = join(folder, 'broken.onnx');
    await writeFile(broken, 'not a model');
    const wrong = join(folder, 'wrong.onnx');
    await writeFile(wrong, await store.read(store.entry('silero_vad')));
    await expect(WakeHeads.load(store, [named(broken)])).rejects.toMatchObject({ code: 'model.unusable' });
    await expect(WakeHeads.load(store, [named(wrong)])).rejects.toThrow(/wrong: a wake head/);
    await expect(WakeHeads.load(store, [named(join(folder, 'absent.onnx'))])).rejects.toMatchObject({
      code: 'model.missing',
    });
    await expect(WakeHeads.load(store, [named('hal')])).rejects.toMatchObject({ code: 'model.unknown' });
    await expect(WakeHeads.load(store, [named('silero_vad')])).rejects.toMatchObject({
      code: 'model.unknown',
    });
  });
});
