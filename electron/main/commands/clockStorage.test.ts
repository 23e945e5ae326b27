import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ClockDocument, KeptItem } from '../actions/clock/storage.ts';
import { createLog } from '../log/log.ts';
import { Store } from '../store/store.ts';
import { StoredClock } from './clockStorage.ts';

let folder: string;
let store: Store;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hark-clock-'));
  store = new Store({
    folder,
    retentionDays: () => 7,
    historyChanged: () => undefined,
    noticed: () => undefined,
    notesChanged: () => undefined,
    now: () => 1_000,
    log: createLog(
      () => undefined,
      (text) => text,
    ),
  });
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

const alarm = (name: string | null): KeptItem => ({
  id: String(name),
  kind: 'alarm',
  name,
  state: 'running',
  ringsAt: 2_000,
  remainingMs: null,
  durationMs: null,
  ringingSince: null,
});
const holding = (...names: (string | null)[]): ClockDocument => ({
  items: names.map(alarm),
  missed: [],
  stopwatch: null,
});
const isOnDisk = (word: string) =>
  readdirSync(folder).some((name) => readFileSync(join(folder, name)).includes(word));

it('leaves no word of a reminder that is gone, also of one from before a restart', () => {
  new StoredClock(store.documents).save(holding('Call grandmother', 'Pay rent'));
  expect(isOnDisk('grandmother')).toBe(true);
  const clock = new StoredClock(store.documents);
  expect(clock.load()).toEqual(holding('Call grandmother', 'Pay rent'));
  clock.save(holding('Pay rent'));
  expect(isOnDisk('grandmother')).toBe(false);
  expect(isOnDisk('Pay rent')).toBe(true);
  expect(clock.load()).toEqual(holding('Pay rent'));
});

it('keeps the words of one that was missed, until it is dismissed', () => {
  const clock = new StoredClock(store.documents);
  const missed = { id: '1', kind: 'alarm', name: 'Call grandmother', at: 2_000 } as const;
  clock.save(holding('Call grandmother'));
  clock.save({ ...holding(), missed: [missed] });
  expect(isOnDisk('grandmother')).toBe(true);
  clock.save(holding());
  expect(isOnDisk('grandmother')).toBe(false);
});

it('erases nothing for what has no name', () => {
  const documents = { read: () => undefined, write: vi.fn(), erase: vi.fn() };
  const clock = new StoredClock(documents);
  clock.load();
  clock.save(holding(null, 'Pay rent'));
  clock.save(holding('Pay rent'));
  expect(documents.write).toHaveBeenCalledTimes(2);
  expect(documents.erase).not.toHaveBeenCalled();
});
