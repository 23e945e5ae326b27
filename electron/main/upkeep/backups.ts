/**
 * Backups as the app makes, restores and tries them: one piece of work at a time, all that reads and writes whole files in
 * a thread of its own. Only the transaction of a restore runs here, so that nothing that is at hand can be written over it.
 */
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { DatabaseSync } from 'node:sqlite';
import type { FailureReport } from '../../../contract/failureReport.ts';
import { describeFailure, HarkError } from '../../../contract/failures.ts';
import type { Settings } from '../../../contract/settings.ts';
import {
  type Backup,
  type BackupsSnapshot,
  type Drill,
  drillSchema,
  type Restored,
} from '../../../contract/upkeep.ts';
import { deleteBackup } from '../../backup/backupFolder.ts';
import { finishRestore, swapIn, writeJournal } from '../../backup/restore.ts';
import { newestSound, nextDue } from '../../backup/rotation.ts';
import type { RunTask } from '../../backup/runTask.ts';
import type { BackupControl } from '../ipc/handlers.ts';
import type { Log } from '../log/log.ts';
import { Keeping } from '../store/keeping.ts';

export const LOOK_INTERVAL_MS = 60_000;
/** The start has other things to do. */
export const FIRST_MS = 5 * 60_000;
/** After one that failed. */
export const RETRY_MS = 3_600_000;
export const DRILL_INTERVAL_MS = 7 * 86_400_000;
/** Among the documents of the store. */
const DRILL_DOCUMENT = 'backup.drill';

/** How backups do, for whoever tells of health. */
export interface BackupsHealth {
  /** Null where there is none, undefined before they were looked at. */
  newestAt: number | null | undefined;
  failure: FailureReport | null;
  drill: Drill | null;
}

export interface BackupsOptions {
  /** The data folder. */
  folder: string;
  /** Of this Hark. */
  version: string;
  run: RunTask;
  store: {
    isPersistent: boolean;
    documents: { read(name: string): unknown; write(name: string, value: unknown): void };
    /** @throws HarkError store.* */
    withHandle<T>(work: (handle: DatabaseSync) => T): T;
  };
  settings(): Settings['upkeep']['backups'];
  /** Does it between two changes of the settings, then takes the file as it is by then. */
  replaceSettings(work: () => void): Promise<void>;
  /** What is at hand of what was restored is out of date. */
  restored(): void;
  changed(snapshot: BackupsSnapshot): void;
  /** What went wrong where nobody asked for anything. */
  noticed(notice: FailureReport): void;
  /** Seconds since the newest sound one was made. */
  aged(seconds: number): void;
  /** Wall clock, ms since the epoch. */
  now(): number;
  /** Monotonic ms; 0 is when Hark was started. */
  ticks(): number;
  log: Log;
}

export class Backups implements BackupControl {
  readonly #options: BackupsOptions;
  readonly #keeping: Keeping;
  /** Null before they were looked at. */
  #backups: Backup[] | null = null;
  #failure: FailureReport | null = null;
  #drill: Drill | null;
  #queue: Promise<unknown> = Promise.resolve();
  #isBusy = false;
  #timer: NodeJS.Timeout | null = null;
  #notBefore = FIRST_MS;
  #drillNotBefore = FIRST_MS;

  constructor(options: BackupsOptions) {
    this.#options = options;
    this.#keeping = new Keeping(options.noticed, 'it is tried again every hour.');
    this.#drill = readDrill(options.store.documents);
  }

  start(): void {
    this.#timer ??= setInterval(() => void this.look(), LOOK_INTERVAL_MS);
    this.#timer.unref?.();
  }

  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  get health(): BackupsHealth {
    const newest = this.#backups === null ? undefined : newestSound(this.#backups, this.#options.now());
    return {
      newestAt: newest === undefined ? undefined : (newest?.at ?? null),
      failure: this.#failure,
      drill: this.#drill,
    };
  }

