import { randomUUID } from 'node:crypto';
import {
  chmod,
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { KEY_BYTES, PROFILES_MAX, SEALED_MAX_BYTES } from '../../contract/speaker.ts';
import { openDraft, sealDraft, sealPrint } from '../engine/speaker/sealedPrint.ts';
import { draftOf, printOf } from '../engine/speaker/testing/voices.ts';
import { VoiceFiles } from './voiceFiles.ts';

/** What a file system may refuse. */
const refused = vi.hoisted(() => ({ link: '', chmod: '' }));
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const unless =
    <A extends unknown[]>(what: keyof typeof refused, work: (...args: A) => Promise<void>) =>
    async (...args: A) => {
      if (refused[what] !== '') throw Object.assign(new Error('refused'), { code: refused[what] });
      return work(...args);
    };
  return { ...real, link: unless('link', real.link), chmod: unless('chmod', real.chmod) };
});

let data: string;
let said: string[];
let files: VoiceFiles;

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'hark-voices-'));
  said = [];
  files = another();
});
afterEach(async () => {
  Object.assign(refused, { link: '', chmod: '' });
  await chmod(join(data, 'voices'), 0o700).catch(() => undefined);
  await rm(data, { recursive: true, force: true });
});

const another = () => new VoiceFiles(data, (line) => said.push(line));
const at = (name: string) => join(data, 'voices', name);
const names = async () =>
  (await files.all()).map((voice) => ('name' in voice ? voice.name : voice.error.code));
const failing = (code: string) => expect.objectContaining({ code });

/** Files of profiles, without the key. */
const printFiles = async () => (await readdir(join(data, 'voices'))).filter((name) => name !== 'key');
const onlyFile = async () => {
  const [name = '', ...others] = await printFiles();
  expect(others).toEqual([]);
  return at(name);
};

/** Every file there is, with its bytes. */
async function everything(): Promise<Record<string, string>> {
  const found = await readdir(join(data, 'voices'));
  const bytes = await Promise.all(found.map(async (name) => (await readFile(at(name))).toString('base64')));
  return Object.fromEntries(found.map((name, i) => [name, bytes[i] ?? '']));
}

describe('profiles of the command line', () => {
  it('are none where there is no folder, and nothing is made by looking', async () => {
    expect(await files.all()).toEqual([]);
    await expect(files.find('Anna')).rejects.toThrow(failing('profile.unknown'));
    await expect(files.delete('Anna')).rejects.toThrow(failing('profile.unknown'));
    expect(await readdir(data)).toEqual([]);
  });

  it('come back as they were kept, by name, also to another process', async () => {
    await files.keep('Óscar', printOf(1));
    await files.keep('  Anna ', printOf(0, 3));
    const found = await another().all();
    expect(found).toEqual([
      { id: expect.any(String), name: 'Anna', print: printOf(0, 3) },
      { id: expect.any(String), name: 'Óscar', print: printOf(1) },
    ]);
    expect((await another().find(' anna')).print).toEqual(printOf(0, 3));
  });

  it('are replaced by one of the same name, whatever its case', async () => {
    await files.keep('Anna', printOf(0));
    const before = await onlyFile();
    await files.keep('ANNA', printOf(2));
    expect(await onlyFile()).toBe(before);
    expect(await files.find('anna')).toMatchObject({ name: 'ANNA', print: printOf(2) });
  });

  it.each(['', '   ', 'two\nlines', 'x'.repeat(61), 'zero\u200bwidth'])('are not called %j', async (name) => {
    await expect(files.keep(name, printOf(0))).rejects.toThrow(failing('profile.name'));
    expect(await readdir(data)).toEqual([]);
  });

  it('are bounded in number, and can still be replaced and deleted', async () => {
    const many = Array.from({ length: PROFILES_MAX }, (_, i) => `Voice ${i + 10}`);
    for (const name of many) await files.keep(name, printOf(0));
    const before = await everything();
    await expect(files.keep('One more', printOf(1))).rejects.toThrow(failing('profile.full'));
    expect(await everything()).toEqual(before);
    await files.keep('voice 10', printOf(1));
    await files.delete('Voice 11');
    await files.keep('One more', printOf(1));
    expect(await names()).toHaveLength(PROFILES_MAX);
  });

  it.skipIf(process.platform === 'win32')('are for this account alone', async () => {
    await files.keep('Anna', printOf(0));
    const modes = await Promise.all(
      [join(data, 'voices'), at('key'), await onlyFile()].map(
        async (path) => (await stat(path)).mode & 0o777,
      ),
    );
    expect(modes).toEqual([0o700, 0o600, 0o600]);
    expect(await readFile(at('key'))).toHaveLength(KEY_BYTES);
  });

  it('tell nothing by their files: neither name nor model nor numbers', async () => {
    await files.keep('Anna', printOf(0));
    const path = await onlyFile();
    const { model, references } = printOf(0);
    const bytes = await readFile(path);
    const numbers = Buffer.alloc(4);
    numbers.writeFloatLE(references[0]?.embedding[8] ?? 0);
    for (const part of ['Anna', model, 'Desk microphone', numbers]) expect(bytes.includes(part)).toBe(false);
    expect(path).not.toContain('Anna');
  });
});

