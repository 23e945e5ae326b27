import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { addNote, contents, fill, openStore } from '../backup/testing/aStore.ts';
import { EXIT } from './exitCodes.ts';
import { Output } from './output.ts';
import { run } from './program.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hark-cli-backup-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function hark(...words: string[]) {
  const [results, said] = [new PassThrough(), new PassThrough()];
  const code = await run([...words, '--data', folder], new Output(results, said, false));
  const text = (results.read() as Buffer | null)?.toString() ?? '';
  const records = text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  return { code, records, said: (said.read() as Buffer | null)?.toString() ?? '' };
}
const change = (sql: string) => {
  const handle = openStore(folder);
  handle.exec(sql);
  handle.close();
};

it('backs up, lists and restores', async () => {
  fill(folder);
  const made = await hark('backup');
  expect(made).toMatchObject({
    code: EXIT.ok,
    records: [{ kind: 'manual', rows: { notes: 3, profiles: 1 } }],
  });
  expect(existsSync(made.records[0].file)).toBe(true);
  const before = contents(folder);
  change('DELETE FROM notes');
  writeFileSync(join(folder, 'settings.json'), 'other');
  const restored = await hark('restore', 'latest');
  expect(restored).toMatchObject({ code: EXIT.ok, records: [{ file: made.records[0].file, rows: 7 }] });
  expect(contents(folder)).toEqual(before);
  expect(readFileSync(join(folder, 'settings.json'), 'utf8')).toBe('{"version":1}\n');
  const { records } = await hark('restore', '--list');
  expect(records.map(({ kind, ok }) => [kind, ok]).toSorted()).toEqual([
    ['before_restore', true],
    ['manual', true],
  ]);
  expect(restored.records[0].before).toBe(records.find(({ kind }) => kind === 'before_restore').file);
});

it('backs up to a file of its own, and brings that into an empty data folder', async () => {
  fill(folder);
  const file = join(folder, 'elsewhere', 'mine.harkbackup');
  mkdirSync(join(folder, 'elsewhere'));
  expect(await hark('backup', '--out', file)).toMatchObject({ code: EXIT.ok, records: [{ file }] });
  expect(await hark('backup', '--out', file)).toMatchObject({ code: EXIT.usage });
  const before = contents(folder);
  for (const name of ['hark.db', 'hark.db-wal', 'hark.db-shm']) rmSync(join(folder, name), { force: true });
  expect(await hark('restore', file)).toMatchObject({ code: EXIT.ok, records: [{ before: null }] });
  expect(contents(folder)).toMatchObject({
    notes: before['notes'],
    profiles: before['profiles'],
    interactions: [],
  });
});

it('is a backup of a Hark that runs, and no restore into it', async () => {
  fill(folder);
  const app = openStore(folder);
  addNote(app, 'while', 'it runs');
  expect(await hark('backup')).toMatchObject({ code: EXIT.ok, records: [{ rows: { notes: 4 } }] });
  const refused = await hark('restore', 'latest');
  expect(refused).toMatchObject({
    code: EXIT.output,
    said: expect.stringContaining('Hark runs on that data folder'),
  });
  addNote(app, 'after', 'it still does');
  app.close();
});

it('says what it cannot use, and changes nothing', async () => {
  expect(await hark('backup')).toMatchObject({ code: EXIT.output });
  expect(await hark('restore', 'latest')).toMatchObject({ code: EXIT.input });
  fill(folder);
  const before = contents(folder);
  writeFileSync(join(folder, 'text.harkbackup'), 'a text');
  expect(await hark('restore', join(folder, 'text.harkbackup'))).toMatchObject({ code: EXIT.input });
  expect(await hark('restore', join(folder, 'none'))).toMatchObject({ code: EXIT.input });
  expect(await hark('restore')).toMatchObject({ code: EXIT.usage });
  expect(await hark('restore', 'a', 'b')).toMatchObject({ code: EXIT.usage });
  expect(await hark('backup', 'a')).toMatchObject({ code: EXIT.usage });
  expect(await hark('backup', '--out', join(folder, 'no', 'such', 'folder'))).toMatchObject({
    code: EXIT.output,
  });
  expect(contents(folder)).toEqual(before);
});

const CUT_OFF = join(import.meta.dirname, '..', 'backup', 'testing', 'overAndOver.ts');
/** Cut off at so many moments. */
const ROUNDS = 8;

/** Starts a process that backs up or restores without end, and kills it after a while. */
async function killWhile(what: 'backup' | 'restore', afterMs: number): Promise<void> {
  const child = spawn(process.execPath, [CUT_OFF, folder, what], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  const ended = once(child, 'exit');
  setTimeout(() => child.kill('SIGKILL'), afterMs);
  expect((await ended)[1]).toBe('SIGKILL');
}

it('cut off while it is made, leaves every backup sound and nothing else once the next one is made', async () => {
  fill(folder, 300);
  for (let round = 0; round < ROUNDS; round += 1) await killWhile('backup', 7 + 13 * round);
  expect(await hark('backup')).toMatchObject({ code: EXIT.ok });
  const { records } = await hark('restore', '--list');
  expect(records.length).toBeGreaterThan(0);
  for (const { ok } of records) expect(ok).toBe(true);
});

it('cut off while it restores, leaves the state before or the one after, never some of each', async () => {
  fill(folder, 300);
  const file = join(folder, 'one.harkbackup');
  await hark('backup', '--out', file);
  for (let round = 0; round < ROUNDS; round += 1) {
    change("UPDATE notes SET text = 'other'; UPDATE documents SET body = '\"other\"' WHERE name = 'clock'");
    writeFileSync(join(folder, 'settings.json'), 'other');
    await killWhile('restore', 5 + 11 * round);
    // As every start does.
    const { finishRestore } = await import('../backup/restore.ts');
    finishRestore(folder);
    const { notes, documents } = contents(folder);
    const isOther = JSON.stringify(notes).includes('other');
    expect(new Set(notes?.map((row) => (row as { text: string }).text === 'other')).size).toBe(1);
    expect(JSON.stringify(documents).includes('other')).toBe(isOther);
    expect(readFileSync(join(folder, 'settings.json'), 'utf8') === 'other').toBe(isOther);
  }
});
