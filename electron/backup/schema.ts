/** What the store holds, as the steps that lead there. A step that was ever released is never changed. */
import type { DatabaseSync } from 'node:sqlite';

/** From the version before to its own, counted from 1; runs inside a transaction. */
export type Migration = (handle: DatabaseSync) => void;

/** Marks the file as Hark's: "Hark" in ASCII. */
export const APPLICATION_ID = 0x4861726b;

export const MIGRATIONS: readonly Migration[] = [
  (handle) =>
    handle.exec(`
      PRAGMA application_id = ${APPLICATION_ID};
      -- One exchange per row; its time is its key, so that pages and searches run along the table.
      CREATE TABLE interactions (
        at INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        wrong INTEGER NOT NULL,
        words TEXT NOT NULL,
        body TEXT NOT NULL
      ) STRICT;
      CREATE VIRTUAL TABLE interaction_words USING fts5 (
        words, content = 'interactions', content_rowid = 'at', tokenize = 'unicode61 remove_diacritics 2'
      );
      -- Else a deleted word would stay in the index until its segment is merged.
      INSERT INTO interaction_words (interaction_words, rank) VALUES ('secure-delete', 1);
      CREATE TABLE notes (id TEXT PRIMARY KEY, at INTEGER NOT NULL, text TEXT NOT NULL) STRICT;
      CREATE INDEX notes_at ON notes (at);
      CREATE TABLE user_actions (intent TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
      -- Things of which there is one each, such as the clock.
      CREATE TABLE documents (name TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
    `),
  (handle) =>
    handle.exec(`
      -- Whose voice Hark knows. The prints are sealed; their keys are files of their own, see voices/keyRing.ts.
      CREATE TABLE profiles (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        -- The name without its case.
        name_key TEXT NOT NULL UNIQUE,
        created_at INTEGER NOT NULL,
        last_heard_at INTEGER,
        personal INTEGER NOT NULL,
        guarded INTEGER NOT NULL,
        key_id TEXT NOT NULL,
        sealed BLOB NOT NULL,
        pin TEXT
      ) STRICT;
      -- The enrollment under way, at most one. Its id is that of its key.
      CREATE TABLE enrollment (
        one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL, body TEXT NOT NULL, sealed BLOB
      ) STRICT;
      -- Sealed under the key of the enrollment they were made in.
      CREATE TABLE voice_recordings (
        enrollment_id TEXT NOT NULL,
        place INTEGER NOT NULL,
        -- Null as long as the enrollment is under way.
        profile_id TEXT,
        until INTEGER NOT NULL,
        sealed BLOB NOT NULL,
        PRIMARY KEY (enrollment_id, place)
      ) STRICT;
    `),
  (handle) =>
    handle.exec(`
      -- What was measured. A row holds all of its stretch of time, counted from the epoch: see metrics.ts.
      CREATE TABLE metric_series (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
      CREATE TABLE metric_minutes (at INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
      CREATE TABLE metric_quarters (at INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
      CREATE TABLE metric_two_hours (at INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
    `),
];

/** What is carried over from a damaged file, the dearest first. What was measured is not worth the time. */
export const SALVAGED_TABLES = [
  'profiles',
  'enrollment',
  'documents',
  'user_actions',
  'notes',
  'voice_recordings',
  'interactions',
] as const;
export const REBUILD_SEARCH_INDEX = "INSERT INTO interaction_words (interaction_words) VALUES ('rebuild')";

/** The mark of the program that a file belongs to. */
export function applicationOf(handle: DatabaseSync): number {
  return Number(handle.prepare('PRAGMA application_id').get()?.['application_id']);
}

/** The version a file was written by; 0 for an empty one. */
export function versionOf(handle: DatabaseSync): number {
  return Number(handle.prepare('PRAGMA user_version').get()?.['user_version']);
}

/** Takes the file to the newest version, each step whole or not at all. */
export function migrate(handle: DatabaseSync, migrations: readonly Migration[]): void {
  for (let version = versionOf(handle); version < migrations.length; version += 1) {
    handle.exec('BEGIN IMMEDIATE');
    try {
      migrations[version]?.(handle);
      handle.exec(`PRAGMA user_version = ${version + 1}; COMMIT`);
    } catch (error) {
      if (handle.isTransaction) handle.exec('ROLLBACK');
      throw error;
    }
  }
}
