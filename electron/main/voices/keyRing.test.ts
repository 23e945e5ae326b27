import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLog } from '../log/log.ts';
import { KeyRing } from './keyRing.ts';
import { fakeKeyStore } from './testing/fakeKeyStore.ts';

let folder: string;
let lines: string[];
const copies: string[] = [];
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'hark-keys-')), 'keys');
  lines = [];
});
afterEach(() => {
  for (const path of [join(folder, '..'), ...copies.splice(0)])
    rmSync(path, { recursive: true, force: true });
});

const open = (cipher = fakeKeyStore(), where = folder) =>
  new KeyRing({
    folder: where,
    cipher,
    cost: { n: 2, r: 1, p: 1 },
    log: createLog(
      (_level, line) => lines.push(line),
      (text) => text,
    ),
  });
const files = () =>
  readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.json'))
    .sort();
const contents = () => files().map((name) => readFileSync(join(folder, name), 'utf8'));
const copy = () => {
  const path = mkdtempSync(join(tmpdir(), 'hark-keys-copy-'));
  copies.push(path);
  cpSync(folder, path, { recursive: true });
  return path;
};

describe('a key', () => {
  it('is there again after a restart, in a file of its own for this account alone', () => {
    const key = open().create('one');
    expect(key).toHaveLength(32);
    expect(open().open('one')).toEqual(key);
    expect(open().create('two')).not.toEqual(key);
    expect(files()).toEqual(['0/one.json', '0/two.json']);
    expect(contents().join()).not.toContain(Buffer.from(key).toString('base64'));
    if (process.platform === 'win32') return;
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, '0')).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, '0/one.json')).mode & 0o777).toBe(0o600);
  });

  it('lies in a buffer of its own, so that nothing else is sent along with it', () => {
    open().create('one');
    expect(open().open('one').buffer.byteLength).toBe(32);
  });

  it('is gone where it was deleted', () => {
    const ring = open();
    ring.create('one');
    ring.delete('one');
    ring.delete('one');
    expect(() => ring.open('one')).toThrow(expect.objectContaining({ code: 'profile.foreign_key' }));
    expect(files()).toEqual([]);
  });

  it('does not open on another machine, and stays as it is', () => {
    open().create('one');
    const before = contents();
    const elsewhere = open(fakeKeyStore('that machine'));
    expect(() => elsewhere.open('one')).toThrow(expect.objectContaining({ code: 'profile.foreign_key' }));
    expect(contents()).toEqual(before);
  });

  it.each([
    ['nonsense', '{"version":1'],
    ['of another kind', '{"version":1,"wrap":"magic","key":"AA=="}'],
    ['too short', JSON.stringify({ version: 1, wrap: 'system', encrypted: true, key: 'AAAA' })],
  ])('that is %s does not open', (_what, text) => {
    const ring = open();
    ring.create('one');
    writeFileSync(join(folder, '0/one.json'), text);
    expect(() => ring.open('one')).toThrow(expect.objectContaining({ code: 'profile.foreign_key' }));
  });

  it.each(['../outside', '..', '', 'a/b', 'x'.repeat(101), '../../outside'])(
    'is none that is called %j, and nothing is read, written or deleted for it',
    (id) => {
      const ring = open();
      ring.create('one');
      const outside = ['outside.json', '0/outside.json', '..json', '../outside.json'];
      for (const name of outside) writeFileSync(join(folder, name), '{}');
      ring.delete(id);
      expect(() => ring.open(id)).toThrow(expect.objectContaining({ code: 'profile.foreign_key' }));
      expect(() => ring.create(id)).toThrow(expect.objectContaining({ code: 'profile.foreign_key' }));
      for (const name of outside) expect(readFileSync(join(folder, name), 'utf8')).toBe('{}');
    },
  );

  it('that was half written at the end is cleared away', () => {
    open().create('one');
    writeFileSync(join(folder, '0/two.json.new'), '{"version":1');
    open();
    expect(readdirSync(join(folder, '0'))).toEqual(['one.json']);
  });

  it('says where it cannot be kept', () => {
    writeFileSync(join(folder, '..', 'file'), '');
    const ring = open(fakeKeyStore(), join(folder, '..', 'file', 'keys'));
    expect(() => ring.create('one')).toThrow(expect.objectContaining({ code: 'store.unwritable' }));
  });
});

