import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FailureReport } from '../../../contract/engine.ts';
import { MIGRATIONS, type Migration } from '../../backup/schema.ts';
import { createLog } from '../log/log.ts';
import { Database, RECOVERIES_MAX } from './database.ts';

let folder: string;
let lines: string[];
let noticed: FailureReport[];
let database: Database;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hark-database-'));
  lines = [];
  noticed = [];
  database = open();
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

const path = () => join(folder, 'hark.db');
const open = (migrations: readonly Migration[] = MIGRATIONS) =>
  new Database(
    { folder, migrations, now: () => Date.UTC(2026, 0, 1) },
    createLog(
      (level, line) => lines.push(`${level} ${line}`),
      (text) => text,
    ),
    (notice) => noticed.push(notice),
  );
const add = (id: string, text = 'milk') => database.run('INSERT INTO notes VALUES (?, 1, ?)', id, text);
const count = () => database.get('SELECT count(*) AS n FROM notes')?.['n'];

describe('a transaction', () => {
  it('is kept whole', () => {
    database.transaction(() => {
      add('a');
      database.transaction(() => add('b'));
    });
    expect(count()).toBe(2);
  });

  it('leaves nothing where it fails', () => {
    expect(() =>
      database.transaction(() => {
        add('a');
        add('a');
      }),
    ).toThrow('UNIQUE');
    expect(count()).toBe(0);
    add('a');
    expect(count()).toBe(1);
  });
});

describe('a full disk', () => {
  it('is a failure with a code, takes nothing back, and passes when there is room again', () => {
    database.close();
    // The same as a disk with room for these many pages.
    database = open([...MIGRATIONS, (handle) => handle.exec('PRAGMA max_page_count = 60')]);
    add('small');
    expect(() => add('large', 'x'.repeat(500_000))).toThrow(
      expect.objectContaining({ code: 'store.unwritable', message: expect.stringContaining('full') }),
    );
    expect(count()).toBe(1);
    database.run('PRAGMA max_page_count = 1000000');
    add('large', 'x'.repeat(500_000));
    expect(count()).toBe(2);
  });
});

describe('damage found while running', () => {
  /** Overwrites pages of the notes on the disk, and makes the connection read them again. */
  function damageUnderneath() {
    for (let number = 0; number < 300; number += 1) add(`${number}`, 'x'.repeat(300));
    database.erase();
    const bytes = readFileSync(path());
    bytes.fill(0xa5, bytes.length - 12 * 4096);
    writeFileSync(path(), bytes);
    const other = new DatabaseSync(path());
    other.exec("INSERT OR REPLACE INTO documents VALUES ('another', 'connection wrote')");
    database.get('SELECT * FROM documents');
    other.close();
  }

  it('costs a fresh file, not the call that found it', () => {
    damageUnderneath();
    database.transaction(() => {
      database.all('SELECT * FROM notes');
      add('after');
    });
    expect(database.get("SELECT text FROM notes WHERE id = 'after'")).toEqual({ text: 'milk' });
    expect(database.notices).toMatchObject([{ code: 'store.damaged' }]);
    expect(noticed).toEqual(database.notices);
    expect(readdirSync(folder).filter((name) => name.endsWith('.damaged-20260101T000000'))).toHaveLength(1);
    expect(lines.join()).toContain('trouble="damaged"');
  });

  it('ends in a failure where it does not end', () => {
    for (let round = 0; round < RECOVERIES_MAX; round += 1) {
      damageUnderneath();
      database.all('SELECT * FROM notes');
      database.run('DELETE FROM notes');
    }
    damageUnderneath();
    expect(() => database.all('SELECT * FROM notes')).toThrow(
      expect.objectContaining({ code: 'store.damaged' }),
    );
  });

  it('of the search index alone is mended in place', () => {
    database.run("INSERT INTO interactions VALUES (1, 'one', 0, 'kitchen light', '{}')");
    database.run("INSERT INTO interaction_words (rowid, words) VALUES (1, 'kitchen light')");
    const other = new DatabaseSync(path());
    other.enableDefensive(false);
    other.exec("UPDATE interaction_words_data SET block = x'a5a5a5a5a5' WHERE id > 10");
    other.close();
    const found = database.all("SELECT rowid FROM interaction_words WHERE interaction_words MATCH 'kitchen'");
    expect(found).toEqual([{ rowid: 1 }]);
    expect(database.notices).toEqual([]);
    expect(lines.join()).toContain('index_damaged');
  });
});

it('takes nothing once it is closed', () => {
  database.close();
  expect(() => add('a')).toThrow(expect.objectContaining({ code: 'store.unwritable' }));
  expect(() => database.close()).not.toThrow();
});