describe('a new name', () => {
  it('stays with the voice, which stays as it is', async () => {
    await files.keep('Anna', printOf(0));
    const before = await onlyFile();
    await files.rename('anna', ' Annabel ');
    expect(await onlyFile()).toBe(before);
    expect(await files.all()).toMatchObject([{ name: 'Annabel', print: printOf(0) }]);
    await files.rename('Annabel', 'ANNABEL');
    expect(await names()).toEqual(['ANNABEL']);
  });

  it.each([
    ['Anna', 'ben', 'profile.exists'],
    ['Anna', ' ', 'profile.name'],
    ['Nobody', 'Someone', 'profile.unknown'],
  ])('of %j is not %j', async (name, next, code) => {
    await files.keep('Anna', printOf(0));
    await files.keep('Ben', printOf(1));
    const before = await everything();
    await expect(files.rename(name, next)).rejects.toThrow(failing(code));
    expect(await everything()).toEqual(before);
  });
});

describe('a deleted profile', () => {
  it('is gone, and so are the bytes of its file wherever they can be reached from it', async () => {
    await files.keep('Anna', printOf(0));
    await files.keep('Ben', printOf(1));
    const { id } = await files.find('Anna');
    const other = at('another-name-of-the-file');
    await link(at(`${id}.voiceprint`), other);
    const sealed = await readFile(other);
    await files.delete('anna');
    const left = await readFile(other);
    expect(left).toHaveLength(sealed.length);
    expect(left.includes(sealed.subarray(0, 4))).toBe(false);
    expect(left.equals(sealed)).toBe(false);
    expect(await names()).toEqual(['Ben']);
    await expect(files.delete('Anna')).rejects.toThrow(failing('profile.unknown'));
  });
});

