import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../contract/settings.ts';
import { CORRUPT_FILES_KEPT, SETTINGS_MAX_BYTES, SettingsFile } from './settingsFile.ts';

let folder: string;
let file: SettingsFile;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hark-settings-'));
  file = new SettingsFile(folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const path = () => join(folder, 'settings.json');
const DARK = { ...DEFAULT_SETTINGS, theme: 'dark' } as const;
const DEFAULTS = { settings: DEFAULT_SETTINGS, notice: null };

describe('peek', () => {
  it('tells what is stored and leaves it as it is', async () => {
    expect(await file.peek()).toEqual(DEFAULT_SETTINGS);
    await file.save(DARK);
    expect(await file.peek()).toEqual(DARK);
  });

  it.each([
    ['{"version":1,"theme":"dark","words":', DEFAULT_SETTINGS],
    [JSON.stringify({ ...DARK, closeToTray: 'never' }), DARK],
  ])('moves and mends nothing: %j', async (content, expected) => {
    writeFileSync(path(), content);
    expect(await file.peek()).toEqual(expected);
    expect(readFileSync(path(), 'utf8')).toBe(content);
    expect(readdirSync(folder)).toEqual(['settings.json']);
  });
});

describe('load', () => {
  it('gives the defaults where nothing was ever stored', async () => {
    expect(await file.load()).toEqual(DEFAULTS);
    expect(await new SettingsFile(join(folder, 'not', 'yet')).load()).toEqual(DEFAULTS);
  });

  it('gives back what was saved', async () => {
    await file.save(DARK);
    expect(await file.load()).toEqual({ settings: DARK, notice: null });
  });

  it.each([
    ['is empty', ''],
    ['was cut off', JSON.stringify(DARK).slice(0, 40)],
    ['is not JSON', 'theme = dark'],
    ['is binary', '\u0000\u0001\ufffd'],
    ['is JSON of something else', '[1, 2, 3]'],
    ['was written by a newer Hark', JSON.stringify({ ...DARK, version: 99 })],
    ['is far too long', JSON.stringify(DARK).padEnd(SETTINGS_MAX_BYTES + 1)],
  ])('sets a file aside that %s, and says so', async (_name, content) => {
    writeFileSync(path(), content);
    const { settings, notice } = await file.load();
    expect(settings).toEqual(DEFAULT_SETTINGS);
    expect(notice).toMatchObject({
      code: 'settings.lost',
      message: expect.stringContaining('settings.corrupt-1.json'),
    });
    expect(notice?.message).not.toContain(folder);
    expect(readFileSync(join(folder, 'settings.corrupt-1.json'), 'utf8')).toBe(content);
    expect(await file.load()).toEqual(DEFAULTS);
  });

  it('gives a field that does not fit its default, and says so once', async () => {
    const content = JSON.stringify({ ...DARK, closeToTray: 'never', replies: { ...DARK.replies, rate: 9 } });
    writeFileSync(path(), content);
    expect(await file.load()).toEqual({
      settings: DARK,
      notice: {
        code: 'settings.repaired',
        message:
          'Back at their defaults: replies.rate, closeToTray. The file as it was is settings.corrupt-1.json.',
      },
    });
    expect(readFileSync(join(folder, 'settings.corrupt-1.json'), 'utf8')).toBe(content);
    expect(await file.load()).toEqual({ settings: DARK, notice: null });
  });

  it('names a bounded number of such fields', async () => {
    const words = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`w${index}`, 'on']));
    writeFileSync(path(), JSON.stringify({ ...DARK, words: { ...DARK.words, ...words } }));
    const { settings, notice } = await file.load();
    expect(settings).toEqual(DARK);
    expect(notice?.message).toContain(', and 15 more.');
  });

  it('mends also where the mended file cannot be written', async () => {
    writeFileSync(path(), JSON.stringify({ ...DARK, closeToTray: 'never' }));
    await mkdir(join(folder, 'settings.json.new', 'sub'), { recursive: true });
    expect(await file.load()).toMatchObject({ settings: DARK, notice: { code: 'settings.repaired' } });
  });

  it('keeps a bounded number of such files, the newest', async () => {
    for (let round = 1; round <= CORRUPT_FILES_KEPT + 3; round += 1) {
      writeFileSync(path(), `broken ${round}`);
      await file.load();
    }
    const kept = readdirSync(folder).sort();
    expect(kept).toEqual([4, 5, 6, 7, 8].map((number) => `settings.corrupt-${number}.json`));
    expect(readFileSync(join(folder, 'settings.corrupt-8.json'), 'utf8')).toBe('broken 8');
  });

  it('starts with the defaults, and says so, where the file cannot be read', async () => {
    await mkdir(path());
    expect(await file.load()).toMatchObject({
      settings: DEFAULT_SETTINGS,
      notice: { code: 'settings.lost', message: expect.stringContaining('EISDIR') },
    });
    expect(readdirSync(folder)).toEqual(['settings.json']);
  });

  it('ignores what a crash while writing left behind, and the next save cleans it up', async () => {
    await file.save(DARK);
    writeFileSync(join(folder, 'settings.json.new'), '{"version":1,"the');
    expect(await file.load()).toEqual({ settings: DARK, notice: null });
    await file.save(DEFAULT_SETTINGS);
    expect(readdirSync(folder)).toEqual(['settings.json']);
  });
});

describe('save', () => {
  it('makes the folder where there is none', async () => {
    const nested = new SettingsFile(join(folder, 'a', 'b'));
    await nested.save(DARK);
    expect((await nested.load()).settings).toEqual(DARK);
  });

  it('leaves nothing beside the file', async () => {
    await file.save(DARK);
    expect(readdirSync(folder)).toEqual(['settings.json']);
  });

  it('fails with a code where the folder cannot be made', async () => {
    writeFileSync(join(folder, 'in the way'), '');
    const blocked = new SettingsFile(join(folder, 'in the way', 'Hark'));
    await expect(blocked.save(DARK)).rejects.toMatchObject({
      code: 'settings.unwritable',
      message: expect.stringContaining('ENOTDIR'),
    });
  });

  it('fails with a code, and keeps the earlier settings, where the new file cannot be written', async () => {
    await file.save(DARK);
    await mkdir(join(folder, 'settings.json.new', 'sub'), { recursive: true });
    await expect(file.save(DEFAULT_SETTINGS)).rejects.toMatchObject({ code: 'settings.unwritable' });
    expect((await file.load()).settings).toEqual(DARK);
  });

  it('fails with a code, and cleans up, where the new file cannot take its name', async () => {
    await mkdir(join(path(), 'sub'), { recursive: true });
    await expect(file.save(DARK)).rejects.toMatchObject({ code: 'settings.unwritable' });
    expect(readdirSync(folder)).toEqual(['settings.json']);
  });
});
