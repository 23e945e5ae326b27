/** A disk that becomes full while Hark runs, and has room again: what was at hand is written then, by itself. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { HarkError } from '../../../contract/failures.ts';
import { createLog } from '../log/log.ts';
import { TRY_AGAIN_MS, WAITING_MAX } from './history.ts';
import { Store } from './store.ts';
import { anInteraction } from './testing/interaction.ts';

const log = createLog(
  () => undefined,
  (text) => text,
);
let folder: string;
let store: Store;
const noticed = vi.fn();
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  folder = mkdtempSync(join(tmpdir(), 'hark-full-'));
  store = new Store({
    folder,
    retentionDays: () => 7,
    historyChanged: () => undefined,
    notesChanged: () => undefined,
    noticed,
    now: () => Date.now(),
    log,
  });
});
afterEach(() => {
  store.close();
  vi.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});

/** No page more than there are. */
const fill = () =>
  store.withHandle((handle) => {
    const pages = Number(handle.prepare('PRAGMA page_count').get()?.['page_count']);
    handle.exec(`PRAGMA max_page_count = ${pages}`);
  });
const free = () => store.withHandle((handle) => handle.exec('PRAGMA max_page_count = 1000000'));
const LONG = 'so many words '.repeat(2_000);
const kept = () => store.history.list({ search: '', before: null, limit: 200 }).items.map(({ id }) => id);
const keep = (id: string, at: number) => store.history.keep(anInteraction({ id, at, text: LONG }));
const full = expect.objectContaining({ code: 'store.unwritable' });

it('commands wait for the history in memory, and none is lost', () => {
  keep('before', 1);
  fill();
  expect(() => keep('first', 2)).toThrow(full);
  expect(() => keep('second', 3)).toThrow(full);
  expect(kept()).toEqual(['before']);
  vi.advanceTimersByTime(TRY_AGAIN_MS);
  expect(kept()).toEqual(['before']);
  free();
  vi.advanceTimersByTime(TRY_AGAIN_MS);
  expect(kept()).toEqual(['second', 'first', 'before']);
});

it('they go with the next that is kept, and are bounded', () => {
  fill();
  for (let i = 0; i < WAITING_MAX + 5; i += 1) expect(() => keep(`${i}`, i)).toThrow(full);
  free();
  keep('after', WAITING_MAX + 5);
  expect(store.extent().history.items).toBe(WAITING_MAX + 1);
});

it('what was deleted meanwhile does not come back', async () => {
  fill();
  expect(() => keep('one', 1)).toThrow(full);
  free();
  await store.history.clear();
  vi.advanceTimersByTime(TRY_AGAIN_MS);
  expect(kept()).toEqual([]);
});

it('a note is refused by its code, and the store is as it was', () => {
  fill();
  expect(() => store.notes.add(LONG)).toThrow(HarkError);
  expect(store.notes.list()).toEqual([]);
  free();
  store.notes.add(LONG);
  expect(store.notes.list()).toHaveLength(1);
  expect(noticed).not.toHaveBeenCalled();
  expect(store.isPersistent).toBe(true);
});
