/** The folder of the backups: their names, which there are, and those that one makes, uses and deletes. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { HarkError } from '../../contract/failures.ts';
import type { Backup, Drill } from '../../contract/upkeep.ts';
import {
  type About,
  type BackupInfo,
  checksumPath,
  FILES_TABLE,
  isSame,
  openReadOnly,
  verifyBackup,
  writeBackup,
} from './backupFile.ts';
import { readText } from './files.ts';
import { columnsOf, contentOfTexts, KEPT_TABLE_NAMES, type KeptTexts, readKept } from './kept.ts';
import { finishRestore, type Prepared, prepareRestore, swapIn, writeJournal } from './restore.ts';
import { MIGRATIONS, migrate, versionOf } from './schema.ts';
import { reasonOf } from './sqliteErrors.ts';
import { chooseStore } from './storePath.ts';

export const BACKUP_FOLDER = 'backups';
const NAME = /^hark-\d{8}T\d{6}Z(?:-\d+)?\.harkbackup$/;
/** What is being made, or was when Hark was killed. */
const UNFINISHED = /\.part(?:-journal)?$|^scratch-/;

/** @throws HarkError backup.unknown: that is no name of one */
export function backupPath(folder: string, id: string): string {
  if (!NAME.test(id)) throw new HarkError('backup.unknown', 'there is no such backup');
  return join(folder, BACKUP_FOLDER, id);
}

export function textsOf(folder: string): KeptTexts {
  return {
    'settings.json': readText(join(folder, 'settings.json')),
    'sentences.yaml': readText(join(folder, 'sentences.yaml')),
  };
}

/**
 * @param folder the data folder
 * @param target where it is to lie; among the others where absent
 * @throws HarkError backup.failed
 */
export function makeBackup(
  folder: string,
  about: About,
  target?: string,
): { path: string; info: BackupInfo } {
  try {
    const path = target ?? freePath(openFolder(folder), about.at);
    return { path, info: writeBackup(chooseStore(folder).path, textsOf(folder), path, about) };
  } catch (cause) {
    if (cause instanceof HarkError) throw cause;
    throw new HarkError('backup.failed', `the backup could not be made (${reasonOf(cause)})`, { cause });
  }
}

/** Newest first, each read whole. One that cannot be used is among them. */
export function listBackups(folder: string, known: ReadonlyMap<string, Backup> = new Map()): Backup[] {
  return idsIn(folder)
    .map((id) => known.get(id) ?? describe(folder, id))
    .toSorted((a, b) => b.at - a.at);
}

/** @throws HarkError backup.unknown, or what the system says */
export function deleteBackup(folder: string, id: string): void {
  const path = backupPath(folder, id);
  if (!existsSync(path)) throw new HarkError('backup.unknown', 'there is no such backup');
  rmSync(path);
  rmSync(checksumPath(path), { force: true });
}

/** What is half-made goes; to be called while nothing is being made. */
export function dropUnfinished(folder: string): void {
  const inside = join(folder, BACKUP_FOLDER);
  for (const name of listed(inside)) {
    const isOrphan = name.endsWith('.sha256') && !existsSync(join(inside, name.replace(/\.sha256$/, '')));
    if (UNFINISHED.test(name) || isOrphan) rmSync(join(inside, name), { recursive: true, force: true });
  }
}

