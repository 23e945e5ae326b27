import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checksumPath, openReadOnly, verifyBackup } from './backupFile.ts';
import {
  BACKUP_FOLDER,
  deleteBackup,
  drill,
  dropUnfinished,
  listBackups,
  makeBackup,
  textsOf,
} from './backupFolder.ts';
import { sha256Of } from './files.ts';
import { KEPT_TABLE_NAMES, LEFT_OUT_TABLES } from './kept.ts';
import { finishRestore, keysIn, prepareRestore, swapIn, writeJournal } from './restore.ts';
import { MIGRATIONS } from './schema.ts';
import { answer, perform } from './tasks.ts';
import { ANN, addNote, addRecording, addVoice, contents, fill, openStore } from './testing/aStore.ts';

const ABOUT = { at: 1_700_000_000_000, kind: 'manual', version: '1.2.3' } as const;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hark-backup-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const make = () => makeBackup(folder, ABOUT).path;
const code = (name: string) => expect.objectContaining({ code: name });
function change(work: (handle: DatabaseSync) => void, path = join(folder, 'hark.db')): void {
  const handle = new DatabaseSync(path);
  work(handle);
  handle.close();
}
/** As the command line and the app do it. */
function restore(backup: string): void {
  const scratch = join(folder, 'scratch.db');
  const { texts } = prepareRestore(backup, scratch, keysIn(folder), ABOUT.at);
  writeJournal(folder, 'this', texts);
  change((handle) => swapIn(handle, scratch, 'this'));
  expect(finishRestore(folder)).toBe(true);
  rmSync(scratch);
}

it('decides of every table of the store whether it is in a backup', () => {
  const handle = openStore(folder);
  const tables = handle
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'interaction_words_%'")
    .all()
    .map(({ name }) => String(name));
  handle.close();
  expect(tables.toSorted()).toEqual([...KEPT_TABLE_NAMES, ...LEFT_OUT_TABLES].toSorted());
});

describe('a backup', () => {
  it('holds what people made, for this account alone, and says so', () => {
    fill(folder);
    const { path, info } = makeBackup(folder, ABOUT);
    expect(info).toMatchObject(ABOUT);
    expect(Object.fromEntries(Object.entries(info.content).map(([name, { rows }]) => [name, rows]))).toEqual({
      notes: 3,
      user_actions: 1,
      documents: 1,
      profiles: 1,
      voice_recordings: 1,
      backup_files: 2,
    });
    expect(verifyBackup(path)).toEqual(info);
    if (process.platform !== 'win32') {
      expect(statSync(path).mode & 0o777).toBe(0o600);
      expect(statSync(join(folder, BACKUP_FOLDER)).mode & 0o777).toBe(0o700);
    }
    expect(readdirSync(join(folder, BACKUP_FOLDER))).toHaveLength(2);
    expect(readFileSync(checksumPath(path), 'utf8')).toBe(
      `${sha256Of(path)}  hark-20231114T221320Z.harkbackup\n`,
    );
  });

  it('holds nothing of what was said or measured, and no key', () => {
    fill(folder);
    const path = make();
    openReadOnly(path, (handle) => {
      for (const table of LEFT_OUT_TABLES)
        expect(handle.prepare(`SELECT count(*) AS n FROM ${table}`).get()).toEqual({ n: 0 });
    });
    const bytes = readFileSync(path);
    for (const text of ['secret', 'alert']) expect(bytes.includes(text)).toBe(false);
  });

  it('is made of a store in use, of what was committed', () => {
    fill(folder);
    const handle = openStore(folder);
    addNote(handle, 'kept', 'in the log of the database alone');
    handle.exec('BEGIN IMMEDIATE');
    addNote(handle, 'open', 'not yet');
    expect(makeBackup(folder, ABOUT).info.content['notes']?.rows).toBe(4);
    handle.exec('COMMIT');
    handle.close();
  });

  it('fails where there is no store, one of another program, or a folder that cannot be written', () => {
    expect(() => make()).toThrow(code('backup.failed'));
    change((handle) => handle.exec('CREATE TABLE notes (id TEXT); PRAGMA user_version = 1'));
    expect(() => make()).toThrow(code('backup.failed'));
    rmSync(join(folder, 'hark.db'));
    fill(folder);
    rmSync(join(folder, BACKUP_FOLDER), { recursive: true, force: true });
    writeFileSync(join(folder, BACKUP_FOLDER), 'a file in its place');
    expect(() => make()).toThrow(code('backup.failed'));
  });

  it('leaves nothing half-written where it fails', () => {
    fill(folder);
    const first = make();
    change((handle) => handle.exec('DROP TABLE notes'));
    expect(() => makeBackup(folder, { ...ABOUT, at: ABOUT.at + 1_000 })).toThrow(code('backup.failed'));
    expect(readdirSync(join(folder, BACKUP_FOLDER))).toHaveLength(2);
    verifyBackup(first);
  });

  it('of the same second has a name of its own', () => {
    fill(folder);
    expect(make()).not.toBe(make());
    expect(listBackups(folder)).toHaveLength(2);
  });
});

