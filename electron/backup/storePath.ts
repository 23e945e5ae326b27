/** Which file of a data folder is the store. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { MIGRATIONS, versionOf } from './schema.ts';

export const STORE_FILE = 'hark.db';
/** Waiting for another program that holds the file; this thread stands still meanwhile. */
export const BUSY_TIMEOUT_MS = 250;

export interface ChosenStore {
  path: string;
  /** Of the usual file, where that is of a newer Hark and another is used beside it. */
  newer: number | null;
}

/** The usual file, or the one beside it while the usual one belongs to a newer Hark. */
export function chooseStore(folder: string, versions = MIGRATIONS.length): ChosenStore {
  const usual = join(folder, STORE_FILE);
  const version = versionInside(usual);
  return version <= versions
    ? { path: usual, newer: null }
    : { path: join(folder, `hark-v${versions}.db`), newer: version };
}

/** 0 where there is no store, or none that can be read. */
function versionInside(path: string): number {
  if (!existsSync(path) || statSync(path).size === 0) return 0;
  try {
    const handle = new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
    try {
      return versionOf(handle);
    } finally {
      handle.close();
    }
  } catch {
    return 0;
  }
}
