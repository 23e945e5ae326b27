import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MIGRATIONS, type Migration, versionOf } from '../../backup/schema.ts';
import { COPIES_KEPT } from './copies.ts';
import { openStoreFile } from './storeFile.ts';

const NOW = Date.UTC(2026, 10, 23, 22, 4, 5);
let folder: string;
let clock: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hark-store-'));
  clock = NOW;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const path = () => join(folder, 'hark.db');
const open = (migrations?: readonly Migration[]) =>
  openStoreFile({ folder, now: () => clock, ...(migrations === undefined ? {} : { migrations }) });
/** Opens, does something, and closes again. */
function during<T>(work: (handle: DatabaseSync) => T, migrations?: readonly Migration[]) {
  const opened = open(migrations);
  try {
    return { result: work(opened.handle), notices: opened.notices, path: opened.path };
  } finally {
    opened.handle.close();
  }
}
const addNotes = (count: number) => (handle: DatabaseSync) => {
  const insert = handle.prepare('INSERT INTO notes (id, at, text) VALUES (?, ?, ?)');
  for (let number = 0; number < count; number += 1)
    insert.run(`${number}`, number, `note ${number} `.repeat(40));
};
const countNotes = (handle: DatabaseSync) =>
  Number(handle.prepare('SELECT count(*) AS n FROM notes').get()?.['n']);
const names = () => readdirSync(folder).sort();
/** Overwrites the middle of the file, as a failing disk does. */
function damage(from: number, to = from + 4096) {
  const bytes = readFileSync(path());
  bytes.fill(0xa5, from, to);
  writeFileSync(path(), bytes);
}

