import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createLog } from '../log/log.ts';
import { ApplicationWatch, LOOK_MS, SETTLE_MS } from './applicationWatch.ts';

let folder: string;
let names: string[];
let watch: ApplicationWatch;
const changed = vi.fn();
const list = vi.fn(async () => names);
const begin = () => {
  watch = new ApplicationWatch({
    list,
    folders: [join(folder, 'missing'), folder],
    changed,
    log: createLog(
      () => undefined,
      (text) => text,
    ),
  });
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hark-applications-'));
  names = ['Firefox'];
  changed.mockClear();
  list.mockClear();
});
afterEach(async () => {
  watch.stop();
  vi.useRealTimers();
  await rm(folder, { recursive: true, force: true });
});

it('tells of another list, once what is being installed has settled', async () => {
  begin();
  await vi.waitFor(() => expect(list).toHaveBeenCalledOnce());
  names = ['Files', 'Firefox'];
  await writeFile(join(folder, 'files.desktop'), '');
  await vi.waitFor(() => expect(changed).toHaveBeenCalledOnce(), { timeout: 3 * SETTLE_MS });
  expect(list).toHaveBeenCalledTimes(2);
});

it('looks by itself now and then, and says nothing of a list that stayed', async () => {
  vi.useFakeTimers();
  begin();
  await vi.advanceTimersByTimeAsync(LOOK_MS);
  expect(list).toHaveBeenCalledTimes(2);
  expect(changed).not.toHaveBeenCalled();
  names = [];
  await vi.advanceTimersByTimeAsync(LOOK_MS);
  expect(changed).toHaveBeenCalledOnce();
  list.mockRejectedValueOnce(new Error('no such disk'));
  await vi.advanceTimersByTimeAsync(LOOK_MS);
  watch.stop();
  await vi.advanceTimersByTimeAsync(2 * LOOK_MS);
  expect(changed).toHaveBeenCalledOnce();
});
