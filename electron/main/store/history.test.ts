import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type HistoryPage, historyPageSchema, type SaidBy } from '../../../contract/interactions.ts';
import type { SpeakerOutcome } from '../../../contract/speaker.ts';
import { createLog } from '../log/log.ts';
import { Database } from './database.ts';
import { BATCH_ROWS, COPIES_KEPT_DAYS, HistoryStore, INTERACTIONS_MAX } from './history.ts';
import { exportHistory } from './historyExport.ts';
import { anInteraction } from './testing/interaction.ts';

const DAY_MS = 86_400_000;
const NOW = 1_000 * DAY_MS;
const log = createLog(
  () => undefined,
  (text) => text,
);
let folder: string;
let database: Database;
let history: HistoryStore;
let days: number;
const changed = vi.fn();
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hark-history-'));
  database = new Database({ folder, now: () => NOW }, log);
  days = 7;
  history = new HistoryStore({ database, retentionDays: () => days, changed, now: () => NOW, log });
  changed.mockClear();
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

const list = (search = '', before: number | null = null, limit = 10): HistoryPage =>
  historyPageSchema.parse(history.list({ search, before, limit }));
const ids = (page: HistoryPage) => page.items.map((item) => item.id);
const keep = (id: string, given: Parameters<typeof anInteraction>[0] = {}) =>
  history.keep(anInteraction({ id, at: NOW + Number(id), ...given }));
/** Whether the text is anywhere in the folder: the file, its log, its copies. */
const isOnDisk = (text: string) =>
  readdirSync(folder).some((name) => readFileSync(join(folder, name)).includes(text));