describe('what cannot be used is found out:', () => {
  let path: string;
  beforeEach(() => {
    fill(folder);
    path = make();
  });
  const withoutChecksum = () => rmSync(checksumPath(path));

  it.each<[string, () => void]>([
    ['one byte is another', () => flip(path, 5_000)],
    ['it is cut', () => truncateSync(path, statSync(path).size - 4_096)],
    ['it is empty', () => truncateSync(path, 0)],
    ['it is no database', () => writeFileSync(path, 'x'.repeat(5_000))],
    [
      'it is another database',
      () => {
        withoutChecksum();
        rmSync(path);
        change((handle) => handle.exec('CREATE TABLE t (a)'), path);
      },
    ],
    [
      'it is a store and no backup',
      () => {
        withoutChecksum();
        rmSync(path);
        change((handle) => handle.exec(`VACUUM INTO '${path}'`));
      },
    ],
    [
      'a note was changed in it',
      () => {
        withoutChecksum();
        change((handle) => handle.exec("UPDATE notes SET text = 'forged'"), path);
      },
    ],
    [
      'a note is missing in it',
      () => {
        withoutChecksum();
        change((handle) => handle.exec("DELETE FROM notes WHERE id = 'n1'"), path);
      },
    ],
    [
      'the settings were changed in it',
      () => {
        withoutChecksum();
        change((handle) => handle.exec("UPDATE backup_files SET body = '{}'"), path);
      },
    ],
    [
      'it says nothing of itself',
      () => {
        withoutChecksum();
        change((handle) => handle.exec("UPDATE backup_info SET body = '{'"), path);
      },
    ],
  ])('%s', (_what, harm) => {
    harm();
    const before = contents(folder);
    expect(() => verifyBackup(path)).toThrow(code('backup.damaged'));
    expect(() => prepareRestore(path, join(folder, 'scratch.db'), null, 0)).toThrow(code('backup.damaged'));
    expect(contents(folder)).toEqual(before);
    expect(listBackups(folder)).toMatchObject([{ ok: false }]);
  });

  it('it is of a newer Hark', () => {
    withoutChecksum();
    change((handle) => handle.exec(`PRAGMA user_version = ${MIGRATIONS.length + 1}`), path);
    expect(() => verifyBackup(path)).toThrow(code('backup.newer'));
  });

  it('it is gone', () => {
    deleteBackup(folder, listBackups(folder)[0]?.id ?? '');
    expect(() => verifyBackup(path)).toThrow(code('backup.unknown'));
    expect(readdirSync(join(folder, BACKUP_FOLDER))).toEqual([]);
  });

  it('and what has no name of one is none', () => {
    for (const id of ['../hark.db', 'hark.db', '/etc/passwd', ''])
      expect(() => deleteBackup(folder, id)).toThrow(code('backup.unknown'));
  });

  it('but one that lost its checksum can be used', () => {
    withoutChecksum();
    verifyBackup(path);
  });
});

