import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { NOBODY, writeNobodysCrashId } from './crashId.ts';

let profile: string;
beforeEach(() => {
  profile = mkdtempSync(join(tmpdir(), 'hark-crash-id-'));
});
afterEach(() => rmSync(profile, { recursive: true, force: true }));

test('puts an id there that is the same everywhere', () => {
  const folder = join(profile, 'new', 'Crashpad');
  writeNobodysCrashId(folder);
  expect(readFileSync(join(folder, 'client_id'), 'utf8')).toBe(NOBODY);
});

test('takes the place of an id that an earlier version left', () => {
  const folder = join(profile, 'Crashpad');
  mkdirSync(folder);
  writeFileSync(join(folder, 'client_id'), 'b6ad441e-f21a-4de5-8db5-3f9b8a3ef6d2');
  writeNobodysCrashId(folder);
  expect(readFileSync(join(folder, 'client_id'), 'utf8')).toBe(NOBODY);
});

test('a profile that cannot be written does not keep the app from starting', () => {
  const file = join(profile, 'file');
  writeFileSync(file, '');
  expect(() => writeNobodysCrashId(join(file, 'Crashpad'))).not.toThrow();
});
