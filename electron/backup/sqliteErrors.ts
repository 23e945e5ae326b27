/** What an error of SQLite means for the store. */

/** Primary result codes, the low byte of every code: https://sqlite.org/rescode.html */
const BUSY = 5;
const LOCKED = 6;
const NO_MEMORY = 7;
const READ_ONLY = 8;
const IO_ERROR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANNOT_OPEN = 14;
const NOT_A_DATABASE = 26;
/** Extended codes. */
const SEARCH_INDEX_CORRUPT = CORRUPT | (1 << 8);
const SHORT_READ = IO_ERROR | (2 << 8);

const UNWRITABLE = new Set([BUSY, LOCKED, NO_MEMORY, READ_ONLY, IO_ERROR, FULL, CANNOT_OPEN]);

export type Trouble =
  /** The content is not what was written. */
  | 'damaged'
  /** The search index alone is damaged; it is built from the rest. */
  | 'index_damaged'
  /** The disk is full, read-only, failing, or held by someone else. */
  | 'unwritable';

/** Null for what is no trouble of the file: a mistake of ours. */
export function troubleOf(error: unknown): Trouble | null {
  const code = sqliteCode(error);
  if (code === null) return isFileSystemError(error) ? 'unwritable' : null;
  if (code === SEARCH_INDEX_CORRUPT) return 'index_damaged';
  const primary = code & 0xff;
  if (primary === CORRUPT || primary === NOT_A_DATABASE || code === SHORT_READ) return 'damaged';
  return UNWRITABLE.has(primary) ? 'unwritable' : null;
}

/** What the system calls the trouble: no path, nothing that was stored. */
export function reasonOf(error: unknown): string {
  if (sqliteCode(error) !== null) return String((error as { errstr?: unknown }).errstr);
  return (error as NodeJS.ErrnoException).code ?? 'unknown';
}

function sqliteCode(error: unknown): number | null {
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  return code === 'ERR_SQLITE_ERROR' && typeof errcode === 'number' ? errcode : null;
}

function isFileSystemError(error: unknown): boolean {
  return typeof (error as NodeJS.ErrnoException).syscall === 'string';
}
