/** What a backup holds of the store: what people made. What was said and what was measured is in none. */
import { createHash } from 'node:crypto';
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';

/** Timers, alarms, the stopwatch. */
export const CLOCK_DOCUMENT = 'clock';

interface Kept {
  /** What its rows are ordered by, so that two that are the same read the same. */
  key: string;
  /** Which of its rows. */
  where: string;
}

/** An enrollment under way is in no backup: its takes are of a moment that is over. */
export const KEPT_TABLES = {
  notes: { key: 'id', where: 'TRUE' },
  user_actions: { key: 'intent', where: 'TRUE' },
  // Others are what Hark wrote for itself: alerts, what it is still to forget.
  documents: { key: 'name', where: `name = '${CLOCK_DOCUMENT}'` },
  profiles: { key: 'id', where: 'TRUE' },
  voice_recordings: { key: 'enrollment_id, place', where: 'profile_id IS NOT NULL' },
} as const satisfies Record<string, Kept>;

/** Every table that is in no backup. */
export const LEFT_OUT_TABLES = [
  'interactions',
  'interaction_words',
  'enrollment',
  'metric_series',
  'metric_minutes',
  'metric_quarters',
  'metric_two_hours',
] as const;

/** Files of the data folder that are kept too. */
export const KEPT_FILES = ['settings.json', 'sentences.yaml'] as const;
export type KeptFile = (typeof KEPT_FILES)[number];
/** Null for one that is not there. */
export type KeptTexts = Record<KeptFile, string | null>;

export type KeptTable = keyof typeof KEPT_TABLES;
export const KEPT_TABLE_NAMES = Object.keys(KEPT_TABLES) as KeptTable[];

export interface Content {
  rows: number;
  sha256: string;
}

/** In the order of their names, whatever order a table was made in; none where there is no such table. */
export function columnsOf(handle: DatabaseSync, table: string): string[] {
  return handle
    .prepare(`SELECT name FROM pragma_table_info('${table}') ORDER BY name`)
    .all()
    .map((row) => String(row['name']));
}

/**
 * Walks over what is kept of a table.
 *
 * @param each gets the values of a row, by the order of `columns`
 */
export function readKept(
  handle: DatabaseSync,
  table: KeptTable,
  columns: readonly string[],
  each: (values: SQLOutputValue[]) => void = () => undefined,
): Content {
  const { key, where } = KEPT_TABLES[table];
  const sum = new ContentSum(columns);
  if (columns.length > 0) {
    const select = handle.prepare(
      `SELECT ${columns.join(', ')} FROM ${table} WHERE ${where} ORDER BY ${key}`,
    );
    for (const row of select.iterate()) {
      const values = columns.map((column) => row[column] ?? null);
      sum.add(values);
      each(values);
    }
  }
  return sum.content();
}

/** Two texts of files as one table would be summed. */
export function contentOfTexts(texts: KeptTexts): Content {
  const sum = new ContentSum(['body', 'name']);
  for (const name of KEPT_FILES) if (texts[name] !== null) sum.add([texts[name], name]);
  return sum.content();
}

/** Each value with its kind and length, so that no two contents run into one. */
class ContentSum {
  readonly #hash = createHash('sha256');
  #rows = 0;

  constructor(columns: readonly string[]) {
    this.add(columns);
    this.#rows = 0;
  }

  add(values: readonly SQLOutputValue[]): void {
    this.#rows += 1;
    for (const value of values) {
      const bytes = value instanceof Uint8Array ? value : Buffer.from(String(value));
      this.#hash.update(`${value === null ? 'null' : typeof value} ${bytes.byteLength}:`).update(bytes);
    }
    this.#hash.update('\n');
  }

  content(): Content {
    return { rows: this.#rows, sha256: this.#hash.digest('hex') };
  }
}
