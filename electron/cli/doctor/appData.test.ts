import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ALERTS_DOCUMENT, type Alert, REMEDIES } from '../../../contract/health.ts';
import { SELF_TEST_DOCUMENT, type SelfTestReport } from '../../../contract/selfTest.ts';
import { CRASH_FOLDER } from '../../../contract/upkeep.ts';
import { makeBackup } from '../../backup/backupFolder.ts';
import { MIGRATIONS, migrate } from '../../backup/schema.ts';
import { chooseStore } from '../../backup/storePath.ts';
import { appDataChecks } from './appData.ts';
import type { CheckResult } from './check.ts';

const NOW = 1_700_000_000_000;
const HOUR_MS = 3_600_000;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hark-app-data-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function looked(): Promise<Record<string, Omit<CheckResult, 'check'>>> {
  const results: Record<string, Omit<CheckResult, 'check'>> = {};
  for await (const { check, ...result } of appDataChecks(folder, NOW)) results[check] = result;
  return results;
}

/** A store as the app leaves it, with these documents. */
function makeStore(documents: Record<string, unknown> = {}, migrations = MIGRATIONS): void {
  const handle = new DatabaseSync(chooseStore(folder).path);
  migrate(handle, migrations);
  const insert = handle.prepare('INSERT INTO documents (name, body) VALUES (?, ?)');
  for (const [name, document] of Object.entries(documents)) insert.run(name, JSON.stringify(document));
  handle.close();
}

const report = (given: Partial<SelfTestReport>) => ({
  last: {
    at: NOW - 5 * HOUR_MS,
    trigger: 'daily',
    ok: true,
    tookMs: 5_000,
    checks: [],
    failure: null,
    ...given,
  },
  history: [],
  baselines: [],
});
const alert = (given: Partial<Alert>): Alert => ({
  id: '1',
  level: 'memory',
  state: 'broken',
  since: NOW - HOUR_MS,
  endedAt: null,
  acknowledged: true,
  value: 0.9,
  target: 0.5,
  ...given,
});

it('says nothing where the app has never run, and makes nothing', async () => {
  expect(await looked()).toEqual({});
  expect(readdirSync(folder)).toEqual([]);
});

it('finds all well in what the app left', async () => {
  makeStore({ [SELF_TEST_DOCUMENT]: report({}), [ALERTS_DOCUMENT]: [alert({ endedAt: NOW })] });
  const before = readFileSync(chooseStore(folder).path);
  expect(await looked()).toEqual({
    store: { ok: true, detail: expect.stringMatching(/^sound, 0\.\d MB, version \d+$/), fix: null },
    'last self-test': { ok: true, detail: 'passed 5 hours ago (daily): 0 checks', fix: null },
    alerts: { ok: true, detail: 'none lasts', fix: null },
    backups: { ok: true, detail: 'none yet', fix: null },
    crashes: { ok: true, detail: 'no reports', fix: null },
  });
  expect(readFileSync(chooseStore(folder).path)).toEqual(before);
});

it('looks while the app writes', async () => {
  makeStore();
  const app = new DatabaseSync(chooseStore(folder).path);
  app.exec('PRAGMA journal_mode = WAL; BEGIN IMMEDIATE');
  app.prepare('INSERT INTO documents (name, body) VALUES (?, ?)').run('clock', '{}');
  expect(await looked()).toMatchObject({ store: { ok: true }, 'last self-test': { ok: true } });
  app.exec('COMMIT');
  app.close();
});