describe('restored', () => {
  it('is what people made as it was, with history and measurements as they are now', () => {
    fill(folder);
    const before = contents(folder);
    const path = make();
    change((handle) =>
      handle.exec(`
        DELETE FROM notes WHERE id <> 'n1';
        UPDATE notes SET text = 'other';
        INSERT INTO notes VALUES ('new', 9, 'new');
        DELETE FROM user_actions;
        UPDATE documents SET body = '{"items":[1]}' WHERE name = 'clock';
        UPDATE documents SET body = '["newer"]' WHERE name = 'alerts';
        INSERT INTO interactions VALUES (6, 'j', 0, 'later', '{}');
      `),
    );
    writeFileSync(join(folder, 'settings.json'), 'other');
    rmSync(join(folder, 'sentences.yaml'));
    restore(path);
    const after = contents(folder);
    for (const table of ['notes', 'user_actions', 'profiles', 'voice_recordings', 'metric_minutes'])
      expect(after[table], table).toEqual(before[table]);
    expect(after['interactions']).toHaveLength(2);
    expect(after['documents']).toEqual([
      { name: 'alerts', body: '["newer"]' },
      { name: 'clock', body: '{"items":[]}' },
    ]);
    expect(textsOf(folder)).toEqual({
      'settings.json': '{"version":1}\n',
      'sentences.yaml': 'language: en\n',
    });
  });

  it('files that were not there go', () => {
    fill(folder);
    for (const name of ['settings.json', 'sentences.yaml']) rmSync(join(folder, name));
    const path = make();
    writeFileSync(join(folder, 'sentences.yaml'), 'new');
    restore(path);
    expect(existsSync(join(folder, 'sentences.yaml'))).toBe(false);
  });

  it('of a store of an earlier version is brought up to date first', () => {
    const handle = openStore(folder, MIGRATIONS.slice(0, 1));
    addNote(handle, 'old', 'of long ago');
    handle.close();
    const path = make();
    openStore(folder).close();
    change((now) => now.exec('DELETE FROM notes'));
    restore(path);
    expect(contents(folder)['notes']).toMatchObject([{ text: 'of long ago' }]);
  });

  it('no voice that was erased comes back, and none that is there goes', () => {
    fill(folder);
    const path = make();
    const bob = { id: 'bob', name: 'Bob', key: 'key-bob' };
    change((handle) => {
      handle.exec('DELETE FROM profiles; DELETE FROM voice_recordings');
      addVoice(handle, folder, bob);
      addRecording(handle, bob.key, bob.id);
    });
    rmSync(join(folder, 'voice-keys', '0', `${ANN.key}.json`));
    restore(path);
    expect(contents(folder)['profiles']).toMatchObject([{ id: 'bob' }]);
    expect(contents(folder)['voice_recordings']).toMatchObject([{ profile_id: 'bob' }]);
  });

  it('a voice that is under another key by now stays as it is', () => {
    fill(folder);
    const path = make();
    change((handle) => handle.exec("UPDATE profiles SET key_id = 'newer', sealed = x'99'"));
    rmSync(join(folder, 'voice-keys', '0', `${ANN.key}.json`));
    restore(path);
    expect(contents(folder)['profiles']).toMatchObject([{ id: 'ann', key_id: 'newer' }]);
  });

  it('two voices do not have one name', () => {
    fill(folder);
    const path = make();
    change((handle) => {
      handle.exec("UPDATE profiles SET name = 'Anna', name_key = 'anna'");
      addVoice(handle, folder, { id: 'other', name: 'Ann', key: 'key-other' });
    });
    restore(path);
    expect(contents(folder)['profiles']?.map((row) => (row as { name: string }).name)).toEqual([
      'Anna',
      'Ann',
    ]);
    change((handle) => handle.exec("DELETE FROM profiles WHERE id = 'ann'"));
    restore(path);
    expect(contents(folder)['profiles']?.map((row) => (row as { name: string }).name)).toEqual([
      'Ann 2',
      'Ann',
    ]);
  });

  it('recordings whose time is over, or of a voice that is gone, stay gone', () => {
    fill(folder);
    change((handle) => handle.exec('UPDATE voice_recordings SET until = 5'));
    const path = make();
    change((handle) => handle.exec('DELETE FROM voice_recordings'));
    restore(path);
    expect(contents(folder)['voice_recordings']).toEqual([]);
  });

  it('is all of it or nothing', () => {
    fill(folder);
    const path = make();
    const scratch = join(folder, 'scratch.db');
    const { texts } = prepareRestore(path, scratch, null, 0);
    change((handle) => handle.exec("DELETE FROM notes; INSERT INTO notes VALUES ('new', 1, 'new')"));
    writeFileSync(join(folder, 'settings.json'), 'new');
    const before = [contents(folder), textsOf(folder)];
    writeJournal(folder, 'this', texts);
    // The disk is full in the middle.
    change((handle) => {
      handle.exec("CREATE TRIGGER full BEFORE INSERT ON user_actions BEGIN SELECT RAISE(ABORT, 'full'); END");
      expect(() => swapIn(handle, scratch, 'this')).toThrow();
      handle.exec('DROP TRIGGER full');
    });
    expect(finishRestore(folder)).toBe(false);
    expect([contents(folder), textsOf(folder)]).toEqual(before);
    expect(existsSync(join(folder, 'restore.journal'))).toBe(false);
  });

  it('is made to its end at the next start where it was cut off after the store', () => {
    fill(folder);
    const path = make();
    writeFileSync(join(folder, 'settings.json'), 'new');
    const scratch = join(folder, 'scratch.db');
    const { texts } = prepareRestore(path, scratch, null, 0);
    writeJournal(folder, 'this', texts);
    change((handle) => swapIn(handle, scratch, 'this'));
    expect(finishRestore(folder)).toBe(true);
    expect(readFileSync(join(folder, 'settings.json'), 'utf8')).toBe('{"version":1}\n');
    expect(finishRestore(folder)).toBe(false);
  });
});