describe('keep', () => {
  it('gives back what was kept, newest first', () => {
    keep('1');
    keep('2', { text: null, intent: null, reply: null, outcome: 'rejected' });
    expect(list()).toEqual({
      items: [
        anInteraction({ id: '2', at: NOW + 2, text: null, intent: null, reply: null, outcome: 'rejected' }),
        anInteraction({ id: '1', at: NOW + 1 }),
      ],
      more: false,
      total: 2,
    });
    expect(changed).toHaveBeenCalledTimes(2);
  });

  it('replaces an item that is kept already, and what is found of it', () => {
    keep('1', { reply: null });
    history.markWrong('1', true);
    keep('1', { reply: 'Timer for ten seconds' });
    expect(list().items).toEqual([
      anInteraction({ id: '1', at: NOW + 1, reply: 'Timer for ten seconds', wrong: true }),
    ]);
    keep('1', { text: 'open the browser', reply: null });
    expect(list('seconds').total).toBe(0);
    expect(list('browser').total).toBe(1);
  });

  it('amends what is kept, and brings back nothing that was deleted', () => {
    keep('1');
    history.amend(anInteraction({ id: '1', at: NOW + 1, reply: 'Taken back.' }));
    expect(list().items).toMatchObject([{ reply: 'Taken back.' }]);
    history.delete('1');
    history.amend(anInteraction({ id: '1', at: NOW + 1 }));
    expect(list().total).toBe(0);
  });

  it('keeps two of the same moment apart', () => {
    history.keep(anInteraction({ id: 'a', at: NOW }));
    history.keep(anInteraction({ id: 'b', at: NOW }));
    expect(ids(list('', null, 1))).toEqual(['b']);
    expect(ids(list('', list('', null, 1).items[0]?.at))).toEqual(['a']);
  });

  it('keeps none where none are to be kept', () => {
    days = 0;
    keep('1');
    expect(list().total).toBe(0);
    expect(isOnDisk('ten seconds')).toBe(false);
  });

  it('keeps a bounded number, the newest', () => {
    database.run(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${INTERACTIONS_MAX})
       INSERT INTO interactions SELECT i, 'old' || i, 0, 'old', '{}' FROM n`,
    );
    database.run("INSERT INTO interaction_words (interaction_words) VALUES ('rebuild')");
    keep('1');
    expect(list().total).toBe(INTERACTIONS_MAX);
    expect(database.get("SELECT id FROM interactions WHERE id = 'old1'")).toBeUndefined();
    expect(database.get("SELECT id FROM interactions WHERE id = 'old2'")).toBeDefined();
  });
});

describe('list', () => {
  it('goes page by page to the end, each item once', () => {
    for (let number = 1; number <= 25; number += 1) keep(`${number}`);
    const seen: string[] = [];
    let before: number | null = null;
    for (;;) {
      const page: HistoryPage = list('', before, 10);
      expect(page.total).toBe(25);
      seen.push(...ids(page));
      if (!page.more) break;
      before = page.items.at(-1)?.at ?? null;
    }
    expect(seen).toEqual(Array.from({ length: 25 }, (_, index) => `${25 - index}`));
  });

  it.each([
    ['a word', 'kitchen', ['1']],
    ['the beginning of a word', 'kit', ['1']],
    ['all its words, in any order', 'LIGHT kitchen', ['1']],
    ['a word of the reply', 'cheerio', ['2']],
    ['a part of the intent', 'timer', ['2']],
    ['the intent', 'HarkSetTimer', ['2']],
    ['no accents', 'cafe', ['3']],
    ['signs that mean something to the index', '"kitchen* OR ^light - (café) NEAR', []],
    ['a lone quote beside a word', 'caf"', ['3']],
    ['nothing but signs', '"*^', []],
    ['spaces, which is nothing', '  ', ['3', '2', '1']],
  ])('finds %s', (_name, search, expected) => {
    keep('1', { text: 'turn on the kitchen light', intent: 'HassTurnOn', reply: null });
    keep('2', { text: 'ten seconds', intent: 'HarkSetTimer', reply: 'Cheerio!' });
    keep('3', { text: 'open the café', intent: null, reply: null });
    expect(ids(list(search))).toEqual(expected);
    expect(list(search).total).toBe(expected.length);
  });

  it('pages through what it finds', () => {
    for (let number = 1; number <= 9; number += 1) keep(`${number}`, { text: number % 2 ? 'odd' : 'even' });
    const page = list('odd', null, 3);
    expect(page).toMatchObject({ more: true, total: 5 });
    expect(ids(page)).toEqual(['9', '7', '5']);
    expect(ids(list('odd', page.items.at(-1)?.at, 3))).toEqual(['3', '1']);
  });

  it('leaves out an item that cannot be read rather than all', () => {
    keep('1');
    keep('2');
    database.run("UPDATE interactions SET body = '{' WHERE id = '2'");
    expect(ids(list())).toEqual(['1']);
  });
});

describe('markWrong', () => {
  it('marks and unmarks', () => {
    keep('1');
    history.markWrong('1', true);
    expect(list().items[0]?.wrong).toBe(true);
    history.markWrong('1', false);
    expect(list().items[0]?.wrong).toBe(false);
  });

  it('finds what is marked, also within a search', () => {
    keep('1', { text: 'open the browser' });
    keep('2', { text: 'open the door' });
    keep('3', { text: 'close the door' });
    history.markWrong('1', true);
    history.markWrong('3', true);
    const marked = (search: string, limit = 10) => history.list({ search, before: null, limit, wrong: true });
    expect(ids(marked(''))).toEqual(['3', '1']);
    expect(marked('', 1)).toMatchObject({ more: true, total: 2 });
    expect(marked('open')).toMatchObject({ items: [{ id: '1' }], more: false, total: 1 });
  });

  it('finds what a voice said, also within a search and beyond the first page', () => {
    const by = (outcome: SpeakerOutcome, profileId: string | null = null) => ({
      outcome,
      profileId,
      name: profileId,
      confidence: null,
      score: null,
      threshold: null,
    });
    keep('1', { text: 'open the browser', speaker: by('known', 'anna') });
    keep('2', { text: 'open the door', speaker: by('stranger') });
    keep('3', { text: 'close the door', speaker: by('known', 'anna') });
    keep('4', { text: 'louder', speaker: by('too_noisy') });
    keep('5', { text: 'louder', speaker: null });
    keep('6', { text: 'louder', speaker: by('known', 'bert') });
    keep('7', { text: 'louder', speaker: by('known', null) });
    database.run("INSERT INTO interactions VALUES (1, 'no item', 0, '', '{')");
    const said = (saidBy: SaidBy, search = '', limit = 10) =>
      history.list({ search, before: null, limit, saidBy });
    expect(ids(said({ profileId: 'anna' }))).toEqual(['3', '1']);
    expect(said({ profileId: 'anna' }, '', 1)).toMatchObject({ items: [{ id: '3' }], more: true, total: 2 });
    expect(ids(said({ profileId: 'anna' }, 'open'))).toEqual(['1']);
    expect(ids(said('stranger'))).toEqual(['2']);
    expect(ids(said('unclear'))).toEqual(['4']);
    expect(said({ profileId: 'nobody' }).total).toBe(0);
  });

  it('knows when there is no such item', () => {
    expect(() => history.markWrong('9', true)).toThrow(expect.objectContaining({ code: 'store.not_found' }));
  });
});

describe('delete', () => {
  it('erases the text from everything on the disk, and nothing else', () => {
    keep('1', { text: 'telephone grandmother', reply: 'Calling grandmother.' });
    keep('2', { text: 'buy marmalade' });
    writeFileSync(join(folder, 'hark.db.backup-20260101T000000'), 'telephone grandmother');
    expect(isOnDisk('grandmother')).toBe(true);
    history.delete('1');
    expect(ids(list())).toEqual(['2']);
    expect(isOnDisk('grandmother')).toBe(false);
    expect(isOnDisk('telephon')).toBe(false);
    expect(isOnDisk('marmalade')).toBe(true);
    expect(list('marmalade').total).toBe(1);
    expect(() => history.delete('1')).toThrow(expect.objectContaining({ code: 'store.not_found' }));
  });

  it('erases one among many', () => {
    for (let number = 0; number < 300; number += 1) keep(`${number}`, { text: `marmalade ${number} jar` });
    keep('300', { text: 'telephone grandmother '.repeat(300) });
    history.delete('300');
    expect(isOnDisk('grandmother')).toBe(false);
    expect(list('marmalade').total).toBe(300);
  });
});

it('clear erases all of it, also from files that were set aside', () => {
  for (let number = 0; number < 300; number += 1)
    keep(`${number}`, { text: `telephone grandmother ${number}` });
  writeFileSync(join(folder, 'hark.db.damaged-20260101T000000-wal'), 'grandmother');
  history.clear();
  expect(list()).toEqual({ items: [], more: false, total: 0 });
  expect(isOnDisk('grandmother')).toBe(false);
  expect(isOnDisk('telephon')).toBe(false);
  keep('1');
  expect(list('timer').total).toBe(1);
});

describe('sweep', () => {
  it('erases what was kept for long enough, in batches', async () => {
    const old = 3 * BATCH_ROWS;
    for (let number = 0; number < old; number += 1) {
      history.keep(
        anInteraction({ id: `old${number}`, at: NOW - 7 * DAY_MS - 1 - number, text: 'grandmother' }),
      );
    }
    keep('1');
    history.keep(anInteraction({ id: 'just', at: NOW - 7 * DAY_MS }));
    expect(await history.sweep()).toBe(old);
    expect(ids(list())).toEqual(['1', 'just']);
    expect(isOnDisk('grandmother')).toBe(false);
    expect(await history.sweep()).toBe(0);
  });

  it('erases all of it where none is to be kept', async () => {
    keep('1');
    days = 0;
    expect(await history.sweep()).toBe(1);
    expect(isOnDisk('ten seconds')).toBe(false);
  });

  it('leaves no copy where none is to be kept', async () => {
    const copies = ['hark.db.backup-20250101T000000', 'hark.db.damaged-20250101T000000'];
    for (const name of copies) writeFileSync(join(folder, name), 'grandmother');
    await history.sweep();
    expect(isOnDisk('grandmother')).toBe(true);
    days = 0;
    await history.sweep();
    expect(isOnDisk('grandmother')).toBe(false);
  });

  it('ends also the time of the copies', async () => {
    const copies = ['hark.db.backup-20250101T000000', 'hark.db.damaged-20250101T000000'];
    const age = (ms: number) => {
      for (const name of copies) utimesSync(join(folder, name), new Date(NOW - ms), new Date(NOW - ms));
    };
    for (const name of copies) writeFileSync(join(folder, name), '');
    age(COPIES_KEPT_DAYS * DAY_MS - 1_000);
    await history.sweep();
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(copies));
    age(COPIES_KEPT_DAYS * DAY_MS + 1_000);
    await history.sweep();
    for (const name of copies) expect(readdirSync(folder)).not.toContain(name);
  });
});

describe('the export', () => {
  it('is one object per line, oldest first, for this account alone', async () => {
    for (let number = 1; number <= BATCH_ROWS + 5; number += 1) keep(`${number}`);
    const path = join(folder, 'history.jsonl');
    expect(await exportHistory(history.batches(), path)).toBe(BATCH_ROWS + 5);
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).id)).toEqual(
      Array.from({ length: BATCH_ROWS + 5 }, (_, index) => `${index + 1}`),
    );
    expect(JSON.parse(lines[0] ?? '')).toEqual(anInteraction({ id: '1', at: NOW + 1 }));
  });

  it('leaves nothing behind where it cannot be written', async () => {
    keep('1');
    const path = join(folder, 'missing', 'history.jsonl');
    await expect(exportHistory(history.batches(), path)).rejects.toMatchObject({
      code: 'output.unwritable',
      message: expect.stringContaining('ENOENT'),
    });
  });
});
