import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Cipher, TokenVault } from './tokenVault.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hark-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const flip = (bytes: Buffer) => Buffer.from(bytes.map((byte) => byte ^ 0x5a));
const cipher = (secure = true): Cipher => ({
  secure: () => secure,
  encrypt: (text) => flip(Buffer.from(text)),
  decrypt(bytes) {
    const text = flip(bytes).toString();
    if (!text.startsWith('token')) throw new Error('another key');
    return text;
  },
});

it('keeps a token that only its key store can read', async () => {
  const vault = new TokenVault(folder, cipher());
  expect(await vault.read()).toBeNull();
  await vault.write('token-1');
  expect(await vault.read()).toBe('token-1');
  expect(await vault.status()).toEqual({ hasToken: true, encrypted: true });
  const [name = ''] = readdirSync(folder);
  expect(readFileSync(join(folder, name), 'utf8')).not.toContain('token-1');
  if (process.platform !== 'win32') expect(statSync(join(folder, name)).mode & 0o077).toBe(0);
});

it('forgets it', async () => {
  const vault = new TokenVault(folder, cipher());
  await vault.write('token-1');
  await vault.write(null);
  expect(await vault.read()).toBeNull();
  expect(readdirSync(folder)).toEqual([]);
  await vault.write(null);
});

it('tells where it is only obfuscated', async () => {
  const vault = new TokenVault(folder, cipher(false));
  await vault.write('token-1');
  expect(await vault.status()).toEqual({ hasToken: true, encrypted: false });
  // A key store that came later does not encrypt what is there already.
  expect(await new TokenVault(folder, cipher(true)).status()).toEqual({ hasToken: true, encrypted: false });
});

it('says when the key is another', async () => {
  const vault = new TokenVault(folder, { ...cipher(), encrypt: () => Buffer.from('nonsense') });
  await vault.write('token-1');
  await expect(vault.read()).rejects.toMatchObject({ code: 'action.refused' });
});

it('has none where the file is damaged', async () => {
  const vault = new TokenVault(folder, cipher());
  await vault.write('token-1');
  const [name = ''] = readdirSync(folder);
  writeFileSync(join(folder, name), '{"version":1');
  expect(await vault.read()).toBeNull();
});

it('says where it cannot be kept', async () => {
  const vault = new TokenVault(join(folder, 'file', 'below'), cipher());
  writeFileSync(join(folder, 'file'), '');
  await expect(vault.write('token-1')).rejects.toMatchObject({ code: 'settings.unwritable' });
});
