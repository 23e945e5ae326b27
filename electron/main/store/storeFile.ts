/**
 * Opens the store. What can go wrong, and what then happens:
 * - no file: a fresh one, silently;
 * - a damaged file, or one of another program: it is set aside with what belongs to it, what can be read of it is
 *   carried over into a fresh one, and a notice says so;
 * - a file of a newer Hark: it is left alone, and a file of this version beside it is used, with a notice;
 * - an older file: a backup, then one migration after another, each in a transaction; where one fails the file is set
 *   aside as a damaged one is;
 * - a folder that cannot be written, a full disk: memory alone, with a notice;
 * - a crash or a power cut while writing: SQLite's write-ahead log brings back the last commit.
 */
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { FailureReport } from '../../../contract/engine.ts';
import { HarkError } from '../../../contract/failures.ts';
import {
  APPLICATION_ID,
  applicationOf,
  MIGRATIONS,
  type Migration,
  migrate,
  versionOf,
} from '../../backup/schema.ts';
import { reasonOf, troubleOf } from '../../backup/sqliteErrors.ts';
import { BUSY_TIMEOUT_MS, chooseStore, STORE_FILE } from '../../backup/storePath.ts';
import { backUp, makePrivate, setAside } from './copies.ts';
import { salvage } from './salvage.ts';

/** The smallest page there is. */
const FILE_MIN_BYTES = 512;
/** The check reads every page, about 2.5 ms a megabyte; a larger file than any Hark writes is not read at start. */
export const CHECK_MAX_BYTES = 128 * 1024 * 1024;

/** Rewriting takes about 8 ms a megabyte, at one start. */
const REWRITTEN_MAX_BYTES = 64 * 1024 * 1024;

export interface StoreFileOptions {
  folder: string;
  migrations?: readonly Migration[];
  /** Wall clock, ms since the epoch. */
  now(): number;
}

export interface OpenedStore {
  handle: DatabaseSync;
  /** Null where nothing can be kept beyond this run. */
  path: string | null;
  /** What people should know about how it came to be. */
  notices: FailureReport[];
}

/** @param condemned the file is known to be damaged, whatever a check says */
export function openStoreFile(options: StoreFileOptions, condemned = false): OpenedStore {
  const notices: FailureReport[] = [];
  try {
    mkdirSync(options.folder, { recursive: true });
    const path = choosePath(options, notices);
    return { handle: openOrReplace(path, options, notices, condemned), path, notices };
  } catch (error) {
    if (troubleOf(error) === null && !(error instanceof HarkError)) throw error;
    const reason = error instanceof HarkError ? error.message : reasonOf(error);
    const message = `Nothing can be stored (${reason}); what happens now is forgotten at the end.`;
    notices.push({ code: 'store.unwritable', message });
    return { handle: openInMemory(options.migrations ?? MIGRATIONS), path: null, notices };
  }
}

function choosePath({ folder, migrations = MIGRATIONS }: StoreFileOptions, notices: FailureReport[]): string {
  const { path, newer } = chooseStore(folder, migrations.length);
  if (newer !== null) {
    const message = `${STORE_FILE} is of a newer Hark (version ${newer}); ${basename(path)} is used beside it.`;
    notices.push({ code: 'store.newer', message });
  }
  return path;
}

function openOrReplace(
  path: string,
  options: StoreFileOptions,
  notices: FailureReport[],
  condemned: boolean,
): DatabaseSync {
  try {
    if (!condemned || !existsSync(path)) return openSound(path, options);
  } catch (error) {
    if (!(error instanceof Unsound)) throw error;
  }
  const aside = setAside(path, options.now());
  const handle = openSound(path, options);
  const rows = salvage(aside, handle, () => performance.now());
  notices.push({
    code: 'store.damaged',
    message: `It was set aside as ${basename(aside)}; ${rows === 0 ? 'nothing' : `${rows} items`} could be carried over.`,
  });
  return handle;
}

/** Not to be used as it is. */
class Unsound extends Error {}

/** @throws Unsound, or what the system says where the file cannot be written */
function openSound(path: string, { migrations = MIGRATIONS, now }: StoreFileOptions): DatabaseSync {
  makePrivate(path);
  check(path);
  const handle = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    handle.exec(`
      -- Counts for a file that is yet empty: what is deleted can then be given back bit by bit.
      PRAGMA auto_vacuum = INCREMENTAL;
      PRAGMA secure_delete = ON;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      PRAGMA trusted_schema = OFF;
    `);
    const version = versionOf(handle);
    if (version > 0 && version < migrations.length) backUp(handle, path, now());
    bringUpToDate(handle, migrations);
    letShrink(handle, path);
    return handle;
  } catch (error) {
    handle.close();
    throw troubleOf(error) === 'damaged' ? new Unsound(reasonOf(error), { cause: error }) : error;
  }
}

/** Once, for a file of a Hark whose files only grew; it works also as it is, where the disk has no room for that. */
function letShrink(handle: DatabaseSync, path: string): void {
  const isShrinking = Number(handle.prepare('PRAGMA auto_vacuum').get()?.['auto_vacuum']) !== 0;
  if (isShrinking || statSync(path).size > REWRITTEN_MAX_BYTES) return;
  try {
    handle.exec('PRAGMA auto_vacuum = INCREMENTAL; VACUUM');
  } catch (error) {
    if (troubleOf(error) !== 'unwritable') throw error;
  }
}

function check(path: string): void {
  try {
    inspect(path, (handle) => {
      if (applicationOf(handle) !== APPLICATION_ID && versionOf(handle) + tablesIn(handle) > 0)
        throw new Unsound('not a store of Hark');
      if (statSync(path).size > CHECK_MAX_BYTES) return;
      const found = handle.prepare('PRAGMA quick_check(1)').get()?.['quick_check'];
      if (found !== 'ok') throw new Unsound('the check found damage');
    });
  } catch (error) {
    throw troubleOf(error) === 'damaged' ? new Unsound(reasonOf(error), { cause: error }) : error;
  }
}

/**
 * Looks into a file through a connection that cannot write: a writing one would change a damaged file on closing, or
 * do away with its log. Null for a file that is empty or not there.
 */
function inspect<T>(path: string, look: (handle: DatabaseSync) => T): T | null {
  const size = existsSync(path) ? statSync(path).size : 0;
  if (size === 0) return null;
  // SQLite takes a file this short for an empty one.
  if (size < FILE_MIN_BYTES) throw new Unsound('too short');
  const handle = new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
  try {
    return look(handle);
  } finally {
    handle.close();
  }
}

function tablesIn(handle: DatabaseSync): number {
  return Number(handle.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()?.['tables']);
}

function bringUpToDate(handle: DatabaseSync, migrations: readonly Migration[]): void {
  try {
    migrate(handle, migrations);
  } catch (error) {
    if (troubleOf(error) === 'unwritable') throw error;
    throw new Unsound('it could not be brought up to date', { cause: error });
  }
}

function openInMemory(migrations: readonly Migration[]): DatabaseSync {
  const handle = new DatabaseSync(':memory:');
  migrate(handle, migrations);
  return handle;
}
