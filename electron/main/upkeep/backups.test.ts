import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HarkError } from '../../../contract/failures.ts';
import { DEFAULT_SETTINGS } from '../../../contract/settings.ts';
import { backupsSnapshotSchema, drillSchema, restoredSchema } from '../../../contract/upkeep.ts';
import { deleteBackup, makeBackup } from '../../backup/backupFolder.ts';
import { type RunTask, taskRunner } from '../../backup/runTask.ts';
import { contents, fill } from '../../backup/testing/aStore.ts';
import { createLog } from '../log/log.ts';
import { Store } from '../store/store.ts';
import { Backups, DRILL_INTERVAL_MS, FIRST_MS, RETRY_MS } from './backups.ts';

const WORKER = join(import.meta.dirname, '../../backup/worker.ts');
const DAY_MS = 86_400_000;
const log = createLog(
  () => undefined,
  (text) => text,
);
let folder: string;
let store: Store;
let now: number;
let ticks: number;
let isEnabled: boolean;
let isFull: boolean;
let jobs: string[];
const notices: string[] = [];
const restored = vi.fn();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hark-backups-'));
  fill(folder);
  store = new Store({
    folder,
    retentionDays: () => 7,
    historyChanged: () => undefined,
    notesChanged: () => undefined,
    noticed: () => undefined,
    now: () => now,
    log,
  });
  [now, ticks, isEnabled, isFull, jobs] = [1_800_000_000_000, 0, true, false, []];
  notices.length = 0;
  restored.mockReset();
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

function open(): Backups {
  const real = taskRunner(WORKER, folder);
  const run: RunTask = async (name, args) => {
    jobs.push(name);
    if (isFull && name === 'make') throw new HarkError('backup.failed', 'the disk is full');
    return real(name, args);
  };
  return new Backups({
    folder,
    version: '1',
    run,
    store,
    settings: () => ({ ...DEFAULT_SETTINGS.upkeep.backups, enabled: isEnabled }),
    replaceSettings: async (work) => work(),
    restored,
    changed: (snapshot) => backupsSnapshotSchema.parse(snapshot),
    noticed: ({ message }) => notices.push(message),
    aged: () => undefined,
    now: () => now,
    ticks: () => ticks,
    log,
  });
}

/** Time passes, with the looks of each minute folded into one. */
async function after(ms: number, backups: Backups): Promise<void> {
  now += ms;
  ticks += ms;
  await backups.look();
}

it('makes one a while after the start, then one a day, and tries the newest', async () => {
  const backups = open();
  await after(FIRST_MS - 1, backups);
  expect((await backups.snapshot()).backups).toEqual([]);
  await after(1, backups);
  expect((await backups.snapshot()).backups).toMatchObject([{ kind: 'scheduled', ok: true, at: now }]);
  expect((await backups.snapshot()).nextAt).toBe(now + DAY_MS);
  await after(60_000, backups);
  expect((await backups.snapshot()).lastDrill).toMatchObject({ ok: true });
  await after(DAY_MS - 120_000, backups);
  expect((await backups.snapshot()).backups).toHaveLength(1);
  await after(60_000, backups);
  expect((await backups.snapshot()).backups).toHaveLength(2);
  expect(jobs.filter((job) => job === 'drill')).toHaveLength(1);
});

it('knows those of the runs before, and when one was tried', async () => {
  const first = open();
  await first.make();
  await first.drill();
  const next = open();
  now += DAY_MS / 2;
  await after(FIRST_MS, next);
  await after(60_000, next);
  expect(jobs).toEqual(['make', 'drill', 'list']);
  jobs.length = 0;
  expect((await next.snapshot()).lastDrill).toMatchObject({ ok: true });
  now += DRILL_INTERVAL_MS;
  await next.make();
  await after(60_000, next);
  expect(jobs.at(-1)).toBe('drill');
});

it('makes none by itself where they are off, and one that is asked for still', async () => {
  isEnabled = false;
  const backups = open();
  await after(2 * DAY_MS, backups);
  expect(await backups.snapshot()).toMatchObject({ backups: [], nextAt: null });
  const id = await backups.make();
  expect((await backups.snapshot()).backups).toMatchObject([{ id, kind: 'manual' }]);
});

