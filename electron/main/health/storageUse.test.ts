import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { freeBytes, kindOf, storageSizes } from './storageUse.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hark-storage-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const file = (path: string, bytes: number) => {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), 'x'.repeat(bytes));
};

it('is told by kind', async () => {
  file('hark.db', 100);
  file('hark.db-wal', 20);
  file('hark.db.backup-20261123T220405', 7);
  file('hark.db.damaged-20261123T220405-wal', 5);
  file('voice-keys/one.key', 3);
  file('logs/hark.log', 11);
  file('Cache/a/b/c', 13);
  file('settings.json', 2);
  file('backups/hark-20261123T220405Z.harkbackup', 4);
  file('archives/history-2026-10.jsonl.gz', 6);
  file('crashes/one.json', 8);
  expect(Object.fromEntries(await storageSizes(folder))).toEqual({
    database: 120,
    voices: 3,
    logs: 11,
    backups: 16,
    archives: 6,
    crashes: 8,
    models: 0,
    other: 15,
  });
});

it('of a newer version’s neighbour belongs to the database', () => {
  expect(kindOf('hark-v3.db')).toBe('database');
  expect(kindOf('hark-v3.db.backup-20261123T220405')).toBe('backups');
});

it.skipIf(process.platform === 'win32')('does not follow links, which may lead in circles', async () => {
  file('logs/hark.log', 11);
  symlinkSync(folder, join(folder, 'round'));
  expect((await storageSizes(folder)).get('other')).toBe(0);
});

it('of a folder that is not there is nothing', async () => {
  const sizes = await storageSizes(join(folder, 'none'));
  expect([...sizes.values()].every((bytes) => bytes === 0)).toBe(true);
  expect(await freeBytes(join(folder, 'none'))).toBeNull();
  expect(await freeBytes(folder)).toBeGreaterThan(0);
});
