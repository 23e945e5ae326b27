/** Everything that Hark stores beside its settings, in one file. */
import type { FailureReport } from '../../../contract/engine.ts';
import type { Log } from '../log/log.ts';
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
  historyChanged(): void;
  notesChanged(): void;
  /** What people should know, when it comes up. */
  noticed(notice: FailureReport): void;
  /** Wall clock, ms since the epoch. */
  now(): number;
  log: Log;
}

export class Store {
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
    this.history = new HistoryStore({ database, retentionDays, changed: historyChanged, now, log });
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

  close(): void {
    this.retention.stop();
    this.#database.close();
  }
}
