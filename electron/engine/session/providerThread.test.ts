import { expect, it } from 'vitest';
import { findModelsDir, ModelStore } from '../models/store.ts';
import { CpuSession } from './cpuSession.ts';
import { ProviderThread } from './providerThread.ts';
import { floatTensor } from './runtime.ts';

const store = await ModelStore.open(findModelsDir());
const bytes = await store.read(store.entry('speech_embedding'));
const MODEL = { bytes, name: 'speech_embedding', provider: 'cpu', threads: 1 } as const;
/** A view into a larger buffer, as callers give. */
const window = new Float32Array(2 * 76 * 32).map((_, i) => Math.sin(i)).subarray(76 * 32);
const feeds = { input_1: floatTensor(window, [1, 76, 32, 1]) };

it('a thread computes what this one does', async () => {
  const here = await CpuSession.open(bytes, 1);
  const there = await new ProviderThread().open(MODEL);
  expect([there.inputs, there.outputs]).toEqual([here.inputs, here.outputNames]);
  const [expected, found] = [await here.run(feeds), await there.run(feeds)];
  const [output = ''] = here.outputNames;
  expect(found[output]?.dims).toEqual(expected[output]?.dims);
  expect(found[output]?.data).toEqual(expected[output]?.data);
  await there.release();
  await expect(there.run(feeds)).rejects.toThrow('closed');
});

it('a thread tells what it cannot open, and goes on', async () => {
  const thread = new ProviderThread();
  await expect(thread.open({ ...MODEL, bytes: bytes.subarray(0, 100) })).rejects.toThrow(/model|protobuf/i);
  const session = await thread.open(MODEL);
  expect(Object.keys(await session.run(feeds))).toEqual([...session.outputs]);
});

it('nobody waits for a thread that hangs, until it answers again', async () => {
  const thread = new ProviderThread();
  const session = await thread.open(MODEL);
  const running = session.run(feeds);
  session.abandon();
  await expect(running).rejects.toThrow('hangs');
  expect(thread.isOver).toBe(true);
  await expect(session.run(feeds)).rejects.toThrow('hangs');
  await expect.poll(() => thread.isOver).toBe(false);
  expect(Object.keys(await session.run(feeds))).toEqual([...session.outputs]);
});
