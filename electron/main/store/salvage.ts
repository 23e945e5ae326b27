/** Carries over what can still be read of a damaged store. */
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { APPLICATION_ID, applicationOf, REBUILD_SEARCH_INDEX, SALVAGED_TABLES } from '../../backup/schema.ts';

/** Nothing else happens meanwhile; what is not carried over by then stays in the file set aside. */
export const SALVAGE_LIMIT_MS = 1_500;

/**
 * What the two have in common goes over: a file may be of another version, one whose migration failed say, and each of
 * its tables may be beyond reading by itself.
 *
 * @param from path of the damaged file; it is only read
 * @param to a fresh store of the newest version
 * @param now monotonic ms
 * @returns how many rows were carried over; 0 where nothing can be read, or the file is not Hark's
 */
export function salvage(from: string, to: DatabaseSync, now: () => number): number {
  const until = now() + SALVAGE_LIMIT_MS;
  let source: DatabaseSync | null = null;
  let rows = 0;
  try {
    source = new DatabaseSync(from, { readOnly: true });
    if (applicationOf(source) !== APPLICATION_ID) return 0;
    to.exec('BEGIN IMMEDIATE');
    for (const table of SALVAGED_TABLES) rows += carryOver(table, source, to, () => now() >= until);
    to.exec(REBUILD_SEARCH_INDEX);
    to.exec('COMMIT');
    return rows;
  } catch {
    if (to.isTransaction) to.exec('ROLLBACK');
    return 0;
  } finally {
    close(source);
  }
}

/** Newest first up to the first unreadable page, then from the other end up to it. */
function carryOver(table: string, from: DatabaseSync, to: DatabaseSync, isLate: () => boolean): number {
  const known = columnsOf(table, from);
  const columns = columnsOf(table, to).filter((column) => known.includes(column));
  if (columns.length === 0) return 0;
  const insert = to.prepare(
    `INSERT OR IGNORE INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  );
  let rows = 0;
  for (const order of ['DESC', 'ASC']) {
    try {
      const select = from.prepare(`SELECT ${columns.join(', ')} FROM ${table} ORDER BY rowid ${order}`);
      for (const row of select.iterate()) {
        if (isLate()) return rows;
        rows += insertRow(insert, Object.values(row));
      }
      return rows;
    } catch {
      // A damaged page ends this direction.
    }
  }
  return rows;
}

/** None where there is no such table, or its description cannot be read. */
function columnsOf(table: string, handle: DatabaseSync): string[] {
  try {
    const columns = handle.prepare(`PRAGMA table_info(${table})`).all();
    return columns.map((column) => String(column['name']));
  } catch {
    return [];
  }
}

/** One that lacks what its table wants now is left behind. */
function insertRow(insert: ReturnType<DatabaseSync['prepare']>, values: SQLInputValue[]): number {
  try {
    return Number(insert.run(...values).changes);
  } catch {
    return 0;
  }
}

function close(handle: DatabaseSync | null): void {
  try {
    handle?.close();
  } catch {
    // It is damaged; nothing was written to it.
  }
}