describe('a file that is not as it was', () => {
  const damages: [string, (bytes: Buffer) => Uint8Array][] = [
    ['is empty', () => Buffer.alloc(0)],
    ['is cut short', (bytes) => bytes.subarray(0, bytes.length - 1)],
    ['is cut to its header', (bytes) => bytes.subarray(0, 26)],
    ['is longer', (bytes) => Buffer.concat([bytes, Buffer.alloc(1)])],
    ['is larger than any', () => Buffer.alloc(SEALED_MAX_BYTES + 1)],
    ['is a text', () => Buffer.from('a voice that somebody made up')],
    ['has another byte at its beginning', (bytes) => flipped(bytes, 1)],
    ['has another byte in its key fingerprint', (bytes) => flipped(bytes, 8)],
    ['has another byte in the middle', (bytes) => flipped(bytes, bytes.length >> 1)],
    ['has another byte at its end', (bytes) => flipped(bytes, bytes.length - 1)],
  ];
  function flipped(bytes: Buffer, at: number): Buffer {
    const other = Buffer.from(bytes);
    other[at] = (other[at] ?? 0) ^ 1;
    return other;
  }

  it.each(damages)('because it %s is told as damaged, after the others', async (_, damage) => {
    await files.keep('Anna', printOf(0));
    const path = await onlyFile();
    await writeFile(path, damage(await readFile(path)));
    await files.keep('Zoe', printOf(1));
    const before = await everything();
    expect(await names()).toEqual(['Zoe', 'profile.damaged']);
    expect((await files.find('Zoe')).print).toEqual(printOf(1));
    // It could be the one that is meant.
    await expect(files.find('Anna')).rejects.toThrow(failing('profile.damaged'));
    await expect(files.rename('Anna', 'Ben')).rejects.toThrow(failing('profile.damaged'));
    expect(await everything()).toEqual(before);
  });

  it('because it belongs to another id is told as damaged', async () => {
    await files.keep('Anna', printOf(0));
    await files.keep('Ben', printOf(1));
    const [anna, ben] = await Promise.all(
      ['Anna', 'Ben'].map(async (name) => at(`${(await files.find(name)).id}.voiceprint`)),
    );
    await writeFile(anna ?? '', await readFile(ben ?? ''));
    expect(await names()).toEqual(['Ben', 'profile.damaged']);
  });

  it('because it is something else under the same key is told as damaged', async () => {
    await files.keep('Anna', printOf(0));
    const { id } = await files.find('Anna');
    const key = await readFile(at('key'));
    const draft = sealDraft(draftOf([0, 0, 0, 0, 0]), id, key);
    expect(openDraft(draft, id, key).takes).toHaveLength(5);
    // A draft, and a voiceprint without a name, as the app keeps it.
    for (const sealed of [draft, sealPrint(printOf(0), id, key)]) {
      await writeFile(at(`${id}.voiceprint`), sealed);
      expect(await names()).toEqual(['profile.damaged']);
    }
  });

  it('and is none of ours by its name is left alone', async () => {
    await files.keep('Anna', printOf(0));
    const others = ['notes.txt', 'anna.voiceprint', '.x.voiceprint.1.y', `${'0'.repeat(36)}.voiceprint.bak`];
    for (const name of others) await writeFile(at(name), 'kept');
    expect(await names()).toEqual(['Anna']);
    for (const name of others) expect(await readFile(at(name), 'utf8')).toBe('kept');
  });
});

