/**
 * What was said and done, as History shows it. Deleted means erased: in the file, its log and its backups. A damaged file
 * that was set aside cannot be written any more; it goes whole when everything is deleted, or when its time is over.
 */

import { HarkError } from '../../../contract/failures.ts';
import {
  type HistoryPage,
  type HistoryQuery,
  type Interaction,
  interactionSchema,
  type SaidBy,
} from '../../../contract/interactions.ts';
import type { Log } from '../log/log.ts';
import type { Archives } from './archives.ts';
import type { Database, Row } from './database.ts';

/** Beyond what people say in a year; the oldest give way. It bounds every search and the check at start. */
export const INTERACTIONS_MAX = 20_000;
/** Items that wait for a disk that can be written; the oldest give way. */
export const WAITING_MAX = 500;
export const TRY_AGAIN_MS = 30_000;
/** Deleting a row takes 0.3 ms, most of it for the search index; between batches others have their turn. */
export const BATCH_ROWS = 50;
/** Copies beside the store are kept at least as long, for whoever has to go back to one; none where none are kept. */
export const COPIES_KEPT_DAYS = 7;
const DAY_MS = 86_400_000;

export interface HistoryOptions {
  database: Database;
  /** Days that items are kept; 0 keeps none. Asked each time. */
  retentionDays(): number;
  /** Where what is too old goes instead of being forgotten; nowhere where absent. */
  archives?: { wanted(): boolean; files: Pick<Archives, 'add' | 'rewrite' | 'clear'> };
  changed(): void;
  /** Wall clock, ms since the epoch. */
  now(): number;
  log: Log;
}

export class HistoryStore {
  readonly #options: HistoryOptions;
  /** By id, in their order: what could not be written yet. */
  readonly #waiting = new Map<string, Interaction>();
  #again: NodeJS.Timeout | null = null;

  constructor(options: HistoryOptions) {
    this.#options = options;
  }

  /**
   * Adds an item, or replaces the one of its id; a mark that it went wrong stays. Does nothing where none are kept. One
   * that cannot be written waits in memory until it can.
   *
   * @throws HarkError store.unwritable
   */
  keep(interaction: Interaction): void {
    if (this.#options.retentionDays() === 0) return;
    this.#waiting.set(interaction.id, interaction);
    try {
      this.#keepWaiting();
    } catch (error) {
      this.#tryAgainLater();
      throw error;
    }
  }

  /** Nothing that waits is tried again. */
  close(): void {
    if (this.#again !== null) clearTimeout(this.#again);
    this.#again = null;
  }

  #keepWaiting(): void {
    for (const [id, item] of this.#waiting) {
      this.#put(item);
      this.#waiting.delete(id);
    }
  }

  #tryAgainLater(): void {
    for (const id of this.#waiting.keys()) {
      if (this.#waiting.size <= WAITING_MAX) break;
      this.#waiting.delete(id);
    }
    this.#again ??= setTimeout(() => {
      this.#again = null;
      if (this.#options.retentionDays() === 0) this.#waiting.clear();
      try {
        this.#keepWaiting();
      } catch {
        this.#tryAgainLater();
      }
    }, TRY_AGAIN_MS);
    this.#again.unref?.();
  }

