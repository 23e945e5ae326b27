/**
 * What was measured, by minute; and put together by quarter of an hour and by two hours, for whoever looks back further. A
 * row holds all that was measured in its time (see health/rolledCodec.ts), so a minute is one small write.
 *
 * Measured with 30 whole days, in which Hark was never off (20 MB): writing a minute 0.3 ms, one metric over 15 minutes
 * 0.3 ms, over a day 1 ms, over 30 days 2 ms; activity over 30 days 12 ms.
 */
import { METRICS_KEPT_DAYS } from '../../../contract/health.ts';
import { merge, mergeAll, type Rolled } from '../health/rolled.ts';
import { decode, encode } from '../health/rolledCodec.ts';
import type { Database } from './database.ts';

export const MINUTE_MS = 60_000;
export const QUARTER_MS = 15 * MINUTE_MS;
export const TWO_HOURS_MS = 120 * MINUTE_MS;
const KEPT_MS = METRICS_KEPT_DAYS * 86_400_000;
/** Deleted at a time. */
export const PRUNE_ROWS = 500;
/** Rows of a time that has not come are those of a clock that was wrong. */
const FUTURE_MS = 86_400_000;

export type Resolution = 'minute' | 'quarter' | 'two_hours';
const TABLES = {
  minute: { table: 'metric_minutes', stepMs: MINUTE_MS },
  quarter: { table: 'metric_quarters', stepMs: QUARTER_MS },
  two_hours: { table: 'metric_two_hours', stepMs: TWO_HOURS_MS },
} as const;
const RESOLUTIONS = ['minute', 'quarter', 'two_hours'] as const satisfies readonly Resolution[];

export interface MetricRow {
  /** Begin of its time, ms since the epoch. */
  at: number;
  rolled: Map<string, Rolled>;
}

export class MetricStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Adds to what is known of a minute, all of it or nothing.
   *
   * @param at any time within it, ms since the epoch
   * @throws HarkError store.*
   */
  add(at: number, measured: ReadonlyMap<string, Rolled>): void {
    if (measured.size === 0) return;
    this.#database.transaction(() => {
      const numbered = new Map<number, Rolled>();
      for (const [name, rolled] of measured) numbered.set(this.#number(name), rolled);
      for (const resolution of RESOLUTIONS) this.#put(resolution, at, numbered);
    });
  }

  /**
   * What was measured from a time on and before another, oldest first.
   *
   * @param names of the series that are wanted
   * @throws HarkError store.*
   */
  rows(resolution: Resolution, from: number, before: number, names: readonly string[]): MetricRow[] {
    const { table, stepMs } = TABLES[resolution];
    const nameOf = this.#numbersOf(names);
    const wanted = new Set(nameOf.keys());
    return this.#database
      .all(
        `SELECT at, body FROM ${table} WHERE at >= ? AND at < ? ORDER BY at`,
        Math.floor(from / stepMs),
        Math.ceil(before / stepMs),
      )
      .map((row) => {
        const rolled = new Map<string, Rolled>();
        const found = (series: number, one: Rolled) => {
          const name = nameOf.get(series);
          if (name !== undefined) rolled.set(name, merge(rolled.get(name), one));
        };
        decode(row['body'] as Uint8Array, found, wanted);
        return { at: Number(row['at']) * stepMs, rolled };
      });
  }

  /** Begin of the first quarter from a time on that anything is known of; null for none. */
  firstAt(from: number): number | null {
    const row = this.#database.get(
      'SELECT min(at) AS at FROM metric_quarters WHERE at >= ?',
      Math.floor(from / QUARTER_MS),
    );
    return row === undefined || row['at'] === null ? null : Number(row['at']) * QUARTER_MS;
  }

  /**
   * Deletes some of what is too old, is of a time that has not come, or is too much.
   *
   * @param now wall clock, ms since the epoch; it has to be one that can be trusted
   * @returns whether there may be more of it
   */
  prune(now: number): boolean {
    const pruned = RESOLUTIONS.map((resolution) => this.#pruneTable(resolution, now));
    return pruned.some((rows) => rows >= PRUNE_ROWS);
  }

  #pruneTable(resolution: Resolution, now: number): number {
    const { table, stepMs } = TABLES[resolution];
    const oldest = Math.floor((now - KEPT_MS) / stepMs);
    const newest = Math.ceil((now + FUTURE_MS) / stepMs);
    const { total } = this.#database.get(`SELECT count(*) AS total FROM ${table}`) ?? {};
    // More than time allows: a clock went mad.
    const spare = Math.max(0, Number(total) - KEPT_MS / stepMs - 1);
    return this.#database.run(
      `DELETE FROM ${table} WHERE at IN (SELECT at FROM ${table} WHERE at < ? OR at > ? ORDER BY at LIMIT ?)
         OR at IN (SELECT at FROM ${table} ORDER BY at LIMIT ?)`,
      oldest,
      newest,
      PRUNE_ROWS,
      Math.min(spare, PRUNE_ROWS),
    );
  }

  #put(resolution: Resolution, at: number, measured: ReadonlyMap<number, Rolled>): void {
    const { table, stepMs } = TABLES[resolution];
    const key = Math.floor(at / stepMs);
    const known = new Map<number, Rolled>();
    const row = this.#database.get(`SELECT body FROM ${table} WHERE at = ?`, key);
    if (row !== undefined) decode(row['body'] as Uint8Array, (series, rolled) => known.set(series, rolled));
    this.#database.run(
      `INSERT INTO ${table} (at, body) VALUES (?, ?) ON CONFLICT (at) DO UPDATE SET body = excluded.body`,
      key,
      encode(mergeAll(known, measured)),
    );
  }

  /** Asked of the file each time: it may have been replaced by a fresh one. */
  #number(name: string): number {
    const known = this.#database.get('SELECT id FROM metric_series WHERE name = ?', name);
    if (known !== undefined) return Number(known['id']);
    this.#database.run('INSERT INTO metric_series (name) VALUES (?)', name);
    return this.#number(name);
  }

  #numbersOf(names: readonly string[]): Map<number, string> {
    const wanted = new Set(names);
    const numbers = new Map<number, string>();
    for (const row of this.#database.all('SELECT id, name FROM metric_series')) {
      const name = String(row['name']);
      if (wanted.has(name)) numbers.set(Number(row['id']), name);
    }
    return numbers;
  }
}