describe('a drill', () => {
  it('finds a sound backup to be what it was made of, and leaves nothing behind', () => {
    fill(folder);
    make();
    const [backup] = listBackups(folder);
    const held = drill(folder, backup?.id ?? '', () => 7);
    expect(held).toMatchObject({ at: 7, ok: true, reason: null, tables: 6, rows: 9 });
    expect(readdirSync(join(folder, BACKUP_FOLDER))).toHaveLength(2);
  });

  it('counts the rows of an older version', () => {
    const handle = openStore(folder, MIGRATIONS.slice(0, 1));
    addNote(handle, 'old', 'of long ago');
    handle.close();
    make();
    expect(drill(folder, listBackups(folder)[0]?.id ?? '', () => 7)).toMatchObject({ ok: true, rows: 1 });
  });

  it('tells of a backup that is none any more', () => {
    fill(folder);
    const path = make();
    flip(path, 5_000);
    const [backup] = listBackups(folder);
    expect(drill(folder, backup?.id ?? '', () => 7)).toMatchObject({
      ok: false,
      reason: expect.stringContaining('checksum'),
    });
  });
});

it('deletes those that are too many, and what was left half-made', () => {
  fill(folder);
  const rotation = { days: 2, weeks: 0 };
  for (let day = 0; day < 4; day += 1)
    perform({ name: 'make', folder, about: { ...ABOUT, at: ABOUT.at + day * 86_400_000 }, rotation });
  const inside = join(folder, BACKUP_FOLDER);
  expect(readdirSync(inside)).toHaveLength(4);
  writeFileSync(join(inside, 'hark-20231114T221320Z.harkbackup.part'), 'half');
  writeFileSync(join(inside, 'hark-20231114T221320Z.harkbackup.sha256'), 'orphan');
  dropUnfinished(folder);
  expect(readdirSync(inside)).toHaveLength(4);
});

it('tells of a disk that cannot be written by its code', () => {
  writeFileSync(join(folder, BACKUP_FOLDER), 'a file in its place');
  const name = 'hark-20231114T221320Z.harkbackup';
  const rotation = { days: 1, weeks: 0 };
  const about = { ...ABOUT, kind: 'before_restore' } as const;
  expect(answer({ name: 'prepare', folder, id: name, about, rotation })).toMatchObject({
    failure: { code: 'backup.failed' },
  });
});

it('checks the store', () => {
  expect(perform({ name: 'check', folder, now: 3 })).toMatchObject({ at: 3, ok: true });
  fill(folder, 2_000);
  expect(perform({ name: 'check', folder, now: 3 })).toMatchObject({ ok: true });
  flip(join(folder, 'hark.db'), 4_096 * 30 + 1, 3_000);
  expect(perform({ name: 'check', folder, now: 3 })).toMatchObject({ ok: false });
});

function flip(path: string, at: number, bytes = 1): void {
  chmodSync(path, 0o600);
  const content = readFileSync(path);
  for (let i = at; i < at + bytes && i < content.length; i += 1) content[i] = (content[i] ?? 0) ^ 0xff;
  writeFileSync(path, content);
}