  /** Replaces an item; one that is not kept, or was deleted, is not brought back. */
  amend(interaction: Interaction): void {
    const { database } = this.#options;
    if (this.#waiting.has(interaction.id)) this.#waiting.set(interaction.id, interaction);
    if (database.get('SELECT 1 FROM interactions WHERE id = ?', interaction.id) !== undefined)
      this.#put(interaction);
  }

  list({ search, before, limit, wrong = false, saidBy }: HistoryQuery): HistoryPage {
    const words = searchExpression(search);
    if (words === null && search.trim() !== '') return { items: [], more: false, total: 0 };
    const { database } = this.#options;
    const [table, key] =
      words === null
        ? ['interactions', 'at']
        : ['interaction_words JOIN interactions ON at = interaction_words.rowid', 'interaction_words.rowid'];
    const conditions: [sql: string, ...values: (string | number)[]][] = [['wrong >= ?', wrong ? 1 : 0]];
    if (words !== null) conditions.push(['interaction_words MATCH ?', words]);
    if (saidBy !== undefined) conditions.push(speakerCondition(saidBy));
    const where = conditions.map(([sql]) => sql).join(' AND ');
    const values = conditions.flatMap(([, ...given]) => given);
    const rows = database.all(
      `SELECT body FROM ${table} WHERE ${where} AND ${key} < ? ORDER BY ${key} DESC LIMIT ?`,
      ...values,
      before ?? Number.MAX_SAFE_INTEGER,
      limit + 1,
    );
    const total = database.get(`SELECT count(*) AS total FROM ${table} WHERE ${where}`, ...values);
    return {
      items: rows.slice(0, limit).flatMap((row) => this.#read(row)),
      more: rows.length > limit,
      total: Number(total?.['total']),
    };
  }

  /**
   * Gone at once from what is shown; from archives when it resolves.
   *
   * @throws HarkError store.not_found
   */
  delete(id: string): Promise<void> | undefined {
    const { database, changed, archives } = this.#options;
    const known = database.get('SELECT at FROM interactions WHERE id = ?', id);
    if (known === undefined) throw notFound();
    database.transaction(() => this.#remove(Number(known['at'])));
    database.erase();
    database.dropCopies(['backup']);
    changed();
    // Cut off while it was archived, it may be there as well.
    return archives?.files.rewrite((item) => (item.id === id ? null : item), Number(known['at']));
  }

  /** Gone at once from what is shown; from archives when it resolves. */
  clear(): Promise<void> | undefined {
    this.#waiting.clear();
    const { database, changed, archives } = this.#options;
    database.transaction(() => {
      database.run("INSERT INTO interaction_words (interaction_words) VALUES ('delete-all')");
      database.run('DELETE FROM interactions');
    });
    database.erase();
    database.dropCopies(['backup', 'damaged']);
    changed();
    return archives?.files.clear();
  }

  /** @throws HarkError store.not_found */
  markWrong(id: string, wrong: boolean): void {
    const { database, changed } = this.#options;
    const known = database.get('SELECT body FROM interactions WHERE id = ?', id);
    const [item] = known === undefined ? [] : this.#read(known);
    if (item === undefined) throw notFound();
    const body = JSON.stringify({ ...item, wrong });
    database.run('UPDATE interactions SET wrong = ?, body = ? WHERE id = ?', wrong ? 1 : 0, body, id);
    changed();
  }

  /** Takes a profile out of what was said by its voice, batch by batch. @param profileId of one that is deleted */
  async forgetSpeaker(profileId: string): Promise<void> {
    const { database, changed } = this.#options;
    for (const [id, item] of this.#waiting)
      if (item.speaker?.profileId === profileId) this.#waiting.set(id, withoutSpeaker(item));
    const batchAfter = (at: number) =>
      database.all(
        'SELECT at, body FROM interactions WHERE at > ? AND instr(body, ?) > 0 ORDER BY at LIMIT ?',
        at,
        profileId,
        BATCH_ROWS,
      );
    let hasChanged = false;
    for (let rows = batchAfter(-1); rows.length > 0; rows = batchAfter(Number(rows.at(-1)?.['at']))) {
      const batch = rows;
      database.transaction(() => {
        for (const row of batch) for (const item of this.#read(row)) this.#forget(Number(row['at']), item);
      });
      hasChanged = true;
      await nextTurn();
    }
    if (hasChanged) {
      database.erase();
      database.dropCopies(['backup']);
      changed();
    }
    await this.#options.archives?.files.rewrite((item) =>
      item.speaker?.profileId === profileId ? withoutSpeaker(item) : item,
    );
  }

  #forget(at: number, item: Interaction): void {
    const body = JSON.stringify(withoutSpeaker(item));
    this.#options.database.run('UPDATE interactions SET body = ? WHERE at = ?', body, at);
  }

  /** Erases what has been kept for long enough, batch by batch. @returns how many items went */
  async sweep(): Promise<number> {
    const { database, retentionDays, now, changed } = this.#options;
    const days = retentionDays();
    const before = days === 0 ? Number.MAX_SAFE_INTEGER : now() - days * DAY_MS;
    let swept = 0;
    for (let batch = this.#oldest(before); batch.length > 0; batch = this.#oldest(before)) {
      const times = batch;
      await this.#archive(times, days);
      database.transaction(() => {
        for (const at of times) this.#remove(at);
      });
      swept += times.length;
      await nextTurn();
    }
    if (swept > 0) {
      database.erase();
      changed();
    }
    // Where nothing is to be kept, copies of what was kept must not be either.
    const copiesBefore = days === 0 ? undefined : now() - Math.max(days, COPIES_KEPT_DAYS) * DAY_MS;
    database.dropCopies(['backup', 'damaged'], copiesBefore);
    return swept;
  }

  /** All items, oldest first, in batches of some ms of work. */
  *batches(): Generator<Interaction[]> {
    let after = -1;
    for (;;) {
      const rows = this.#options.database.all(
        'SELECT at, body FROM interactions WHERE at > ? ORDER BY at LIMIT ?',
        after,
        BATCH_ROWS,
      );
      if (rows.length === 0) return;
      after = Number(rows.at(-1)?.['at']);
      yield rows.flatMap((row) => this.#read(row));
    }
  }

  /** What is to be forgotten at once is not archived either. */
  async #archive(times: readonly number[], days: number): Promise<void> {
    const { archives, database } = this.#options;
    if (archives === undefined || days === 0 || !archives.wanted()) return;
    const rows = times
      .map((at) => database.get('SELECT body FROM interactions WHERE at = ?', at))
      .filter((row) => row !== undefined);
    await archives.files.add(rows.flatMap((row) => this.#read(row)));
  }

  #put(interaction: Interaction): void {
    const { database, changed } = this.#options;
    database.transaction(() => {
      const known = database.get('SELECT at, wrong FROM interactions WHERE id = ?', interaction.id);
      if (known !== undefined) this.#remove(Number(known['at']));
      const at = known === undefined ? this.#freeTime(interaction.at) : Number(known['at']);
      const wrong = interaction.wrong || known?.['wrong'] === 1;
      this.#insert(at, { ...interaction, at, wrong });
      if (known === undefined) this.#makeRoom();
    });
    changed();
  }

  #insert(at: number, interaction: Interaction): void {
    const { database } = this.#options;
    const words = wordsOf(interaction);
    database.run(
      'INSERT INTO interactions (at, id, wrong, words, body) VALUES (?, ?, ?, ?, ?)',
      at,
      interaction.id,
      interaction.wrong ? 1 : 0,
      words,
      JSON.stringify(interaction),
    );
    database.run('INSERT INTO interaction_words (rowid, words) VALUES (?, ?)', at, words);
  }

  #remove(at: number): void {
    const { database } = this.#options;
    database.run(
      `INSERT INTO interaction_words (interaction_words, rowid, words)
       SELECT 'delete', at, words FROM interactions WHERE at = ?`,
      at,
    );
    database.run('DELETE FROM interactions WHERE at = ?', at);
  }

  #makeRoom(): void {
    const { database } = this.#options;
    const { total } = database.get('SELECT count(*) AS total FROM interactions') ?? {};
    if (Number(total) <= INTERACTIONS_MAX) return;
    for (const at of this.#oldest(Number.MAX_SAFE_INTEGER, Number(total) - INTERACTIONS_MAX))
      this.#remove(at);
  }

  #oldest(before: number, limit = BATCH_ROWS): number[] {
    return this.#options.database
      .all(
        'SELECT at FROM interactions WHERE at < ? ORDER BY at LIMIT ?',
        before,
        Math.min(limit, BATCH_ROWS),
      )
      .map((row) => Number(row['at']));
  }