/** Does with a folder of its own what it is asked to; nothing of it stays. */
export function withScratch<T>(folder: string, work: (scratch: string) => T): T {
  const scratch = mkdtempSync(join(openFolder(folder), 'scratch-'));
  try {
    return work(scratch);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** What is to be put back, in a scratch folder that whoever asks deletes. */
export function prepareIn(
  folder: string,
  backup: string,
  keys: ReadonlySet<string>,
  now: number,
): Prepared & { scratch: string; file: string } {
  const scratch = mkdtempSync(join(openFolder(folder), 'scratch-'));
  try {
    const file = join(scratch, 'restored.db');
    return { ...prepareRestore(backup, file, keys, now), scratch, file };
  } catch (error) {
    rmSync(scratch, { recursive: true, force: true });
    throw error;
  }
}

/**
 * Restores a backup into a folder of its own, as it would be restored in earnest, and compares what is there then with
 * what was backed up.
 *
 * @throws HarkError backup.failed: the scratch folder could not be made or written
 */
export function drill(folder: string, id: string, now: () => number): Drill {
  const at = now();
  const begun = performance.now();
  const done = (reason: string | null, tables = 0, rows = 0): Drill => ({
    at,
    backup: id,
    ok: reason === null,
    tables,
    rows,
    tookMs: performance.now() - begun,
    reason,
  });
  try {
    return withScratch(folder, (scratch) => {
      // Of a time before all of them: recordings that are over by now were not then.
      const { info, texts } = prepareRestore(backupPath(folder, id), join(scratch, 'restored.db'), null, 0);
      restoreInto(scratch, join(scratch, 'restored.db'), texts);
      const different = differences(scratch, info, versionIn(backupPath(folder, id)));
      const counts = Object.values(info.content).map(({ rows }) => rows);
      return done(
        different,
        counts.length,
        counts.reduce((sum, rows) => sum + rows, 0),
      );
    });
  } catch (cause) {
    if (cause instanceof HarkError) return done(cause.message);
    throw new HarkError('backup.failed', `the drill could not be held (${reasonOf(cause)})`, { cause });
  }
}

function restoreInto(folder: string, prepared: string, texts: KeptTexts): void {
  const { path } = chooseStore(folder);
  const handle = new DatabaseSync(path);
  try {
    migrate(handle, MIGRATIONS);
    writeJournal(folder, 'drill', texts);
    swapIn(handle, prepared, 'drill');
  } finally {
    handle.close();
  }
  finishRestore(folder);
}

/** Null for none. A store of an older version has other columns, and can be compared by its rows alone. */
function differences(folder: string, info: BackupInfo, version: number): string | null {
  const isOlder = version < MIGRATIONS.length;
  const found = openReadOnly(chooseStore(folder).path, (handle) =>
    KEPT_TABLE_NAMES.filter((table) => {
      const is = readKept(handle, table, columnsOf(handle, table));
      const was = info.content[table];
      return isOlder ? is.rows !== was?.rows : !isSame(is, was);
    }),
  );
  const files = isSame(contentOfTexts(textsOf(folder)), info.content[FILES_TABLE]) ? [] : ['files'];
  const different = [...found, ...files];
  return different.length === 0 ? null : `Not as it was backed up: ${different.join(', ')}.`;
}

function versionIn(path: string): number {
  return openReadOnly(path, versionOf);
}

function describe(folder: string, id: string): Backup {
  const path = backupPath(folder, id);
  const { size, mtimeMs } = statSync(path);
  try {
    const { at, kind, version, content } = verifyBackup(path);
    const rows = Object.fromEntries(
      Object.entries(content).map(([table, { rows: count }]) => [table, count]),
    );
    return { id, at, bytes: size, kind, version, rows, ok: true };
  } catch {
    return { id, at: mtimeMs, bytes: size, kind: 'scheduled', version: '', rows: {}, ok: false };
  }
}

function idsIn(folder: string): string[] {
  return listed(join(folder, BACKUP_FOLDER)).filter((name) => NAME.test(name));
}

function listed(path: string): string[] {
  return existsSync(path) ? readdirSync(path) : [];
}

function openFolder(folder: string): string {
  const path = join(folder, BACKUP_FOLDER);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (process.platform !== 'win32') chmodSync(path, 0o700);
  return path;
}

function freePath(folder: string, at: number): string {
  const stamp = new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');
  for (let count = 1; ; count += 1) {
    const path = join(folder, `hark-${stamp}${count === 1 ? '' : `-${count}`}.harkbackup`);
    if (!existsSync(path)) return path;
  }
}
