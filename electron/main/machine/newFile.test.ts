import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SAME_NAME_MAX, writeNew } from './newFile.ts';

const BYTES = new Uint8Array([1, 2, 3]);
const inTime = new AbortController().signal;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hark-new-file-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('makes the folder, and a file for this account alone', async () => {
  const pictures = join(folder, 'home', 'Pictures');
  const path = await writeNew(pictures, 'Screenshot', '.png', BYTES, inTime);
  expect(path).toBe(join(pictures, 'Screenshot.png'));
  expect(new Uint8Array(await readFile(path))).toEqual(BYTES);
  if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
});

it('never writes over another, and gives up in the end', async () => {
  await writeFile(join(folder, 'a.png'), 'mine');
  expect(await writeNew(folder, 'a', '.png', BYTES, inTime)).toBe(join(folder, 'a (2).png'));
  expect(await readFile(join(folder, 'a.png'), 'utf8')).toBe('mine');
  for (let i = 3; i <= SAME_NAME_MAX; i += 1) await writeFile(join(folder, `a (${i}).png`), '');
  await expect(writeNew(folder, 'a', '.png', BYTES, inTime)).rejects.toMatchObject({ code: 'action.failed' });
});

it('leaves nothing behind where nobody waits any more', async () => {
  await expect(writeNew(folder, 'a', '.png', BYTES, AbortSignal.abort())).rejects.toMatchObject({
    code: 'action.timeout',
  });
  // Given up while it is being written: an aborted signal is looked at before and after.
  let looks = 0;
  const late = {
    get aborted() {
      looks += 1;
      return looks > 1;
    },
  } as AbortSignal;
  await expect(writeNew(folder, 'a', '.png', BYTES, late)).rejects.toMatchObject({ code: 'action.timeout' });
  expect(await readdir(folder)).toEqual([]);
});

it('says where it cannot write', async () => {
  await writeFile(join(folder, 'file'), '');
  await expect(writeNew(join(folder, 'file'), 'a', '.png', BYTES, inTime)).rejects.toMatchObject({
    code: 'action.failed',
  });
});