  /** Times are keys, and pages go by them: what began in the same millisecond is put into the next. */
  #freeTime(at: number): number {
    let free = Math.round(at);
    while (this.#options.database.get('SELECT 1 FROM interactions WHERE at = ?', free) !== undefined)
      free += 1;
    return free;
  }

  /** A row that is no item any more is left out rather than costing the whole page. */
  #read(row: Row): [Interaction] | [] {
    try {
      return [interactionSchema.parse(JSON.parse(String(row['body'])))];
    } catch {
      this.#options.log.warn('left out an item of the history that cannot be read');
      return [];
    }
  }
}

/** Text, reply and intent, the latter also in its parts: "HarkSetTimer" is found by "timer". */
function wordsOf({ text, reply, intent }: Interaction): string {
  const parts = intent?.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replaceAll('_', ' ');
  return [text, reply, intent, parts].filter((part) => part !== null && part !== undefined).join('\n');
}

/** Every word has to be there, the beginning of one is enough; null where there is none to look for. */
function searchExpression(search: string): string | null {
  const words = search.match(/[\p{L}\p{N}\p{M}]+/gu);
  return words === null ? null : words.map((word) => `"${word}"*`).join(' ');
}

/** A row that is no item any more was said by nobody. */
function inSpeaker(field: string): string {
  return `iif(json_valid(body), json_extract(body, '$.speaker.${field}'), NULL)`;
}

function speakerCondition(saidBy: SaidBy): [sql: string, ...values: string[]] {
  if (saidBy === 'stranger') return [`${inSpeaker('outcome')} = 'stranger'`];
  if (saidBy === 'unclear') return [`${inSpeaker('outcome')} NOT IN ('known', 'stranger')`];
  return [`${inSpeaker('profileId')} = ?`, saidBy.profileId];
}

/** It was a voice that Hark knew; whose is forgotten. */
export function withoutSpeaker(interaction: Interaction): Interaction {
  const { speaker } = interaction;
  return speaker === null
    ? interaction
    : { ...interaction, speaker: { ...speaker, profileId: null, name: null } };
}

function notFound(): HarkError {
  return new HarkError('store.not_found', 'there is no such item');
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