describe('a fresh store', () => {
  it('is made, with its folder, for this account alone', () => {
    const nested = openStoreFile({ folder: join(folder, 'a', 'b'), now: () => clock });
    expect(nested.notices).toEqual([]);
    addNotes(1)(nested.handle);
    for (const name of readdirSync(join(folder, 'a', 'b'))) {
      expect(statSync(join(folder, 'a', 'b', name)).mode & 0o777, name).toBe(0o600);
    }
    nested.handle.close();
  });

  it('writes ahead, overwrites what it deletes, and is of the newest version', () => {
    during((handle) => {
      expect(handle.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
      expect(handle.prepare('PRAGMA secure_delete').get()).toEqual({ secure_delete: 1 });
      expect(handle.prepare('PRAGMA foreign_keys').get()).toEqual({ foreign_keys: 1 });
      expect(versionOf(handle)).toBe(MIGRATIONS.length);
    });
  });

  it('keeps what was stored, and takes an open file back for this account', () => {
    during(addNotes(3));
    chmodSync(path(), 0o644);
    expect(during(countNotes)).toEqual({ result: 3, notices: [], path: path() });
    expect(statSync(path()).mode & 0o777).toBe(0o600);
  });

  it('is what an empty file becomes, after a crash at the very beginning', () => {
    writeFileSync(path(), '');
    expect(during(countNotes)).toMatchObject({ result: 0, notices: [] });
  });
});

describe('an older file', () => {
  const COLOUR: Migration = (handle) =>
    handle.exec("ALTER TABLE notes ADD COLUMN colour TEXT NOT NULL DEFAULT 'red'");
  const SIZE: Migration = (handle) => handle.exec('ALTER TABLE notes ADD COLUMN size INTEGER');

  it('is backed up, then walks every step to the newest version', () => {
    during(addNotes(3));
    const { result, notices } = during(
      (handle) => handle.prepare('SELECT colour, size FROM notes').all(),
      [...MIGRATIONS, COLOUR, SIZE],
    );
    expect(result).toEqual(Array(3).fill({ colour: 'red', size: null }));
    expect(notices).toEqual([]);
    expect(names()).toEqual(['hark.db', 'hark.db.backup-20261123T220405']);
    const backup = join(folder, 'hark.db.backup-20261123T220405');
    expect(statSync(backup).mode & 0o777).toBe(0o600);
    const copy = new DatabaseSync(backup, { readOnly: true });
    expect(versionOf(copy)).toBe(MIGRATIONS.length);
    expect(countNotes(copy)).toBe(3);
    copy.close();
  });

  it('is migrated once, and without a change there is no backup', () => {
    during(addNotes(1));
    during(countNotes, [...MIGRATIONS, COLOUR]);
    during(countNotes, [...MIGRATIONS, COLOUR]);
    expect(names().filter((name) => name.includes('backup'))).toHaveLength(1);
  });

  it('keeps a bounded number of backups, the newest', () => {
    const migrations: Migration[] = [...MIGRATIONS];
    for (let round = 0; round < COPIES_KEPT + 3; round += 1) {
      during(countNotes, migrations);
      clock += 60_000;
      migrations.push(() => undefined);
    }
    during(countNotes, migrations);
    expect(names().filter((name) => name.includes('backup'))).toEqual([
      'hark.db.backup-20261123T220805',
      'hark.db.backup-20261123T220905',
      'hark.db.backup-20261123T221005',
    ]);
  });

  it('is not left half way by a step that fails: it is set aside and what it held is in reach', () => {
    during(addNotes(3));
    const broken: Migration = (handle) => {
      COLOUR(handle);
      throw new Error('not foreseen');
    };
    let fail = true;
    const once: Migration = (handle) => {
      if (!fail) return;
      fail = false;
      broken(handle);
    };
    const { result, notices } = during(countNotes, [...MIGRATIONS, once]);
    expect(notices).toMatchObject([{ code: 'store.damaged', message: expect.stringContaining('3 items') }]);
    expect(result).toBe(3);
    const aside = new DatabaseSync(join(folder, 'hark.db.damaged-20261123T220405'));
    expect(versionOf(aside)).toBe(MIGRATIONS.length);
    expect(countNotes(aside)).toBe(3);
    expect(aside.prepare('SELECT * FROM notes').get()).not.toHaveProperty('colour');
    aside.close();
  });
});

describe('a damaged file of another version', () => {
  it('gives what both versions know of; new columns take their default, what is no longer kept stays', () => {
    during((handle) => {
      addNotes(2)(handle);
      handle.prepare('INSERT INTO documents (name, body) VALUES (?, ?)').run('clock', '{}');
    });
    let broken = true;
    const next: Migration = (handle) => {
      if (broken) {
        broken = false;
        throw new Error('not foreseen');
      }
      handle.exec(`
        ALTER TABLE notes ADD COLUMN colour TEXT NOT NULL DEFAULT 'red';
        DROP TABLE user_actions;
        ALTER TABLE documents RENAME COLUMN body TO content;
      `);
    };
    const { result, notices } = during(
      (handle) => ({
        notes: handle.prepare('SELECT id, colour FROM notes ORDER BY id').all(),
        documents: handle.prepare('SELECT * FROM documents').all(),
      }),
      [...MIGRATIONS, next],
    );
    expect(notices).toMatchObject([{ message: expect.stringContaining('2 items') }]);
    expect(result.notes).toEqual([
      { id: '0', colour: 'red' },
      { id: '1', colour: 'red' },
    ]);
    // A document without its content is none.
    expect(result.documents).toEqual([]);
  });
});

describe('a newer file', () => {
  it('is left as it is, and a file beside it is used until Hark is newer again', () => {
    const newer: Migration[] = [...MIGRATIONS, (handle) => handle.exec('DROP TABLE notes')];
    during(() => undefined, newer);
    const before = readFileSync(path());
    const first = during(addNotes(2));
    expect(first.path).toBe(join(folder, `hark-v${MIGRATIONS.length}.db`));
    expect(first.notices).toMatchObject([
      { code: 'store.newer', message: expect.stringContaining('hark.db') },
    ]);
    expect(during(countNotes).result).toBe(2);
    expect(readFileSync(path())).toEqual(before);
    expect(during(() => undefined, newer)).toMatchObject({ path: path(), notices: [] });
  });
});

describe('a damaged file', () => {
  it.each([
    ['is no database', () => writeFileSync(path(), 'theme = dark\n'.repeat(900))],
    ['lost its head', () => damage(0)],
    ['lost its schema', () => damage(100)],
    ['was cut off', () => writeFileSync(path(), readFileSync(path()).subarray(0, 6_000))],
    ['is of another program', () => writeOther()],
  ])('that %s is set aside, and a fresh one begun', (_name, break_) => {
    during(addNotes(200));
    break_();
    const before = readFileSync(path());
    const { notices } = during(addNotes(1).bind(null));
    expect(notices).toEqual([
      { code: 'store.damaged', message: expect.stringContaining('hark.db.damaged-20261123T220405') },
    ]);
    expect(notices[0]?.message).not.toContain(folder);
    expect(readFileSync(join(folder, 'hark.db.damaged-20261123T220405'))).toEqual(before);
    expect(during(countNotes)).toMatchObject({ notices: [] });
  });

  it('gives up what can still be read of it, also what lies behind the damage', () => {
    during((handle) => {
      addNotes(400)(handle);
      handle.prepare('INSERT INTO documents (name, body) VALUES (?, ?)').run('clock', '{"items":[]}');
    });
    const size = statSync(path()).size;
    // Far behind the schema: pages of the notes.
    damage(Math.floor(size / 2 / 4096) * 4096);
    const { result, notices } = during((handle) => ({
      notes: countNotes(handle),
      clock: handle.prepare('SELECT body FROM documents').get(),
      last: handle.prepare("SELECT id FROM notes WHERE id = '399'").get(),
      first: handle.prepare("SELECT id FROM notes WHERE id = '0'").get(),
    }));
    expect(notices).toMatchObject([{ code: 'store.damaged' }]);
    expect(result.clock).toEqual({ body: '{"items":[]}' });
    expect(result).toMatchObject({ first: { id: '0' }, last: { id: '399' } });
    expect(result.notes).toBeGreaterThan(300);
    expect(result.notes).toBeLessThan(400);
    expect(notices[0]?.message).toContain(`${result.notes + 1} items`);
  });

  it('takes what was not yet in it along', () => {
    const left = open();
    addNotes(20)(left.handle);
    // As after a crash: the log is still there.
    for (const part of ['', '-wal']) writeFileSync(`${path()}.kept${part}`, readFileSync(path() + part));
    left.handle.close();
    for (const part of ['', '-wal']) writeFileSync(path() + part, readFileSync(`${path()}.kept${part}`));
    writeFileSync(path(), 'gone');
    during(countNotes);
    expect(names()).toContain('hark.db.damaged-20261123T220405-wal');
  });

  it('is one of a bounded number', () => {
    for (let round = 0; round < COPIES_KEPT + 2; round += 1) {
      writeFileSync(path(), 'broken '.repeat(100));
      during(countNotes);
      clock += 1_000;
    }
    expect(names().filter((name) => name.includes('damaged'))).toHaveLength(COPIES_KEPT);
    expect(names()).toContain('hark.db.damaged-20261123T220409');
  });

  it('is not confused with one that broke in the same second', () => {
    for (let round = 0; round < 2; round += 1) {
      writeFileSync(path(), 'broken '.repeat(100));
      during(countNotes);
    }
    expect(names().filter((name) => name.includes('damaged'))).toEqual([
      'hark.db.damaged-20261123T220405',
      'hark.db.damaged-20261123T220405-2',
    ]);
  });
});

describe('a place that cannot be written', () => {
  it.each([
    ['a folder that is a file', () => writeFileSync(join(folder, 'data'), ''), 'ENOTDIR|EEXIST'],
    [
      'a file that is a folder',
      () => mkdirSync(join(folder, 'data', 'hark.db'), { recursive: true }),
      'EISDIR',
    ],
  ])('(%s) leaves memory, and says so', (_name, block, reason) => {
    block();
    const opened = openStoreFile({ folder: join(folder, 'data'), now: () => clock });
    expect(opened).toMatchObject({ path: null, notices: [{ code: 'store.unwritable' }] });
    expect(opened.notices[0]?.message).toMatch(new RegExp(reason));
    addNotes(2)(opened.handle);
    expect(countNotes(opened.handle)).toBe(2);
    opened.handle.close();
  });

  it('is not written at all', () => {
    expect(existsSync(path())).toBe(false);
  });
});

function writeOther() {
  rmSync(path());
  const other = new DatabaseSync(path());
  other.exec('CREATE TABLE recipes (name TEXT)');
  other.close();
}