  /** To be called every minute: makes and tries what is due. @returns settled when that is done; it never rejects */
  async look(): Promise<void> {
    const { settings, ticks, now } = this.#options;
    this.#age();
    if (!settings().enabled || this.#isBusy || ticks() < this.#notBefore) return;
    if (this.#backups === null) await this.#inTurn(() => this.#list()).catch(() => undefined);
    if (this.#backups === null) return;
    if (nextDue(this.#backups, now()) <= now()) await this.#makeByItself();
    else if (this.#isDrillDue()) await this.#drillByItself();
  }

  /** Whether they are wanted, or how many, is another. */
  settingsChanged(): void {
    this.#tell();
  }

  // ---- the window ----

  async snapshot(): Promise<BackupsSnapshot> {
    // Others make and delete them too: the command line.
    await this.#inTurn(() => this.#lookAgain());
    return this.#snapshot();
  }

  async make(): Promise<string> {
    return this.#inTurn(() => this.#make('manual'));
  }

  async restore(id: string): Promise<Restored> {
    const restored = await this.#inTurn(() => this.#restore(id));
    this.#options.log.info('a backup was restored', { rows: restored.rows });
    return restored;
  }

  async delete(id: string): Promise<void> {
    await this.#inTurn(async () => {
      try {
        deleteBackup(this.#options.folder, id);
      } catch (cause) {
        if (cause instanceof HarkError) throw cause;
        throw new HarkError('backup.failed', 'the backup could not be deleted', { cause });
      }
      this.#backups = (this.#backups ?? []).filter((backup) => backup.id !== id);
      this.#tell();
    });
  }

  async drill(): Promise<Drill> {
    return this.#inTurn(() => this.#holdDrill());
  }

  // ---- inside ----

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(async () => {
      this.#isBusy = true;
      try {
        return await work();
      } finally {
        this.#isBusy = false;
      }
    });
    this.#queue = result.catch(() => undefined);
    return result;
  }

  async #list(): Promise<void> {
    if (this.#backups === null) await this.#lookAgain();
  }

  /** Those that are known are not read again. */
  async #lookAgain(): Promise<void> {
    this.#backups = await this.#options.run('list', { known: this.#backups ?? [] });
    this.#age();
  }

  async #make(kind: 'scheduled' | 'manual'): Promise<string> {
    const { run } = this.#options;
    try {
      this.#requireStore();
      const { id, backups } = await run('make', { about: this.#about(kind), rotation: this.#rotation() });
      this.#backups = backups;
      this.#failure = null;
      this.#keeping.keep(() => undefined);
      this.#age();
      return id;
    } catch (error) {
      this.#failure = describeFailure(error);
      throw error;
    } finally {
      this.#tell();
    }
  }

  async #makeByItself(): Promise<void> {
    const { log, ticks } = this.#options;
    try {
      await this.#inTurn(() => this.#make('scheduled'));
      log.info('a backup was made');
    } catch (error) {
      this.#notBefore = ticks() + RETRY_MS;
      log.warn('no backup was made', { code: describeFailure(error).code });
      this.#tellOfFailure(error);
    }
  }

  #tellOfFailure(error: unknown): void {
    try {
      this.#keeping.keep(() => {
        throw error;
      });
    } catch {
      // It was told of.
    }
  }

  async #restore(id: string): Promise<Restored> {
    const { run, folder, store, replaceSettings, restored } = this.#options;
    this.#requireStore();
    const prepared = await run('prepare', {
      id,
      about: this.#about('before_restore'),
      rotation: this.#rotation(),
    });
    try {
      await replaceSettings(() => {
        const journal = randomUUID();
        try {
          writeJournal(folder, journal, prepared.texts);
          store.withHandle((handle) => swapIn(handle, prepared.file, journal));
        } finally {
          finishRestore(folder);
        }
        restored();
      });
    } catch (cause) {
      if (cause instanceof HarkError) throw cause;
      throw new HarkError('backup.failed', 'the backup could not be restored', { cause });
    } finally {
      await rm(prepared.scratch, { recursive: true, force: true }).catch(() => undefined);
      this.#backups = await run('list', { known: this.#backups ?? [] });
      this.#tell();
    }
    return { backup: id, rows: prepared.rows, before: prepared.before };
  }

  async #holdDrill(): Promise<Drill> {
    const { run, now, store } = this.#options;
    await this.#list();
    const newest = newestSound(this.#backups ?? [], now()) ?? this.#backups?.[0];
    if (newest === undefined) throw new HarkError('backup.unknown', 'there is no backup to try');
    const drill = await run('drill', { id: newest.id, now: now() });
    this.#drill = drill;
    // What was sound when it was looked at last may not be any more.
    if (!drill.ok) this.#backups = await run('list', { known: [] });
    this.#tell();
    store.documents.write(DRILL_DOCUMENT, drill);
    return drill;
  }

  async #drillByItself(): Promise<void> {
    const { log, ticks } = this.#options;
    this.#drillNotBefore = ticks() + RETRY_MS;
    try {
      const { ok, reason } = await this.#inTurn(() => this.#holdDrill());
      log.info('a backup was tried', { ok, reason });
    } catch (error) {
      log.warn('no backup was tried', { code: describeFailure(error).code });
    }
  }

  #isDrillDue(): boolean {
    const { now, ticks } = this.#options;
    if (ticks() < this.#drillNotBefore || (this.#backups ?? []).length === 0) return false;
    // One of a time that has not come was held while the clock was wrong.
    return this.#drill === null || Math.abs(now() - this.#drill.at) >= DRILL_INTERVAL_MS;
  }

  /** @throws HarkError backup.failed */
  #requireStore(): void {
    if (!this.#options.store.isPersistent)
      throw new HarkError(
        'backup.failed',
        'there is nothing on disk to back up: nothing can be stored at the moment',
      );
  }

  #about<Kind extends Backup['kind']>(kind: Kind) {
    const { now, version } = this.#options;
    return { at: now(), kind, version };
  }

  #rotation() {
    const { days, weeks } = this.#options.settings();
    return { days, weeks };
  }

  #age(): void {
    const { now, aged } = this.#options;
    const newest = newestSound(this.#backups ?? [], now());
    if (newest !== null) aged(Math.max(0, now() - newest.at) / 1_000);
  }

  #snapshot(): BackupsSnapshot {
    const { settings, now, ticks } = this.#options;
    const backups = this.#backups ?? [];
    const earliest = now() + Math.max(0, this.#notBefore - ticks());
    return {
      backups,
      nextAt: settings().enabled ? Math.max(nextDue(backups, now()), earliest) : null,
      lastDrill: this.#drill,
      failure: this.#failure,
    };
  }

  #tell(): void {
    this.#options.changed(this.#snapshot());
  }
}

function readDrill(documents: { read(name: string): unknown }): Drill | null {
  try {
    return drillSchema.safeParse(documents.read(DRILL_DOCUMENT)).data ?? null;
  } catch {
    // The store has told of it.
    return null;
  }
}
