/**
 * Puts back what a backup holds. It is first read, checked and brought to the version of this Hark in a file of its own;
 * then one transaction replaces what people made in the store. History and measurements of now stay.
 *
 * Voices are brought back rather than replaced, for their keys are in no backup: one whose key is gone was erased and
 * stays so; one that was taught since then, or is under another key since then, stays as it is.
 *
 * The files that come along are written after the transaction. A journal, made durable before it, holds them: whoever finds
 * one knows by the store whether the transaction was made, and writes them then, or forgets it. So a restore that was cut
 * off at any moment is either made to its end or never was.
 */
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import { z } from 'zod';
import { type BackupInfo, insertInto, openReadOnly, textsIn, verifyBackup } from './backupFile.ts';
import { readText, syncFolder, writeWhole } from './files.ts';
import { columnsOf, KEPT_FILES, KEPT_TABLE_NAMES, KEPT_TABLES, type KeptTexts, readKept } from './kept.ts';
import { MIGRATIONS, migrate, versionOf } from './schema.ts';
import { chooseStore } from './storePath.ts';

const KEY_FOLDER = 'voice-keys';
const KEY_FILE = /^([A-Za-z0-9_-]{1,100})\.json$/;
const JOURNAL_FILE = 'restore.journal';
/** The document of the store that says which restore was made last. */
const RESTORED_DOCUMENT = 'backup.restored';
const SCHEMA = 'restored';

export interface Prepared {
  info: BackupInfo;
  texts: KeptTexts;
  /** Of what would be put back. */
  rows: number;
}

/** Ids of the keys of voices that are there. @param folder the data folder */
export function keysIn(folder: string): Set<string> {
  const keys = join(folder, KEY_FOLDER);
  const generations = existsSync(keys) ? readdirSync(keys, { withFileTypes: true }) : [];
  return new Set(
    generations
      .filter((entry) => entry.isDirectory())
      .flatMap(({ name }) => readdirSync(join(keys, name)))
      .flatMap((name) => KEY_FILE.exec(name)?.[1] ?? []),
  );
}

/**
 * What can be put back of a backup, as a file for `swapIn`.
 *
 * @param scratch where that is to lie
 * @param keys that are there; null for all
 * @param now wall clock: recordings of voices have a time after which they are not kept
 * @throws HarkError backup.unknown, backup.damaged, backup.newer, or what the system says of the scratch file
 */
export function prepareRestore(
  backup: string,
  scratch: string,
  keys: ReadonlySet<string> | null,
  now: number,
): Prepared {
  const info = verifyBackup(backup);
  rmSync(scratch, { force: true });
  writeFileSync(scratch, '', { mode: 0o600 });
  return openReadOnly(backup, (from) => {
    const to = new DatabaseSync(scratch);
    try {
      to.exec('PRAGMA synchronous = OFF');
      migrate(to, MIGRATIONS.slice(0, versionOf(from)));
      to.exec('BEGIN IMMEDIATE');
      for (const table of KEPT_TABLE_NAMES) {
        const columns = columnsOf(to, table);
        if (columns.length > 0) readKept(from, table, columns, insertInto(to, table, columns));
      }
      to.exec('COMMIT');
      migrate(to, MIGRATIONS);
      if (keys !== null) dropWithoutKey(to, keys);
      to.prepare('DELETE FROM voice_recordings WHERE until <= ?').run(now);
      const rows = KEPT_TABLE_NAMES.reduce((sum, table) => sum + readKept(to, table, ['rowid']).rows, 0);
      return { info, texts: textsIn(from), rows };
    } finally {
      to.close();
    }
  });
}

