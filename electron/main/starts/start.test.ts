import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createLog } from '../log/log.ts';
import { STARTS_FILE, Start } from './start.ts';
import { GOOD_AFTER_MS } from './starts.ts';

let folder: string;
let lines: string[];
beforeEach(() => {
  vi.useFakeTimers();
  folder = mkdtempSync(join(tmpdir(), 'hark-starts-'));
  lines = [];
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});
const log = createLog((_level, line) => lines.push(line), String);
const begin = (isAsked = false, where = folder) => new Start(where, isAsked, 5, log);
const kept = () => JSON.parse(readFileSync(join(folder, STARTS_FILE), 'utf8'));

it('is written before anything else happens, and counts until it is good', () => {
  begin();
  expect(kept()).toEqual({ failed: 0, startedAt: 5, state: 'starting' });
  begin();
  begin();
  const safe = begin();
  expect(safe.isSafe).toBe(true);
  expect(safe.failedStarts).toBe(3);
  safe.windowVisible();
  safe.engineReady();
  expect(kept()).toMatchObject({ state: 'good', failed: 2 });
  safe.ends();
  expect(kept()).toMatchObject({ state: 'ended' });
  expect(begin().isSafe).toBe(false);
});

it('is good without an engine after a while, and when it is closed in an orderly way', () => {
  const slow = begin();
  slow.windowVisible();
  vi.advanceTimersByTime(GOOD_AFTER_MS);
  expect(kept().state).toBe('good');
  const short = begin();
  short.windowVisible();
  short.ends();
  expect(kept()).toMatchObject({ state: 'ended', failed: 0 });
});

it('is not good without a window', () => {
  const blind = begin();
  blind.engineReady();
  blind.ends();
  expect(kept().state).toBe('starting');
});

it.each(['', '{', '{"failed":-1}', '[]'])('does without a file that says nothing: %j', (text) => {
  writeFileSync(join(folder, STARTS_FILE), text);
  expect(begin()).toMatchObject({ isSafe: false, failedStarts: 0, brokenOffAt: null });
});

it('goes on where nothing can be written', () => {
  writeFileSync(join(folder, 'file'), '');
  expect(begin(true, join(folder, 'file')).isSafe).toBe(true);
  expect(lines.join()).toContain('the start is not kept');
});
