import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ModelStatus } from '../../contract/models.ts';
import { MODELS_TIMEOUT_MS, ModelList } from './models.ts';

const VAD: ModelStatus = {
  name: 'silero_vad',
  task: 'vad',
  version: '5',
  bytes: 1,
  sha256: 'a'.repeat(64),
  licence: 'MIT',
  licenceNote: '',
  phrase: null,
  present: true,
  ok: true,
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('waits for the first list, for everyone who asks', async () => {
  const list = new ModelList();
  const asked = [list.get(), list.get()];
  list.set([VAD]);
  expect(await Promise.all(asked)).toEqual([[VAD], [VAD]]);
});

it('gives the newest list at once', async () => {
  const list = new ModelList();
  list.set([VAD]);
  list.set([]);
  expect(await list.get()).toEqual([]);
});

it('does not wait for ever, and recovers', async () => {
  const list = new ModelList();
  const asked = expect(list.get()).rejects.toMatchObject({ code: 'engine.timeout' });
  await vi.advanceTimersByTimeAsync(MODELS_TIMEOUT_MS);
  await asked;
  list.set([VAD]);
  expect(await list.get()).toEqual([VAD]);
});