describe('the guard', () => {
  it('is the system, obfuscation, or a passphrase', async () => {
    expect(open().status()).toEqual({ guard: 'system', backend: 'gnome_libsecret', locked: false });
    const ring = open(fakeKeyStore('this machine', 'basic_text'));
    expect(ring.status()).toMatchObject({ guard: 'obfuscation', backend: 'basic_text' });
    await ring.setPassphrase('correct horse');
    expect(ring.status()).toMatchObject({ guard: 'passphrase', locked: false });
    expect(open().status()).toMatchObject({ guard: 'passphrase', locked: true });
  });

  it('of a passphrase opens by that alone, on any machine', async () => {
    const ring = open();
    const key = ring.create('one');
    await ring.setPassphrase('correct horse');
    expect(ring.open('one')).toEqual(key);
    const other = ring.create('two');
    const again = open(fakeKeyStore('that machine'));
    expect(() => again.open('one')).toThrow(expect.objectContaining({ code: 'profile.locked' }));
    expect(() => again.create('three')).toThrow(expect.objectContaining({ code: 'profile.locked' }));
    await expect(again.unlock('wrong horse')).rejects.toMatchObject({ code: 'profile.passphrase' });
    expect(again.locked).toBe(true);
    await again.unlock('correct horse');
    expect([again.open('one'), again.open('two')]).toEqual([key, other]);
    expect(contents().join() + lines.join()).not.toContain('horse');
  });

  it('goes back to the system, and to another passphrase', async () => {
    const ring = open();
    const key = ring.create('one');
    await ring.setPassphrase('correct horse');
    await ring.setPassphrase('another horse');
    const again = open();
    await expect(again.unlock('correct horse')).rejects.toMatchObject({ code: 'profile.passphrase' });
    await again.unlock('another horse');
    await again.setPassphrase(null);
    expect(open().open('one')).toEqual(key);
    expect(open().status().guard).toBe('system');
  });

  it('is not changed by whoever does not know the passphrase, unless nothing is kept by it', async () => {
    const ring = open();
    ring.create('one');
    await ring.setPassphrase('correct horse');
    const again = open();
    await expect(again.setPassphrase(null)).rejects.toMatchObject({ code: 'profile.locked' });
    again.delete('one');
    await again.setPassphrase(null);
    expect(open().status()).toMatchObject({ guard: 'system', locked: false });
  });

  it('is changed at one moment: killed before it, all keys are as they were, after it, as they are now', async () => {
    const ring = open();
    const keys = [ring.create('one'), ring.create('two')];
    const before = copy();
    await ring.setPassphrase('correct horse');
    const after = copy();
    // The new generation is written in part, then whole, and does not count yet.
    for (const part of [['one.json'], ['one.json', 'two.json'], ['one.json', 'two.json.new']]) {
      const killed = copy();
      rmSync(killed, { recursive: true });
      cpSync(before, killed, { recursive: true });
      for (const name of part) cpSync(join(after, '1', name.replace('.new', '')), join(killed, '1', name));
      const again = open(fakeKeyStore(), killed);
      expect([again.open('one'), again.open('two')]).toEqual(keys);
      expect(readdirSync(killed)).toEqual(['0']);
    }
    // It counts, and the old one is still there.
    cpSync(join(before, '0'), join(after, '0'), { recursive: true });
    const again = open(fakeKeyStore(), after);
    expect(readdirSync(after).sort()).toEqual(['1', 'guard.json']);
    await again.unlock('correct horse');
    expect([again.open('one'), again.open('two')]).toEqual(keys);
  });

  it('takes keys along that it cannot open, as they are', async () => {
    open(fakeKeyStore('that machine')).create('foreign');
    const ring = open();
    ring.create('one');
    await ring.setPassphrase('correct horse');
    expect(() => ring.open('foreign')).toThrow(expect.objectContaining({ code: 'profile.foreign_key' }));
    expect(open(fakeKeyStore('that machine')).open('foreign')).toHaveLength(32);
  });

  it.each([
    ['that cannot be read', () => writeFileSync(join(folder, 'guard.json'), 'nonsense')],
    ['that is lost', () => rmSync(join(folder, 'guard.json'))],
  ])('%s clears nothing away', async (_what, harm) => {
    const ring = open();
    ring.create('one');
    await ring.setPassphrase('correct horse');
    harm();
    const again = open();
    expect(() => again.open('one')).toThrow();
    expect(again.keepOnly(new Set())).toBe(0);
    expect(files()).toContain('1/one.json');
  });

  it('gets better by itself once there is a key store', () => {
    const key = open(fakeKeyStore('this machine', 'basic_text')).create('one');
    expect(contents().join()).toContain('"encrypted":false');
    expect(open().open('one')).toEqual(key);
    expect(contents().join()).not.toContain('"encrypted":false');
  });
});

it('clears away what nothing is sealed under', () => {
  const ring = open();
  for (const id of ['one', 'two', 'three']) ring.create(id);
  expect(ring.keepOnly(new Set(['two']))).toBe(2);
  expect(files()).toEqual(['0/two.json']);
});