it('tells once that none can be made, tries again, and is well again by itself', async () => {
  isFull = true;
  const backups = open();
  await backups.snapshot();
  for (let hour = 0; hour < 3; hour += 1) await after(RETRY_MS, backups);
  expect(jobs.filter((job) => job === 'make')).toHaveLength(3);
  expect(notices).toEqual(['the disk is full: it is tried again every hour.']);
  expect(backups.health.failure).toMatchObject({ code: 'backup.failed' });
  isFull = false;
  await after(RETRY_MS, backups);
  expect(backups.health).toMatchObject({ failure: null, newestAt: now });
  expect((await backups.snapshot()).failure).toBeNull();
});

it('makes one again where the clock went back', async () => {
  const backups = open();
  await backups.make();
  now -= 900 * DAY_MS;
  await after(FIRST_MS, backups);
  expect((await backups.snapshot()).backups).toHaveLength(2);
});

describe('restoring', () => {
  it('puts back what was, refreshes what is at hand, and backs up what it replaces', async () => {
    const backups = open();
    const id = await backups.make();
    const before = contents(folder);
    store.notes.clear();
    writeFileSync(join(folder, 'settings.json'), 'other');
    now += 1_000;
    const result = restoredSchema.parse(await backups.restore(id));
    expect(result).toMatchObject({ backup: id, rows: 7 });
    expect(restored).toHaveBeenCalledOnce();
    expect(store.notes.list()).toHaveLength(3);
    expect(contents(folder)['notes']).toEqual(before['notes']);
    expect(readFileSync(join(folder, 'settings.json'), 'utf8')).toBe('{"version":1}\n');
    const { backups: list } = await backups.snapshot();
    expect(list.map(({ kind }) => kind)).toEqual(['before_restore', 'manual']);
    expect(list[0]?.id).toBe(result.before);
    expect(readdirSync(join(folder, 'backups')).filter((name) => name.startsWith('scratch'))).toEqual([]);
    // And back again.
    await backups.restore(result.before);
    expect(store.notes.list()).toEqual([]);
  });

  it('changes nothing where it cannot be used', async () => {
    const backups = open();
    const id = await backups.make();
    writeFileSync(join(folder, 'backups', id), 'x');
    const before = contents(folder);
    await expect(backups.restore(id)).rejects.toMatchObject({ code: 'backup.damaged' });
    await expect(backups.restore('hark-20200101T000000Z.harkbackup')).rejects.toMatchObject({
      code: 'backup.unknown',
    });
    await expect(backups.restore('../hark.db')).rejects.toMatchObject({ code: 'backup.unknown' });
    expect(contents(folder)).toEqual(before);
    expect(restored).not.toHaveBeenCalled();
    expect(drillSchema.parse(await backups.drill())).toMatchObject({ ok: false });
    expect((await backups.snapshot()).backups).toMatchObject([{ ok: false }]);
  });
});

it('sees those that the command line made and deleted', async () => {
  const backups = open();
  const id = await backups.make();
  makeBackup(folder, { at: now + 1_000, kind: 'manual', version: '1' });
  expect((await backups.snapshot()).backups).toHaveLength(2);
  deleteBackup(folder, id);
  expect((await backups.snapshot()).backups).toHaveLength(1);
});

it('deletes one', async () => {
  const backups = open();
  const id = await backups.make();
  await backups.delete(id);
  expect((await backups.snapshot()).backups).toEqual([]);
  await expect(backups.delete(id)).rejects.toMatchObject({ code: 'backup.unknown' });
  await expect(backups.drill()).rejects.toMatchObject({ code: 'backup.unknown' });
});

it('fails as a typed error where its thread comes to nothing', async () => {
  const run = taskRunner(join(folder, 'no-such-worker.mjs'), folder);
  await expect(run('check', { now })).rejects.toMatchObject({ code: 'backup.failed' });
});
