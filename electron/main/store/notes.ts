/** Notes, as they were said or dictated. */

import { type Note, noteSchema } from '../../../contract/actions.ts';
import { HarkError } from '../../../contract/failures.ts';
import type { Database } from './database.ts';
import { recordId } from './recordId.ts';

/** All of them fit one screen's list; who needs more has another application for it. */
export const NOTES_MAX = 2_000;

export class NotesStore {
  readonly #database: Database;
  readonly #now: () => number;

  /** @param now wall clock, ms since the epoch */
  constructor(database: Database, now: () => number) {
    this.#database = database;
    this.#now = now;
  }

  /** Newest first. */
  list(): Note[] {
    return this.#database
      .all('SELECT id, at, text FROM notes ORDER BY at DESC, rowid DESC')
      .map((row) => noteSchema.parse(row));
  }

  /** @throws HarkError action.full, store.unwritable */
  add(text: string): Note {
    const { total } = this.#database.get('SELECT count(*) AS total FROM notes') ?? {};
    if (Number(total) >= NOTES_MAX)
      throw new HarkError('action.full', `there are ${NOTES_MAX} notes already`);
    const note = { id: recordId(), at: this.#now(), text };
    this.restore(note);
    return note;
  }

  /** Brings one back as it was. */
  restore({ id, at, text }: Note): void {
    this.#database.run('INSERT OR REPLACE INTO notes (id, at, text) VALUES (?, ?, ?)', id, at, text);
  }

  /** Erased, as deleted history is. @throws HarkError store.not_found */
  delete(id: string): void {
    if (this.#database.run('DELETE FROM notes WHERE id = ?', id) === 0) {
      throw new HarkError('store.not_found', 'there is no such note');
    }
    this.#database.erase();
    this.#database.dropCopies(['backup']);
  }
}
