/**
 * A backup as a file: a store of the same version with what people made in it and nothing else, the files kept beside it
 * as rows, and what it holds with checksums. It is written beside its name while Hark goes on: one read transaction sees
 * the store as it was at one moment. What was said is at no moment in it, not even before it is finished.
 *
 * What can go wrong, and what then happens:
 * - a crash, a full disk: what is half-written has another name and goes with the next backup;
 * - a file that was changed or cut: its checksum, its database or what it should hold does not fit, and it is not used;
 * - a file that lost its checksum, having been copied without it: what it says of its own content has to fit still;
 * - a file that somebody made up: only known columns of known tables are read, through a connection that cannot write.
 */
import { existsSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { z } from 'zod';
import { HarkError } from '../../contract/failures.ts';
import { backupSchema } from '../../contract/upkeep.ts';
import { readText, sha256Of, syncFile, syncFolder, writeWhole } from './files.ts';
import {
  type Content,
  columnsOf,
  contentOfTexts,
  KEPT_FILES,
  KEPT_TABLE_NAMES,
  type KeptTexts,
  readKept,
} from './kept.ts';
import { APPLICATION_ID, applicationOf, MIGRATIONS, migrate, versionOf } from './schema.ts';
import { reasonOf } from './sqliteErrors.ts';
import { BUSY_TIMEOUT_MS } from './storePath.ts';

/** Under this name what is kept of files is counted with the tables. */
export const FILES_TABLE = 'backup_files';
const CHECKSUM_SUFFIX = '.sha256';

const infoSchema = z.object({
  /** Of this description. */
  format: z.literal(1),
  at: backupSchema.shape.at,
  kind: backupSchema.shape.kind,
  version: backupSchema.shape.version,
  content: z.record(z.string(), z.object({ rows: z.number().int(), sha256: z.string() })),
});
export type BackupInfo = z.infer<typeof infoSchema>;
export type BackupKind = BackupInfo['kind'];
export type About = Pick<BackupInfo, 'at' | 'kind' | 'version'>;

export function checksumPath(path: string): string {
  return path + CHECKSUM_SUFFIX;
}

/**
 * @param source path of a store, which may be in use
 * @param texts of the files beside it
 * @returns what it holds, read again from what was written
 * @throws HarkError backup.failed
 */
export function writeBackup(source: string, texts: KeptTexts, target: string, about: About): BackupInfo {
  const part = `${target}.part`;
  try {
    rmSync(part, { force: true });
    // An empty file is taken over with its permissions.
    writeFileSync(part, '', { mode: 0o600 });
    const content = copyOut(source, texts, part, about);
    syncFile(part);
    const written = readSound(part);
    if (JSON.stringify(written.content) !== JSON.stringify(content))
      throw damaged('it reads as something else');
    writeWhole(checksumPath(target), `${sha256Of(part)}  ${basename(target)}\n`);
    renameSync(part, target);
    syncFolder(dirname(target));
    return written;
  } catch (cause) {
    for (const path of [part, `${part}-journal`]) rmSync(path, { force: true });
    if (!existsSync(target)) rmSync(checksumPath(target), { force: true });
    if (cause instanceof HarkError && cause.code === 'backup.failed') throw cause;
    const reason = cause instanceof HarkError ? cause.message : reasonOf(cause);
    throw new HarkError('backup.failed', `the backup could not be made (${reason})`, { cause });
  }
}

/**
 * What a backup holds, after all of it was read and found as it was written.
 *
 * @throws HarkError backup.unknown, backup.damaged, backup.newer
 */
export function verifyBackup(path: string): BackupInfo {
  if (!existsSync(path)) throw new HarkError('backup.unknown', 'there is no such backup');
  try {
    const [expected] = readText(checksumPath(path))?.split(/\s/) ?? [];
    if (expected !== undefined && expected !== sha256Of(path)) throw damaged('its checksum does not fit');
    return readSound(path);
  } catch (error) {
    if (error instanceof HarkError) throw error;
    throw damaged(reasonOf(error), error);
  }
}

/** Looks into a file through a connection that cannot write. */
export function openReadOnly<T>(path: string, look: (handle: DatabaseSync) => T): T {
  const handle = new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
  try {
    handle.exec('PRAGMA trusted_schema = OFF');
    return look(handle);
  } finally {
    handle.close();
  }
}

export function textsIn(backup: DatabaseSync): KeptTexts {
  const rows = backup.prepare(`SELECT name, body FROM ${FILES_TABLE}`).all();
  const of = (name: string) => {
    const found = rows.find((row) => row['name'] === name);
    return found === undefined ? null : String(found['body']);
  };
  return { 'settings.json': of('settings.json'), 'sentences.yaml': of('sentences.yaml') };
}

export function insertInto(handle: DatabaseSync, table: string, columns: readonly string[], or = ''): Insert {
  const statement = handle.prepare(
    `INSERT ${or} INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  );
  return (values) => Number(statement.run(...values).changes);
}
type Insert = (values: readonly SQLInputValue[]) => number;

function copyOut(source: string, texts: KeptTexts, part: string, about: About): BackupInfo['content'] {
  if (!existsSync(source) || statSync(source).size === 0)
    throw new HarkError('backup.failed', 'there is no store to back up');
  return openReadOnly(source, (from) => {
    from.exec('BEGIN');
    const version = versionOf(from);
    if (applicationOf(from) !== APPLICATION_ID)
      throw new HarkError('backup.failed', 'that is no store of Hark');
    if (version > MIGRATIONS.length)
      throw new HarkError('backup.failed', `the store is of a newer Hark (version ${version})`);
    const to = new DatabaseSync(part);
    try {
      to.exec('PRAGMA synchronous = OFF');
      migrate(to, MIGRATIONS.slice(0, version));
      to.exec(`
        BEGIN IMMEDIATE;
        CREATE TABLE ${FILES_TABLE} (name TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
        CREATE TABLE backup_info (body TEXT NOT NULL) STRICT;
      `);
      const content: Record<string, Content> = {};
      for (const table of KEPT_TABLE_NAMES) {
        const columns = columnsOf(to, table);
        const insert = columns.length === 0 ? undefined : insertInto(to, table, columns);
        content[table] = readKept(from, table, columns, insert);
      }
      content[FILES_TABLE] = contentOfTexts(texts);
      const insert = insertInto(to, FILES_TABLE, ['name', 'body']);
      for (const name of KEPT_FILES) if (texts[name] !== null) insert([name, texts[name]]);
      const info: BackupInfo = { format: 1, ...about, content };
      insertInto(to, 'backup_info', ['body'])([JSON.stringify(info)]);
      to.exec('COMMIT');
      return content;
    } finally {
      to.close();
    }
  });
}

function readSound(path: string): BackupInfo {
  return openReadOnly(path, (handle) => {
    if (applicationOf(handle) !== APPLICATION_ID) throw damaged('it is no backup of Hark');
    if (versionOf(handle) > MIGRATIONS.length) {
      throw new HarkError('backup.newer', `it is of a newer Hark (version ${versionOf(handle)})`);
    }
    const found = handle.prepare('PRAGMA integrity_check(1)').get()?.['integrity_check'];
    if (found !== 'ok') throw damaged('its database is damaged');
    const info = readInfo(handle);
    for (const table of KEPT_TABLE_NAMES) {
      const is = readKept(handle, table, columnsOf(handle, table));
      if (!isSame(is, info.content[table])) throw damaged(`${table} is not what was backed up`);
    }
    if (!isSame(contentOfTexts(textsIn(handle)), info.content[FILES_TABLE]))
      throw damaged('the files are not what was backed up');
    return info;
  });
}

function readInfo(handle: DatabaseSync): BackupInfo {
  if (columnsOf(handle, 'backup_info').length === 0) throw damaged('it is no backup of Hark');
  const body = handle.prepare('SELECT body FROM backup_info').get()?.['body'];
  try {
    return infoSchema.parse(JSON.parse(String(body)));
  } catch (cause) {
    throw damaged('what it says of itself cannot be read', cause);
  }
}

export function isSame(is: Content, was: Content | undefined): boolean {
  return is.rows === was?.rows && is.sha256 === was.sha256;
}

function damaged(why: string, cause?: unknown): HarkError {
  return new HarkError('backup.damaged', `the backup cannot be used: ${why}`, { cause });
}
