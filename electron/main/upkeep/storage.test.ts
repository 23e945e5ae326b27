import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { storageSnapshotSchema } from '../../../contract/upkeep.ts';
import { taskRunner } from '../../backup/runTask.ts';
import { storageSizes } from '../health/storageUse.ts';
import { createLog } from '../log/log.ts';
import { Store } from '../store/store.ts';
import { anInteraction } from '../store/testing/interaction.ts';
import { StorageCare } from './storage.ts';

const WORKER = join(import.meta.dirname, '../../backup/worker.ts');
const NOW = 1_800_000_000_000;
const log = createLog(
  () => undefined,
  (text) => text,
);
let folder: string;
let store: Store;
let days: number;
let isArchiving: boolean;
let care: StorageCare;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hark-storage-care-'));
  [days, isArchiving] = [7, false];
  store = new Store({
    folder,
    retentionDays: () => days,
    archivesHistory: () => isArchiving,
    historyChanged: () => undefined,
    notesChanged: () => undefined,
    noticed: () => undefined,
    now: () => NOW,
    log,
  });
  care = new StorageCare({
    folder,
    logs: join(folder, 'logs'),
    run: taskRunner(WORKER, folder),
    store,
    archives: () => isArchiving,
    now: () => NOW,
  });
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

const said = (count: number, at: number) => {
  for (let i = 0; i < count; i += 1)
    store.history.keep(anInteraction({ id: `${at + i}`, at: at + i, text: `words ${i} `.repeat(40) }));
};

it('tells what there is', async () => {
  expect(storageSnapshotSchema.parse(await care.snapshot())).toMatchObject({
    persistent: true,
    history: { items: 0, oldestAt: null },
    recordings: { count: 0, bytes: 0 },
    archives: { files: 0, bytes: 0 },
    integrity: null,
  });
  said(3, NOW);
  expect(await care.snapshot()).toMatchObject({ history: { items: 3, oldestAt: NOW } });
});

it('frees what is too old, and tells truly how much that was', async () => {
  said(300, NOW - 30 * 86_400_000);
  said(3, NOW);
  mkdirSync(join(folder, 'logs'));
  for (const name of ['hark.log', 'hark.1.log', 'hark.9.log'])
    writeFileSync(join(folder, 'logs', name), 'x'.repeat(500));
  const before = await storageSizes(folder);
  const { freedBytes, what } = await care.clean();
  const after = await storageSizes(folder);
  expect(what).toEqual(['room in the store that nothing uses', 'old logs']);
  const differences = ['database', 'logs'].map(
    (kind) => (before.get(kind as 'logs') ?? 0) - (after.get(kind as 'logs') ?? 0),
  );
  expect(freedBytes).toBe(differences.reduce((sum, bytes) => sum + bytes));
  expect(freedBytes).toBeGreaterThan(300 * 300);
  expect(readdirSync(join(folder, 'logs')).toSorted()).toEqual(['hark.1.log', 'hark.log']);
  expect(await care.snapshot()).toMatchObject({ history: { items: 3 } });
  expect(await care.clean()).toEqual({ freedBytes: 0, what: [] });
});

it('archives instead where that is wanted, and lets archives go where it no longer is', async () => {
  said(3, NOW - 30 * 86_400_000);
  isArchiving = true;
  await care.clean();
  expect(await care.snapshot()).toMatchObject({ history: { items: 0 }, archives: { files: 1 } });
  isArchiving = false;
  expect((await care.clean()).what).toContain('archives of the history');
  expect(existsSync(join(folder, 'archives'))).toBe(false);
});

it('checks the store beside what else happens', async () => {
  expect(await care.check()).toMatchObject({ at: NOW, ok: true });
  expect(await care.snapshot()).toMatchObject({ integrity: { ok: true } });
});
