/** Actions that people added, by their intent. */
import { USER_ACTIONS_MAX, type UserAction, userActionSchema } from '../../../contract/actions.ts';
import { HarkError } from '../../../contract/failures.ts';
import type { Log } from '../log/log.ts';
import type { Database } from './database.ts';

export class UserActionStore {
  readonly #database: Database;
  readonly #log: Log;

  constructor(database: Database, log: Log) {
    this.#database = database;
    this.#log = log;
  }

  /** By intent. One that does not fit the schema any more is left out: it must not be done by half. */
  list(): UserAction[] {
    return this.#database.all('SELECT intent, body FROM user_actions ORDER BY intent').flatMap((row) => {
      try {
        return [userActionSchema.parse(JSON.parse(String(row['body'])))];
      } catch {
        this.#log.warn('left out an added action that cannot be read');
        return [];
      }
    });
  }

  /** Adds it, or replaces the one of its intent. @throws HarkError action.full, store.unwritable */
  save(action: UserAction): void {
    this.saveAll([action]);
  }

  /** All of them or none. @throws HarkError as above */
  saveAll(actions: readonly UserAction[]): void {
    this.#database.transaction(() => {
      for (const action of actions) this.#put(action);
      const { total } = this.#database.get('SELECT count(*) AS total FROM user_actions') ?? {};
      if (Number(total) > USER_ACTIONS_MAX) {
        throw new HarkError('action.full', `more than ${USER_ACTIONS_MAX} added actions are too many`);
      }
    });
  }

  /** @throws HarkError store.not_found */
  delete(intent: string): void {
    if (this.#database.run('DELETE FROM user_actions WHERE intent = ?', intent) === 0) {
      throw new HarkError('store.not_found', 'there is no such action');
    }
  }

  #put(action: UserAction): void {
    this.#database.run(
      'INSERT INTO user_actions (intent, body) VALUES (?, ?) ON CONFLICT (intent) DO UPDATE SET body = excluded.body',
      action.intent,
      JSON.stringify(action),
    );
  }
}
