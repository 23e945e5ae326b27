/** Things of which there is one each, as JSON under a name: the clock, say. Each is written whole or not at all. */
import type { Log } from '../log/log.ts';
import type { Database } from './database.ts';

export class Documents {
  readonly #database: Database;
  readonly #log: Log;

  constructor(database: Database, log: Log) {
    this.#database = database;
    this.#log = log;
  }

  /**
   * Undefined where there is none, or none that is JSON any more. Whoever reads it checks its shape.
   *
   * @throws HarkError store.damaged, store.unwritable; so does `write`
   */
  read(name: string): unknown {
    const row = this.#database.get('SELECT body FROM documents WHERE name = ?', name);
    if (row === undefined) return undefined;
    try {
      return JSON.parse(String(row['body']));
    } catch {
      this.#log.warn('left out a document that cannot be read', { name });
      return undefined;
    }
  }

  /** @param value anything that JSON can hold */
  write(name: string, value: unknown): void {
    this.#database.run(
      'INSERT INTO documents (name, body) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET body = excluded.body',
      name,
      JSON.stringify(value),
    );
  }

  /** What was overwritten is nowhere in the file and its log any more. @throws HarkError store.unwritable */
  erase(): void {
    this.#database.erase();
  }
}
