/** A restore into a data folder that nobody else uses. */

import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { HarkError } from '../../contract/failures.ts';
import { dropUnfinished, makeBackup, prepareIn } from './backupFolder.ts';
import { finishRestore, keysIn, swapIn, writeJournal } from './restore.ts';
import { MIGRATIONS, migrate } from './schema.ts';
import { reasonOf, troubleOf } from './sqliteErrors.ts';
import { BUSY_TIMEOUT_MS, chooseStore } from './storePath.ts';

export interface RestoredFolder {
  rows: number;
  /** Path of the backup of what was there; null where nothing was. */
  before: string | null;
}

/**
 * @param about now: wall clock; version: of this Hark
 * @throws HarkError backup.*, store.unwritable: somebody uses it, or it cannot be written
 */
export function restoreFolder(
  folder: string,
  backup: string,
  about: { now: number; version: string },
): RestoredFolder {
  try {
    mkdirSync(folder, { recursive: true });
    const { path } = chooseStore(folder);
    const isNew = !existsSync(path);
    // A store that is held alone cannot be backed up by another connection: held once to know, and again to write.
    if (!isNew) openAlone(path).close();
    dropUnfinished(folder);
    const { scratch, file, rows, texts } = prepareIn(folder, backup, keysIn(folder), about.now);
    try {
      const before = isNew ? null : makeBefore(folder, about);
      const handle = openAlone(path);
      try {
        migrate(handle, MIGRATIONS);
        const id = randomUUID();
        writeJournal(folder, id, texts);
        swapIn(handle, file, id);
      } finally {
        handle.close();
        finishRestore(folder);
      }
      return { rows, before };
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  } catch (cause) {
    if (cause instanceof HarkError || troubleOf(cause) === null) throw cause;
    throw new HarkError('store.unwritable', `nothing was restored (${reasonOf(cause)})`, { cause });
  }
}

/** @throws HarkError store.unwritable: somebody else has it open */
function openAlone(path: string): DatabaseSync {
  const handle = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    handle.exec(`
      PRAGMA trusted_schema = OFF;
      PRAGMA secure_delete = ON;
      PRAGMA synchronous = FULL;
      PRAGMA locking_mode = EXCLUSIVE;
      BEGIN EXCLUSIVE;
      COMMIT;
    `);
    return handle;
  } catch (cause) {
    handle.close();
    if (troubleOf(cause) !== 'unwritable') throw cause;
    throw new HarkError('store.unwritable', 'Hark runs on that data folder; quit it, then restore', {
      cause,
    });
  }
}

function makeBefore(folder: string, { now, version }: { now: number; version: string }): string {
  return makeBackup(folder, { at: now, kind: 'before_restore', version }).path;
}
