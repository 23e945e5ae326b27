/** Notes, as they were said or dictated. */

import { type Note, noteSchema } from '../../../contract/actions.ts';
import { HarkError } from '../../../contract/failures.ts';
import type { CopyKind } from './copies.ts';
import type { Database } from './database.ts';
import { recordId } from './recordId.ts';

/** All of them fit one screen's list; who needs more has another application for it. */
export const NOTES_MAX = 2_000;

export class NotesStore {
  readonly #database: Database;
  readonly #now: () => number;
  readonly #changed: () => void;

  /**
   * @param now wall clock, ms since the epoch
   * @param changed told of every note that came, changed or went, whoever did it
   */
  constructor(database: Database, now: () => number, changed: () => void) {
    this.#database = database;
    this.#now = now;
    this.#changed = changed;
  }

  /** Newest first. */
  list(): Note[] {
    return this.#database
      .all('SELECT id, at, text FROM notes ORDER BY at DESC, rowid DESC')
      .map((row) => noteSchema.parse(row));
  }

  /** @throws HarkError store.not_found */
  get(id: string): Note {
    const row = this.#database.get('SELECT id, at, text FROM notes WHERE id = ?', id);
    if (row === undefined) throw notFound();
    return noteSchema.parse(row);
  }

  /** @throws HarkError action.full, store.unwritable */
  add(text: string): Note {
    const note = { id: recordId(), at: this.#now(), text };
    this.restore(note);
    return note;
  }

  /** Brings one back as it was. @throws HarkError action.full, store.unwritable */
  restore(note: Note): void {
    this.#put(note);
    this.#changed();
  }

  /** All of them or none. @param notes newest first, as `list` had them. @throws HarkError action.full, store.unwritable */
  restoreAll(notes: readonly Note[]): void {
    this.#database.transaction(() => {
      // Of notes of one moment the one that came in last is the newest.
      for (const note of notes.toReversed()) this.#put(note);
    });
    this.#changed();
  }

  #put({ id, at, text }: Note): void {
    const { total } = this.#database.get('SELECT count(*) AS total FROM notes WHERE id <> ?', id) ?? {};
    if (Number(total) >= NOTES_MAX)
      throw new HarkError('action.full', `there are ${NOTES_MAX} notes already`);
    this.#database.run('INSERT OR REPLACE INTO notes (id, at, text) VALUES (?, ?, ?)', id, at, text);
  }

  /** Its earlier words are erased as those of a deleted one are. @throws HarkError store.not_found */
  edit(id: string, text: string): void {
    if (this.#database.run('UPDATE notes SET text = ? WHERE id = ?', text, id) === 0) throw notFound();
    this.#forget(['backup']);
  }

  /** Erased, as deleted history is. @throws HarkError store.not_found */
  delete(id: string): void {
    if (this.#database.run('DELETE FROM notes WHERE id = ?', id) === 0) throw notFound();
    this.#forget(['backup']);
  }

  /** All at once, with one erasure for the whole of them. */
  clear(): void {
    this.#database.run('DELETE FROM notes');
    this.#forget(['backup', 'damaged']);
  }

  #forget(copies: readonly CopyKind[]): void {
    this.#database.erase();
    this.#database.dropCopies(copies);
    this.#changed();
  }
}

function notFound(): HarkError {
  return new HarkError('store.not_found', 'there is no such note');
}
