import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLog } from '../log/log.ts';
import { ARCHIVE_FOLDER, Archives } from './archives.ts';
import { Database } from './database.ts';
import { HistoryStore } from './history.ts';
import { anInteraction } from './testing/interaction.ts';

const DAY_MS = 86_400_000;
const JUNE = Date.UTC(2026, 5, 15);
const MAY = Date.UTC(2026, 4, 15);
const JUNE_FILE = 'history-2026-06.jsonl.gz';
const log = createLog(
  () => undefined,
  (text) => text,
);
let folder: string;
let archives: Archives;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hark-archives-'));
  archives = new Archives(folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const item = (id: string, at = JUNE) => anInteraction({ id, at, text: `said ${id}` });
const inside = (name = JUNE_FILE) => join(folder, ARCHIVE_FOLDER, name);
/** As any program reads it. */
const idsIn = (name = JUNE_FILE) =>
  gunzipSync(readFileSync(inside(name)))
    .toString()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line).id);

it('holds a month per file, grows by appending, and is for this account alone', async () => {
  await archives.add([item('a'), item('b', MAY)]);
  await archives.add([item('c')]);
  expect(readdirSync(join(folder, ARCHIVE_FOLDER))).toEqual(['history-2026-05.jsonl.gz', JUNE_FILE]);
  expect(idsIn()).toEqual(['a', 'c']);
  expect(await archives.read(JUNE_FILE)).toEqual([item('a'), item('c')]);
  if (process.platform !== 'win32') expect(statSync(inside()).mode & 0o777).toBe(0o600);
  const { files, bytes } = await archives.size();
  expect([files, bytes > 0]).toEqual([2, true]);
});

it('holds nothing twice, in this run and the next', async () => {
  await archives.add([item('a'), item('b')]);
  await archives.add([item('b'), item('c')]);
  await new Archives(folder).add([item('a'), item('c'), item('d')]);
  expect(idsIn()).toEqual(['a', 'b', 'c', 'd']);
});

it('takes off the end what was cut off half-written', async () => {
  await archives.add([item('a')]);
  const whole = statSync(inside()).size;
  await archives.add([item('b')]);
  truncateSync(inside(), whole + 30);
  await new Archives(folder).add([item('b'), item('c')]);
  expect(idsIn()).toEqual(['a', 'b', 'c']);
});

it('leaves out lines that are no items', async () => {
  mkdirSync(join(folder, ARCHIVE_FOLDER));
  writeFileSync(inside(), gzipSync('{"id":"x"}\nno json\n'));
  appendFileSync(inside(), gzipSync(`${JSON.stringify(item('a'))}\n`));
  expect(await archives.read(JUNE_FILE)).toEqual([item('a')]);
});

it('rewrites what changes, and lets an empty month go', async () => {
  await archives.add([item('a'), item('b'), item('m', MAY)]);
  await archives.rewrite((one) => (one.id === 'a' ? null : one), JUNE);
  expect(idsIn()).toEqual(['b']);
  await archives.rewrite((one) => (one.id === 'm' ? null : { ...one, text: 'other' }));
  expect(existsSync(inside('history-2026-05.jsonl.gz'))).toBe(false);
  expect((await archives.read(JUNE_FILE)).map(({ text }) => text)).toEqual(['other']);
  await archives.clear();
  expect(existsSync(join(folder, ARCHIVE_FOLDER))).toBe(false);
  await archives.clear();
});

it('fails as a typed error where it cannot be written', async () => {
  writeFileSync(join(folder, ARCHIVE_FOLDER), 'a file in its place');
  await expect(archives.add([item('a')])).rejects.toMatchObject({ code: 'store.unwritable' });
});

describe('what is too old in the history', () => {
  let database: Database;
  let days: number;
  let isWanted: boolean;
  let history: HistoryStore;
  beforeEach(() => {
    [days, isWanted] = [7, true];
    database = new Database({ folder, now: Date.now }, log);
    history = new HistoryStore({
      database,
      retentionDays: () => days,
      archives: { wanted: () => isWanted, files: archives },
      changed: () => undefined,
      now: () => JUNE + 8 * DAY_MS,
      log,
    });
  });
  afterEach(() => database.close());
  const left = () => history.list({ search: '', before: null, limit: 500 }).items.map(({ id }) => id);

  it('goes into archives, where that is wanted', async () => {
    for (let i = 0; i < 120; i += 1) history.keep(item(`${i}`, JUNE + i));
    history.keep(item('new', JUNE + 7 * DAY_MS));
    expect(await history.sweep()).toBe(120);
    expect(left()).toEqual(['new']);
    expect(idsIn()).toEqual(Array.from({ length: 120 }, (_, i) => `${i}`));
  });

  it('is forgotten where it is not, or where nothing is to be kept', async () => {
    history.keep(item('a'));
    isWanted = false;
    await history.sweep();
    isWanted = true;
    history.keep(item('b'));
    days = 0;
    await history.sweep();
    expect(left()).toEqual([]);
    expect(existsSync(inside())).toBe(false);
  });

  it('stays where it cannot be archived', async () => {
    writeFileSync(join(folder, ARCHIVE_FOLDER), 'a file in its place');
    history.keep(item('a'));
    await expect(history.sweep()).rejects.toMatchObject({ code: 'store.unwritable' });
    expect(left()).toEqual(['a']);
    rmSync(join(folder, ARCHIVE_FOLDER));
    await history.sweep();
    expect([left(), idsIn()]).toEqual([[], ['a']]);
  });

  it('is gone from archives too, once it is deleted', async () => {
    await archives.add([item('a'), item('b')]);
    history.keep(item('a'));
    await history.delete('a');
    expect(idsIn()).toEqual(['b']);
    await history.clear();
    expect(existsSync(join(folder, ARCHIVE_FOLDER))).toBe(false);
  });

  it('names no voice that is gone', async () => {
    const speaker = { profileId: 'ann', name: 'Ann', outcome: 'known', confidence: 'sure' } as const;
    const said = { ...item('a'), speaker: { score: 0.9, threshold: 0.5, ...speaker } };
    await archives.add([said]);
    await history.forgetSpeaker('ann');
    expect(gunzipSync(readFileSync(inside())).toString()).not.toMatch(/ann/i);
    expect(idsIn()).toEqual(['a']);
  });
});

it('loses nothing and holds nothing twice, killed over and over', async () => {
  const script = join(import.meta.dirname, 'testing', 'archiver.ts');
  const all = 400;
  for (let round = 0; round < 8; round += 1) {
    const child = spawn(process.execPath, [script, folder, `${JUNE}`, `${all}`], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'exit');
    await once(child.stdout, 'data');
    setTimeout(() => child.kill('SIGKILL'), 3 + 9 * round);
    await ended;
    const database = new Database({ folder, now: Date.now }, log);
    const stored = database.all('SELECT id FROM interactions').map((row) => String(row['id']));
    database.close();
    const archived = (await new Archives(folder).read(JUNE_FILE)).map(({ id }) => id);
    expect(new Set(archived).size).toBe(archived.length);
    expect(new Set([...stored, ...archived]).size).toBe(all);
  }
});