describe('the key', () => {
  it('of another folder opens nothing, and nothing is changed', async () => {
    await files.keep('Anna', printOf(0));
    await writeFile(at('key'), Buffer.alloc(KEY_BYTES, 7), { mode: 0o600 });
    const before = await everything();
    expect(await names()).toEqual(['profile.foreign_key']);
    await expect(files.find('Anna')).rejects.toThrow(failing('profile.foreign_key'));
    expect(await everything()).toEqual(before);
  });

  it('that is gone is not made anew over what it sealed', async () => {
    await files.keep('Anna', printOf(0));
    await rm(at('key'));
    const before = await everything();
    const works = [
      () => files.all(),
      () => files.find('Anna'),
      () => files.keep('Ben', printOf(1)),
      () => files.rename('Anna', 'Ben'),
      () => files.delete('Anna'),
    ];
    for (const work of works) await expect(work()).rejects.toThrow(failing('profile.foreign_key'));
    expect(await everything()).toEqual(before);
  });

  it('that is gone is told with what can be done', async () => {
    await files.keep('Anna', printOf(0));
    const [id = ''] = (await files.all()).map((voice) => voice.id);
    await rm(at('key'));
    const told = `put the one back that was there, or delete the folder ${join(data, 'voices')} and enroll again`;
    await expect(files.all()).rejects.toThrow(told);
    // With the key it could open again.
    await expect(files.delete(id)).rejects.toThrow(told);
    expect(await printFiles()).toEqual([`${id}.voiceprint`]);
  });

  it.each([0, 31, 33])('of %i bytes is none', async (bytes) => {
    await files.keep('Anna', printOf(0));
    await writeFile(at('key'), Buffer.alloc(bytes));
    await expect(files.all()).rejects.toThrow(failing('profile.foreign_key'));
    await expect(files.keep('Ben', printOf(1))).rejects.toThrow(failing('profile.foreign_key'));
  });

  it.skipIf(process.platform === 'win32')(
    'that others could read is theirs no more, and that is said',
    async () => {
      await files.keep('Anna', printOf(0));
      await chmod(at('key'), 0o644);
      expect(await names()).toEqual(['Anna']);
      expect((await stat(at('key'))).mode & 0o777).toBe(0o600);
      expect(said).toEqual([expect.stringContaining('others could read the key file')]);
      await files.all();
      expect(said).toHaveLength(1);
    },
  );

  it.skipIf(process.platform === 'win32')(
    'that others can read is used, and that is said, where it cannot be helped',
    async () => {
      await files.keep('Anna', printOf(0));
      await chmod(at('key'), 0o644);
      refused.chmod = 'EPERM';
      expect(await names()).toEqual(['Anna']);
      expect(said).toEqual([expect.stringMatching(/others can read the key file.*\(EPERM\)/)]);
    },
  );

  it.each(['EPERM', 'ENOTSUP', 'ENOSYS'])('is made where there are no links, too: %s', async (code) => {
    refused.link = code;
    await files.keep('Anna', printOf(0));
    await another().keep('Ben', printOf(1));
    expect(await names()).toEqual(['Anna', 'Ben']);
    expect((await readFile(at('key'))).length).toBe(KEY_BYTES);
    expect((await printFiles()).filter((name) => !name.endsWith('.voiceprint'))).toEqual([]);
    if (process.platform !== 'win32') expect((await stat(at('key'))).mode & 0o777).toBe(0o600);
  });

  it('is not made where the disk is full, and nothing is left', async () => {
    refused.link = 'ENOSPC';
    await expect(files.keep('Anna', printOf(0))).rejects.toThrow(failing('output.unwritable'));
    expect(await readdir(join(data, 'voices'))).toEqual([]);
  });

  it('is one, however many make it at once', async () => {
    const everyone = Array.from({ length: 8 }, (_, i) => `Voice ${i}`);
    await Promise.all(everyone.map((name, i) => another().keep(name, printOf(i))));
    expect(await names()).toEqual(everyone);
    expect((await printFiles()).filter((name) => !name.endsWith('.voiceprint'))).toEqual([]);
  });
});

