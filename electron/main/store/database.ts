/**
 * The store's one connection. Its calls are synchronous and run on main's thread, so every statement is small. Measured
 * with the most items that are kept (20 000, 30 MB): keeping one 0.1 ms (1.5 ms where a checkpoint or a merge of the
 * search index falls due), a page 0.6 ms, a search 3 ms (12 ms for a single letter), deleting for good 1.2 ms, opening
 * with its check 80 ms. What takes longer (sweeping, exporting) is done by its callers in batches.
 *
 * Damage that shows only while it runs is treated as at start: the file is set aside, a fresh one begun, and what was
 * under way is done again.
 */
import { dirname } from 'node:path';
import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';
import type { FailureReport } from '../../../contract/engine.ts';
import { HarkError } from '../../../contract/failures.ts';
import { REBUILD_SEARCH_INDEX } from '../../backup/schema.ts';
import { reasonOf, troubleOf } from '../../backup/sqliteErrors.ts';
import { failWhereFull } from '../faults/disk.ts';
import type { Log } from '../log/log.ts';
import { type CopyKind, dropCopies } from './copies.ts';
import { type OpenedStore, openStoreFile, type StoreFileOptions } from './storeFile.ts';

/** Given back at a time: some ms of work. */
const COMPACTED_PAGES = 64;
/** A disk that damages file after file is no place to begin yet another. */
export const RECOVERIES_MAX = 3;

export type Row = Record<string, SQLOutputValue>;

export class Database {
  readonly #options: StoreFileOptions;
  readonly #log: Log;
  readonly #statements = new Map<string, StatementSync>();
  readonly #notices: FailureReport[] = [];
  readonly #noticed: (notice: FailureReport) => void;
  #opened: OpenedStore;
  #recoveries = 0;
  #closed = false;

  /** @param noticed told of each of `notices` when it comes up, which may be long after the start */
  constructor(
    options: StoreFileOptions,
    log: Log,
    noticed: (notice: FailureReport) => void = () => undefined,
  ) {
    this.#options = options;
    this.#log = log;
    this.#noticed = noticed;
    this.#opened = this.#adopt(openStoreFile(options));
  }

  /** What people should know of the store: damage, a newer version's file, a disk that cannot be written. */
  get notices(): readonly FailureReport[] {
    return this.#notices;
  }

  /** @throws HarkError store.unwritable, store.damaged; so do all below */
  get(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#guard(() => this.#statement(sql).get(...values));
  }

  all(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#guard(() => this.#statement(sql).all(...values));
  }

  /** @returns how many rows changed */
  run(sql: string, ...values: SQLInputValue[]): number {
    return this.#guard(() => {
      if (globalThis.__FAULTS__) failWhereFull();
      return Number(this.#statement(sql).run(...values).changes);
    });
  }

  /** All of it or nothing. After damage was found the work is done again, from its beginning. */
  transaction<T>(work: () => T): T {
    return this.#guard(() => {
      const { handle } = this.#opened;
      if (handle.isTransaction) return work();
      if (globalThis.__FAULTS__) failWhereFull();
      handle.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        handle.exec('COMMIT');
        return result;
      } catch (error) {
        rollBack(handle);
        throw error;
      }
    });
  }

  /** False where nothing can be kept beyond this run. */
  get isPersistent(): boolean {
    return this.#opened.path !== null;
  }

  /** For what is no single statement; as `transaction`, it is done again after damage was found. */
  withHandle<T>(work: (handle: DatabaseSync) => T): T {
    return this.#guard(() => work(this.#opened.handle));
  }

  /** Gives some of the room back that nothing uses any more. @returns whether there may be more */
  compact(): boolean {
    const pages = () => Number(this.get('PRAGMA freelist_count')?.['freelist_count']);
    const before = pages();
    if (before === 0) return false;
    this.withHandle((handle) => handle.exec(`PRAGMA incremental_vacuum(${COMPACTED_PAGES})`));
    return pages() < before;
  }

  /** Rids the write-ahead log of what was deleted; the database itself overwrites as it deletes. */
  erase(): void {
    this.#guard(() => this.#opened.handle.exec('PRAGMA wal_checkpoint(TRUNCATE)'));
  }

  /** Copies beside the store hold what was deleted in it. @param before ms since the epoch; all where absent */
  dropCopies(kinds: readonly CopyKind[], before?: number): void {
    const { path } = this.#opened;
    if (path === null) return;
    try {
      dropCopies(dirname(path), kinds, before);
    } catch (error) {
      throw new HarkError('store.unwritable', `a copy could not be deleted (${reasonOf(error)})`, {
        cause: error,
      });
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#statements.clear();
    try {
      this.#opened.handle.close();
    } catch (error) {
      this.#log.warn('the store did not close', { reason: reasonOf(error) });
    }
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#opened.handle.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #guard<T>(work: () => T): T {
    if (this.#closed) throw new HarkError('store.unwritable', 'Hark is closing');
    // Inside a transaction, trouble is dealt with around the whole of it.
    if (this.#opened.handle.isTransaction) return work();
    try {
      return work();
    } catch (error) {
      if (!this.#recovered(error)) throw asFailure(error);
    }
    try {
      return work();
    } catch (error) {
      throw asFailure(error);
    }
  }

  /** True where it is worth another try. */
  #recovered(error: unknown): boolean {
    const trouble = troubleOf(error);
    if (trouble === null || trouble === 'unwritable' || this.#recoveries >= RECOVERIES_MAX) return false;
    this.#recoveries += 1;
    this.#log.error('the store is in trouble', { trouble, reason: reasonOf(error) });
    if (trouble === 'index_damaged' && this.#rebuildsIndex()) return true;
    this.#statements.clear();
    try {
      this.#opened.handle.close();
    } catch {
      // It is being replaced.
    }
    this.#opened = this.#adopt(openStoreFile(this.#options, true));
    return true;
  }

  #rebuildsIndex(): boolean {
    try {
      this.#opened.handle.exec(REBUILD_SEARCH_INDEX);
      return true;
    } catch {
      return false;
    }
  }

  #adopt(opened: OpenedStore): OpenedStore {
    for (const notice of opened.notices) {
      const { code, message } = notice;
      this.#log.warn('store', { code, message });
      this.#notices.push(notice);
      this.#noticed(notice);
    }
    return opened;
  }
}

function rollBack(handle: DatabaseSync): void {
  // Some errors have rolled back already.
  if (handle.isTransaction) handle.exec('ROLLBACK');
}

function asFailure(error: unknown): unknown {
  switch (troubleOf(error)) {
    case 'unwritable':
      return new HarkError('store.unwritable', `nothing was stored (${reasonOf(error)})`, { cause: error });
    case 'damaged':
    case 'index_damaged':
      return new HarkError('store.damaged', `the store cannot be used (${reasonOf(error)})`, {
        cause: error,
      });
    default:
      return error;
  }
}
