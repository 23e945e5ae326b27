import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { CRASH_FOLDER, CRASH_REPORTS_KEPT, crashReportSchema } from '../../../contract/upkeep.ts';
import { createLog } from '../log/log.ts';
import {
  CrashReports,
  type CrashReportsOptions,
  DETAIL_MAX_CHARS,
  SAME_PROCESS_INTERVAL_MS,
} from './crashReports.ts';

let folder: string;
let now: number;
let lines: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hark-crashes-'));
  now = Date.UTC(2026, 10, 25);
  lines = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const open = (given: Partial<CrashReportsOptions> = {}) =>
  new CrashReports({
    folder,
    version: '1.2.3',
    redact: (text) => text.replaceAll('/home/ann', '~'),
    now: () => now,
    log: createLog((_level, line) => lines.push(line), String),
    ...given,
  });
const files = () => readdirSync(join(folder, CRASH_FOLDER));

it('keeps a report that is there at once, for this account alone and without personal paths', async () => {
  const reports = open();
  reports.write('main', 'It broke in /home/ann/x.', 'at /home/ann/hark/out/main.mjs:1');
  const [name = ''] = files();
  expect(files()).toHaveLength(1);
  const path = join(folder, CRASH_FOLDER, name);
  expect(crashReportSchema.parse(JSON.parse(readFileSync(path, 'utf8')))).toMatchObject({
    at: now,
    process: 'main',
    version: '1.2.3',
    what: 'It broke in ~/x.',
    detail: 'at ~/hark/out/main.mjs:1',
  });
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o077).toBe(0);
  expect(await reports.list()).toHaveLength(1);
});

it('keeps the newest, and lists them newest first', async () => {
  const reports = open();
  const onCrash = vi.fn();
  reports.onCrash = onCrash;
  for (let i = 0; i < CRASH_REPORTS_KEPT + 3; i += 1) {
    now += SAME_PROCESS_INTERVAL_MS;
    reports.write('engine', `crash ${i}`, '');
  }
  const list = await reports.list();
  expect(files()).toHaveLength(CRASH_REPORTS_KEPT);
  expect(list).toHaveLength(CRASH_REPORTS_KEPT);
  expect(list[0]?.what).toBe(`crash ${CRASH_REPORTS_KEPT + 2}`);
  expect(onCrash).toHaveBeenCalledTimes(CRASH_REPORTS_KEPT + 3);
});

it('counts every crash and keeps one report of those that come at once', async () => {
  const reports = open();
  const onCrash = vi.fn();
  reports.onCrash = onCrash;
  for (let i = 0; i < 50; i += 1) reports.write('main', `crash ${i}`, '');
  reports.write('window', 'another process', '');
  expect(onCrash).toHaveBeenCalledTimes(51);
  expect((await reports.list()).map(({ what }) => what).toSorted()).toEqual(['another process', 'crash 0']);
});

it('bounds what one takes', async () => {
  const reports = open();
  reports.write('main', 'x', 'y'.repeat(1_000_000));
  expect((await reports.list())[0]?.detail).toHaveLength(DETAIL_MAX_CHARS);
});

it('deletes one, or all, and nothing else', async () => {
  const reports = open();
  reports.write('gpu', 'a', '');
  reports.write('engine', 'b', '');
  writeFileSync(join(folder, 'settings.json'), '{}');
  const [first] = await reports.list();
  await reports.delete(first?.id ?? '');
  expect(await reports.list()).toHaveLength(1);
  for (const id of [first?.id ?? '', '../settings', '', '/etc/passwd', 'settings']) {
    await expect(reports.delete(id)).rejects.toMatchObject({ code: 'store.not_found' });
  }
  await reports.clear();
  expect(await reports.list()).toEqual([]);
  expect(readdirSync(folder)).toEqual(['settings.json']);
});

it('leaves out what is no report', async () => {
  const reports = open();
  reports.write('gpu', 'a', '');
  writeFileSync(join(folder, CRASH_FOLDER, '0000000000001-main.json'), 'not JSON');
  writeFileSync(join(folder, CRASH_FOLDER, '0000000000002-main.json'), '{"id":1}');
  expect((await reports.list()).map(({ what }) => what)).toEqual(['a']);
});

it('knows whether Hark itself met an error since then', async () => {
  const reports = open();
  expect(await reports.mainSince(0)).toBe(false);
  reports.write('engine', 'a', '');
  expect(await reports.mainSince(now)).toBe(false);
  reports.write('main', 'b', '');
  expect(await reports.mainSince(now)).toBe(true);
  expect(await reports.mainSince(now + 1)).toBe(false);
});

it('takes nothing for a crash that ends with Hark', async () => {
  const reports = open();
  const onCrash = vi.fn();
  reports.onCrash = onCrash;
  reports.write('main', 'a', '');
  reports.ends();
  reports.write('engine', 'b', '');
  expect((await reports.list()).map(({ what }) => what)).toEqual(['a']);
  expect(onCrash).toHaveBeenCalledTimes(1);
});

it('does not throw where nothing can be written', () => {
  mkdirSync(join(folder, 'file'));
  writeFileSync(join(folder, 'file', CRASH_FOLDER), '');
  open({ folder: join(folder, 'file') }).write('main', 'a', 'b');
  expect(lines.join()).toContain('no crash report was kept');
});
