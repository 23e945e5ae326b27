import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GRAMMAR_MAX_CHARACTERS } from '../../../contract/command.ts';
import { createLog } from '../log/log.ts';
import { EXAMPLE, SENTENCES_FILE, SETTLE_MS, SentenceFile } from './ownSentences.ts';

let folder: string;
let file: SentenceFile;
const changed = vi.fn();
const log = createLog(
  () => undefined,
  (text) => text,
);
const path = () => join(folder, SENTENCES_FILE);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hark-sentences-'));
  file = new SentenceFile(folder, changed, log);
  changed.mockClear();
});
afterEach(() => {
  file.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('the file', () => {
  it('is not there at first: the editor shows an example, the grammar has nothing of it', async () => {
    expect(await file.read()).toBeNull();
    expect(await file.show()).toEqual({ text: EXAMPLE, file: 'sentences.yaml' });
  });

  it('can be removed again, which is told', async () => {
    await file.remove();
    await file.save('language: en\n');
    changed.mockClear();
    await file.remove();
    expect(await file.read()).toBeNull();
    expect(readdirSync(folder)).toEqual([]);
    expect(changed).toHaveBeenCalledOnce();
  });

  it('is saved whole, for this account alone, and told', async () => {
    await file.save('language: en\n');
    expect(await file.show()).toMatchObject({ text: 'language: en\n' });
    expect(readdirSync(folder)).toEqual([SENTENCES_FILE]);
    expect(statSync(path()).mode & 0o777).toBe(0o600);
    expect(changed).toHaveBeenCalledOnce();
  });

  it('stays what it was where it cannot be saved', async () => {
    await file.save('language: en\n');
    await mkdir(join(folder, 'sentences.yaml.new', 'sub'), { recursive: true });
    await expect(file.save('other')).rejects.toMatchObject({ code: 'output.unwritable' });
    expect(readFileSync(path(), 'utf8')).toBe('language: en\n');
    expect(changed).toHaveBeenCalledOnce();
  });

  it('is not read where it is far too large', async () => {
    writeFileSync(path(), '');
    truncateSync(path(), 5 * GRAMMAR_MAX_CHARACTERS);
    await expect(file.read()).rejects.toMatchObject({ code: 'grammar.too_large' });
    writeFileSync(path(), 'x'.repeat(GRAMMAR_MAX_CHARACTERS + 1));
    await expect(file.read()).rejects.toMatchObject({ code: 'grammar.too_large' });
  });

  it('that cannot be read says so', async () => {
    await mkdir(path());
    await expect(file.read()).rejects.toMatchObject({ code: 'grammar.unreadable', message: /EISDIR/ });
  });
});

describe('a change from outside', () => {
  it('is noticed, also where another file took its place', async () => {
    await file.save('one');
    changed.mockClear();
    file.watch();
    writeFileSync(path(), 'two');
    await vi.waitFor(() => expect(changed).toHaveBeenCalledTimes(1), { timeout: 20_000 });
    writeFileSync(join(folder, 'other'), 'three');
    renameSync(join(folder, 'other'), path());
    await vi.waitFor(() => expect(changed).toHaveBeenCalledTimes(2), { timeout: 20_000 });
    expect(await file.read()).toBe('three');
    rmSync(path());
    await vi.waitFor(() => expect(changed).toHaveBeenCalledTimes(3), { timeout: 20_000 });
    expect(await file.read()).toBeNull();
  });

  it('that changes nothing, or is our own, is not told again', async () => {
    file.watch();
    await file.save('one');
    writeFileSync(path(), 'one');
    writeFileSync(join(folder, 'hark.db-wal'), 'x');
    writeFileSync(path(), 'one');
    // Longer than it would take to be told.
    await new Promise((resolve) => setTimeout(resolve, 3 * SETTLE_MS));
    expect(changed).toHaveBeenCalledTimes(1);
  });

  it('is not noticed where nothing can be watched, and nothing breaks', () => {
    const nowhere = new SentenceFile(join(folder, 'missing'), changed, log);
    expect(() => nowhere.watch()).not.toThrow();
    nowhere.stop();
  });
});