describe('says in the words of the monitor', () => {
  it('what the last self-test found', async () => {
    const failure = { code: 'trial.failed', message: 'it did not answer in time' } as const;
    makeStore({ [SELF_TEST_DOCUMENT]: report({ at: NOW - 60 * HOUR_MS, ok: false, failure }) });
    expect((await looked())['last self-test']).toEqual({
      ok: false,
      detail: 'The self-test could not be done: it did not answer in time. That was 3 days ago (daily).',
      fix: 'Run the self-test again. If it fails again, restart Hark.',
    });
  });

  it('which alerts last', async () => {
    makeStore({ [ALERTS_DOCUMENT]: [alert({}), alert({ id: '2', level: 'cpu', state: 'at_risk' })] });
    expect((await looked())['alerts']).toEqual({
      ok: false,
      detail: 'memory: broken, since 1 hour ago; the processor: at risk, since 1 hour ago',
      fix: expect.stringContaining('Restart the voice engine'),
    });
    rmSync(chooseStore(folder).path);
    makeStore({ [ALERTS_DOCUMENT]: [alert({ state: 'at_risk' })] });
    expect((await looked())['alerts']).toMatchObject({ ok: true, fix: null });
  });
});

describe('a store', () => {
  it('of an older Hark is well', async () => {
    makeStore({}, MIGRATIONS.slice(0, 1));
    expect((await looked())['store']?.detail).toMatch(/version 1; the app brings it up to date/);
  });

  it('of a newer Hark is told from a damaged one', async () => {
    makeStore({}, [...MIGRATIONS, () => undefined]);
    expect((await looked())['store']).toMatchObject({
      ok: false,
      detail: expect.stringContaining('newer Hark'),
      fix: 'Install the newest Hark.',
    });
  });

  it('that is damaged says what Hark will do, and is left as it is', async () => {
    makeStore({ a: 'b'.repeat(50_000) });
    const { path } = chooseStore(folder);
    const bytes = readFileSync(path);
    bytes.fill(0xff, 5_000, 9_000);
    writeFileSync(path, bytes);
    const results = await looked();
    expect(results['store']).toMatchObject({
      ok: false,
      fix: expect.stringContaining('sets the file aside'),
    });
    expect(Object.keys(results)).toEqual(['store', 'backups', 'crashes']);
    expect(readFileSync(path)).toEqual(bytes);
  });

  it('of another program is no store', async () => {
    new DatabaseSync(chooseStore(folder).path).exec('CREATE TABLE t (a)');
    expect((await looked())['store']).toMatchObject({ ok: false, detail: 'it is not a store of Hark' });
  });
});

describe('crash reports', () => {
  const crashed = (at: number, process: string) => {
    mkdirSync(join(folder, CRASH_FOLDER), { recursive: true });
    writeFileSync(join(folder, CRASH_FOLDER, `${at}-${process}.json`), '{}');
  };

  it('are counted, and old ones are no alarm', async () => {
    makeStore();
    crashed(NOW - 72 * HOUR_MS, 'engine');
    writeFileSync(join(folder, CRASH_FOLDER, 'README'), '');
    expect((await looked())['crashes']).toMatchObject({
      ok: true,
      detail: '1 report, the last of engine, 3 days ago',
    });
    crashed(NOW - HOUR_MS, 'window');
    expect((await looked())['crashes']).toMatchObject({
      ok: false,
      detail: '2 reports, the last of window, 1 hour ago',
      fix: expect.stringContaining('Crash reports'),
    });
  });
});

describe('backups', () => {
  const make = (at: number) => makeBackup(folder, { at, kind: 'scheduled', version: '1.0.0' }).path;

  it('are counted, and the newest has to be sound', async () => {
    makeStore();
    make(NOW - 60 * HOUR_MS);
    const newest = make(NOW - 3 * HOUR_MS);
    expect((await looked())['backups']).toEqual({
      ok: true,
      detail: '2 backups, the newest sound and made 3 hours ago',
      fix: null,
    });
    writeFileSync(newest, readFileSync(newest).fill(0, 4_000, 4_500));
    utimesSync(newest, NOW / 1_000, NOW / 1_000);
    expect((await looked())['backups']).toMatchObject({
      ok: false,
      detail: 'the newest is damaged, the newest sound one was made 3 days ago',
      fix: REMEDIES.backups,
    });
  });
});