describe('what does not open', () => {
  it.each([
    ['nothing', () => Buffer.alloc(0)],
    ['a text', () => Buffer.from('a voice that somebody made up')],
    ['more than any profile', () => Buffer.alloc(SEALED_MAX_BYTES + 3_000_000)],
  ] as const)('is deleted by its id, and its bytes with it: %s', async (_, bytes) => {
    await files.keep('Anna', printOf(0));
    const id = randomUUID();
    const content = bytes();
    await writeFile(at(`${id}.voiceprint`), content);
    await link(at(`${id}.voiceprint`), at('another-name-of-the-file'));
    expect(await files.delete(id)).toMatchObject({ id, error: { code: expect.stringMatching(/^profile/) } });
    expect(await names()).toEqual(['Anna']);
    const left = await readFile(at('another-name-of-the-file'));
    expect(left).toHaveLength(content.length);
    if (content.length > 0) expect(left.equals(content)).toBe(false);
    expect(left.includes(Buffer.alloc(64))).toBe(false);
  });

  it('is not found by an id that is no file of it', async () => {
    await files.keep('Anna', printOf(0));
    await expect(files.delete(randomUUID())).rejects.toThrow(failing('profile.unknown'));
    await expect(files.delete('../key')).rejects.toThrow(failing('profile.unknown'));
    expect(await names()).toEqual(['Anna']);
  });

  it('gives way to a profile of that name', async () => {
    const id = randomUUID();
    await files.keep(id, printOf(0));
    await writeFile(at(`${id}.voiceprint`), 'no profile');
    expect(await files.delete(id)).toMatchObject({ name: id });
    expect(await names()).toEqual(['profile.damaged']);
  });

  it.skipIf(process.platform === 'win32')('and is a link goes alone', async () => {
    await files.keep('Anna', printOf(0));
    const id = randomUUID();
    const letter = join(data, 'letter.txt');
    await writeFile(letter, 'Dear grandmother');
    await symlink(letter, at(`${id}.voiceprint`));
    await files.delete(id);
    expect(await names()).toEqual(['Anna']);
    expect(await readFile(letter, 'utf8')).toBe('Dear grandmother');
  });
});

describe('what a kill left half-written', () => {
  const HOUR_MS = 3_600_000;
  const leave = async (name: string, ageMs: number) => {
    const path = at(`.${name}.1234.${randomUUID()}`);
    await writeFile(path, 'half of it');
    const then = new Date(Date.now() - ageMs);
    await utimes(path, then, then);
    return path;
  };
  const isThere = (path: string) =>
    stat(path).then(
      () => true,
      () => false,
    );

  it('goes with the first change a day later, and nothing else does', async () => {
    await files.keep('Anna', printOf(0));
    const old = [await leave(`${randomUUID()}.voiceprint`, 25 * HOUR_MS), await leave('key', 25 * HOUR_MS)];
    const others = [
      await leave(`${randomUUID()}.voiceprint`, 23 * HOUR_MS),
      await leave('key', -HOUR_MS),
      await leave('notes', 25 * HOUR_MS),
    ];
    await files.all();
    expect(await Promise.all(old.map(isThere))).toEqual([true, true]);
    await files.keep('Ben', printOf(1));
    expect(await Promise.all(old.map(isThere))).toEqual([false, false]);
    expect(await Promise.all(others.map(isThere))).toEqual([true, true, true]);
    expect(await names()).toEqual(['Anna', 'Ben']);
  });

  it('of a profile goes with it at once', async () => {
    await files.keep('Anna', printOf(0));
    const { id } = await files.find('Anna');
    const half = await leave(`${id}.voiceprint`, 0);
    const other = at('another-name-of-the-file');
    await link(half, other);
    const young = await leave(`${randomUUID()}.voiceprint`, 0);
    await files.delete('Anna');
    expect(await isThere(half)).toBe(false);
    expect(await readFile(other, 'utf8')).not.toBe('half of it');
    expect(await isThere(young)).toBe(true);
  });

  it('can be the key under a second name, which stays as it is', async () => {
    await files.keep('Anna', printOf(0));
    const second = at(`.key.1234.${randomUUID()}`);
    await link(at('key'), second);
    await utimes(second, new Date(0), new Date(0));
    await files.keep('Ben', printOf(1));
    expect(await isThere(second)).toBe(false);
    expect(await names()).toEqual(['Anna', 'Ben']);
  });
});

it('a folder that is none is told, and left as it is', async () => {
  await writeFile(join(data, 'voices'), 'a file where the folder should be');
  await expect(files.keep('Anna', printOf(0))).rejects.toThrow(failing('profile.foreign_key'));
  expect(await readdir(data)).toEqual(['voices']);
});

it('what cannot be read in the place of a profile hides no other', async () => {
  await files.keep('Anna', printOf(0));
  await mkdir(at(`${randomUUID()}.voiceprint`));
  expect(await names()).toEqual(['Anna', 'profile.unreadable']);
});
