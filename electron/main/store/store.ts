/** Everything that Hark stores beside its settings, in one file. */
import type { DatabaseSync } from 'node:sqlite';
import type { FailureReport } from '../../../contract/engine.ts';
import type { StorageSnapshot } from '../../../contract/upkeep.ts';
import type { Log } from '../log/log.ts';
import { Archives } from './archives.ts';
import { Database } from './database.ts';
import { Documents } from './documents.ts';
import { HistoryStore } from './history.ts';
import { MetricStore } from './metrics.ts';
import { NotesStore } from './notes.ts';
import { Retention } from './retention.ts';
import { UserActionStore } from './userActions.ts';
import { VoiceStore } from './voices.ts';

export interface StoreOptions {
  folder: string;
  retentionDays(): number;
  /** History that is too old is archived; never where absent. */
  archivesHistory?(): boolean;
  historyChanged(): void;
  notesChanged(): void;
  /** What people should know, when it comes up. */
  noticed(notice: FailureReport): void;
  /** Wall clock, ms since the epoch. */
  now(): number;
  log: Log;
}

export class Store {
  readonly archives: Archives;
  readonly history: HistoryStore;
  readonly retention: Retention;
  readonly documents: Documents;
  readonly notes: NotesStore;
  readonly userActions: UserActionStore;
  readonly voices: VoiceStore;
  readonly metrics: MetricStore;
  readonly #database: Database;

  /** Opens it, or what there is to be had in its place: see storeFile.ts. */
  constructor(options: StoreOptions) {
    const { folder, retentionDays, historyChanged, notesChanged, now, log } = options;
    this.#database = new Database({ folder, now }, log, options.noticed);
    const database = this.#database;
    this.archives = new Archives(folder);
    this.history = new HistoryStore({
      database,
      retentionDays,
      archives: { wanted: options.archivesHistory ?? (() => false), files: this.archives },
      changed: historyChanged,
      now,
      log,
    });
    this.retention = new Retention(this.history, log);
    this.documents = new Documents(database, log);
    this.notes = new NotesStore(database, now, notesChanged);
    this.userActions = new UserActionStore(database, log);
    this.voices = new VoiceStore(database, log);
    this.metrics = new MetricStore(database);
  }

  /** What people should know of it. */
  get notices(): readonly FailureReport[] {
    return this.#database.notices;
  }

  /** False where nothing can be kept beyond this run. */
  get isPersistent(): boolean {
    return this.#database.isPersistent;
  }

  /** How much there is of what grows. @throws HarkError store.* */
  extent(): Pick<StorageSnapshot, 'history' | 'recordings'> {
    const history = this.#database.get('SELECT count(*) AS items, min(at) AS oldest FROM interactions');
    const recordings = this.#database.get(
      'SELECT count(*) AS count, coalesce(sum(length(sealed)), 0) AS bytes FROM voice_recordings',
    );
    return {
      history: {
        items: Number(history?.['items']),
        oldestAt: history?.['oldest'] == null ? null : Number(history['oldest']),
      },
      recordings: { count: Number(recordings?.['count']), bytes: Number(recordings?.['bytes']) },
    };
  }

  /** For a restore. @throws HarkError store.* */
  withHandle<T>(work: (handle: DatabaseSync) => T): T {
    return this.#database.withHandle(work);
  }

  /** Gives back the room that nothing uses any more, bit by bit. @throws HarkError (by rejection) store.* */
  async compact(): Promise<void> {
    while (this.#database.compact()) await new Promise((resolve) => setImmediate(resolve));
    this.#database.erase();
  }

  close(): void {
    this.retention.stop();
    this.history.close();
    this.#database.close();
  }
}
