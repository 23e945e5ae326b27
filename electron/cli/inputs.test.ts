import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { listInputs } from './inputs.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hark-inputs-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function* nothing(): AsyncGenerator<Uint8Array> {}

/** Files and error codes, in order. */
async function list(...operands: string[]): Promise<string[]> {
  const found: string[] = [];
  for await (const input of listInputs(operands, nothing())) {
    found.push('error' in input ? `${input.file}: ${input.error.code}` : input.file);
  }
  return found;
}

async function make(...files: string[]): Promise<void> {
  for (const file of files) {
    await mkdir(join(folder, file, '..'), { recursive: true });
    await writeFile(join(folder, file), '');
  }
}

it('a folder gives its recordings at any depth, sorted by path', async () => {
  await make('b.wav', 'a/z.FLAC', 'a/b/c.wave', 'a.wav', 'a/notes.txt', 'B.wav', '10.wav', '9.wav');
  const wanted = ['10.wav', '9.wav', 'B.wav', 'a.wav', 'a/b/c.wave', 'a/z.FLAC', 'b.wav'];
  const under = wanted.map((file) => `${folder}/${file}`);
  expect(await list(folder)).toEqual(under);
  expect(await list(`${folder}/`)).toEqual(under);
});

it('operands keep their order, whatever they are', async () => {
  await make('one/x.wav', 'two.odd');
  const file = join(folder, 'two.odd');
  expect(await list(file, '-', join(folder, 'one'), 'gone.wav')).toEqual([
    file,
    '-',
    join(folder, 'one', 'x.wav'),
    'gone.wav',
  ]);
});

it('a folder without recordings is one error', async () => {
  await make('sub/notes.txt');
  expect(await list(folder)).toEqual([`${folder}: audio.none_found`]);
});

it('links to files are followed, links to folders are not', async () => {
  await make('real.wav', 'sub/other.wav');
  await symlink(join(folder, 'real.wav'), join(folder, 'sub', 'link.wav'));
  await symlink(folder, join(folder, 'sub', 'circle.wav'));
  await symlink(folder, join(folder, 'sub', 'circle'));
  const wanted = ['real.wav', 'sub/link.wav', 'sub/other.wav'].map((file) => join(folder, file));
  expect(await list(folder)).toEqual(wanted);
});

it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
  'a closed folder is an error',
  async () => {
    await make('closed/x.wav', 'open.wav');
    await chmod(join(folder, 'closed'), 0);
    expect(await list(folder)).toEqual([
      `${join(folder, 'closed')}: audio.unreadable`,
      join(folder, 'open.wav'),
    ]);
    await chmod(join(folder, 'closed'), 0o700);
  },
);

it('standard input cannot be read twice', async () => {
  await expect(list('-', '-')).rejects.toMatchObject({ code: 'usage.invalid' });
});