/** All of it or nothing. @param id of this restore. @throws what SQLite says; nothing was changed then */
export function swapIn(handle: DatabaseSync, scratch: string, id: string): void {
  handle.prepare(`ATTACH ? AS ${SCHEMA}`).run(scratch);
  try {
    handle.exec('BEGIN IMMEDIATE');
    try {
      for (const table of ['notes', 'user_actions', 'documents'] as const) {
        const columns = columnsOf(handle, table).join(', ');
        handle.exec(`
          DELETE FROM main.${table} WHERE ${KEPT_TABLES[table].where};
          INSERT INTO main.${table} (${columns}) SELECT ${columns} FROM ${SCHEMA}.${table};
        `);
      }
      bringBackProfiles(handle);
      const columns = columnsOf(handle, 'voice_recordings').join(', ');
      handle.exec(`
        INSERT OR IGNORE INTO main.voice_recordings (${columns}) SELECT ${columns} FROM ${SCHEMA}.voice_recordings
        WHERE profile_id IN (SELECT id FROM main.profiles)
      `);
      insertInto(
        handle,
        'main.documents',
        ['name', 'body'],
        'OR REPLACE',
      )([RESTORED_DOCUMENT, JSON.stringify(id)]);
      handle.exec('COMMIT');
    } catch (error) {
      if (handle.isTransaction) handle.exec('ROLLBACK');
      throw error;
    }
  } finally {
    handle.exec(`DETACH ${SCHEMA}`);
  }
}

/** Before `swapIn`, of the same id. */
export function writeJournal(folder: string, id: string, texts: KeptTexts): void {
  writeWhole(join(folder, JOURNAL_FILE), JSON.stringify({ id, texts }));
}

/**
 * Writes the files of a restore that was made; forgets one that was not.
 *
 * @returns whether there was one that was made
 * @throws what the system says; it is tried again at the next start
 */
export function finishRestore(folder: string): boolean {
  const path = join(folder, JOURNAL_FILE);
  const text = readText(path);
  if (text === null) return false;
  const journal = readJournal(text);
  const isMade = journal !== null && lastRestored(folder) === journal.id;
  if (isMade) putFiles(folder, journal.texts);
  rmSync(path, { force: true });
  syncFolder(folder);
  return isMade;
}

function putFiles(folder: string, texts: KeptTexts): void {
  for (const name of KEPT_FILES) {
    const [path, text] = [join(folder, name), texts[name]];
    if (text === null) rmSync(path, { force: true });
    else writeWhole(path, text);
  }
}

const journalSchema = z.object({
  id: z.string(),
  texts: z.object({ 'settings.json': z.string().nullable(), 'sentences.yaml': z.string().nullable() }),
});

/** It takes its name only when it is whole; one that cannot be read is not Hark's. */
function readJournal(text: string): z.infer<typeof journalSchema> | null {
  try {
    return journalSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

function lastRestored(folder: string): string | null {
  const { path } = chooseStore(folder);
  if (!existsSync(path)) return null;
  return openReadOnly(path, (handle) => {
    const row = handle.prepare('SELECT body FROM documents WHERE name = ?').get(RESTORED_DOCUMENT);
    return row === undefined ? null : (JSON.parse(String(row['body'])) as string);
  });
}

function dropWithoutKey(handle: DatabaseSync, keys: ReadonlySet<string>): void {
  const isThere = 'SELECT value FROM json_each(?)';
  const ids = JSON.stringify([...keys]);
  handle.prepare(`DELETE FROM profiles WHERE key_id NOT IN (${isThere})`).run(ids);
  handle.prepare(`DELETE FROM voice_recordings WHERE enrollment_id NOT IN (${isThere})`).run(ids);
}

/** A name that another voice has by now stays with that. */
function bringBackProfiles(handle: DatabaseSync): void {
  const columns = columnsOf(handle, 'profiles');
  const insert = insertInto(handle, 'main.profiles', columns);
  const taken = handle.prepare('SELECT 1 FROM main.profiles WHERE name_key = ? AND id <> ?');
  const known = handle.prepare('SELECT name, name_key FROM main.profiles WHERE id = ?');
  for (const row of handle
    .prepare(`SELECT ${columns.join(', ')} FROM ${SCHEMA}.profiles ORDER BY id`)
    .all()) {
    const id = String(row['id']);
    const now = known.get(id);
    const isTaken = (key: SQLOutputValue | undefined) => taken.get(String(key), id) !== undefined;
    const { name, name_key } = row;
    if (isTaken(name_key) && now !== undefined) Object.assign(row, now);
    for (let count = 2; isTaken(row['name_key']); count += 1)
      Object.assign(row, { name: `${name} ${count}`, name_key: `${name_key} ${count}` });
    handle.prepare('DELETE FROM main.profiles WHERE id = ?').run(id);
    insert(columns.map((column) => row[column] ?? null));
  }
}
