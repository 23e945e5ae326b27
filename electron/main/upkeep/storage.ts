/** What is kept, whether it is sound, and what of it can go. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cleaned, Integrity, StorageSnapshot } from '../../../contract/upkeep.ts';
import type { RunTask } from '../../backup/runTask.ts';
import { freeBytes, type StorageKind, storageSizes } from '../health/storageUse.ts';
import type { StorageControl } from '../ipc/handlers.ts';
import { LOG_FILES_KEPT } from '../log/logFile.ts';
import type { Store } from '../store/store.ts';

const OLD_LOG = /^hark\.(\d+)\.log$/;
/** What can be freed, as it is told. */
const FREED: readonly [StorageKind, string][] = [
  ['database', 'room in the store that nothing uses'],
  ['backups', 'old copies of the store'],
  ['archives', 'archives of the history'],
  ['logs', 'old logs'],
];

export interface StorageOptions {
  /** The data folder. */
  folder: string;
  logs: string;
  run: RunTask;
  store: Pick<Store, 'isPersistent' | 'extent' | 'retention' | 'compact' | 'archives'>;
  /** History that is too old is archived. */
  archives(): boolean;
  /** Wall clock, ms since the epoch. */
  now(): number;
}

export class StorageCare implements StorageControl {
  readonly #options: StorageOptions;
  #integrity: Integrity | null = null;
  #cleaning: Promise<Cleaned> | null = null;

  constructor(options: StorageOptions) {
    this.#options = options;
  }

  async snapshot(): Promise<StorageSnapshot> {
    const { folder, store } = this.#options;
    return {
      persistent: store.isPersistent,
      freeBytes: await freeBytes(folder),
      ...store.extent(),
      archives: await store.archives.size(),
      integrity: this.#integrity,
    };
  }

  /** @throws HarkError (by rejection) store.* */
  clean(): Promise<Cleaned> {
    this.#cleaning ??= this.#clean().finally(() => {
      this.#cleaning = null;
    });
    return this.#cleaning;
  }

  async check(): Promise<Integrity> {
    const { run, store, now } = this.#options;
    this.#integrity = store.isPersistent
      ? await run('check', { now: now() })
      : { at: now(), ok: true, detail: 'Nothing is on disk; what is kept is in memory alone.' };
    return this.#integrity;
  }

  async #clean(): Promise<Cleaned> {
    const { folder, store, archives } = this.#options;
    const before = await storageSizes(folder);
    await store.retention.sweepNow();
    if (!archives()) await store.archives.clear();
    await this.#dropOldLogs();
    await store.compact();
    const after = await storageSizes(folder);
    const freed = FREED.map(([kind, what]) => ({
      what,
      bytes: (before.get(kind) ?? 0) - (after.get(kind) ?? 0),
    }));
    const some = freed.filter(({ bytes }) => bytes > 0);
    return {
      freedBytes: some.reduce((sum, { bytes }) => sum + bytes, 0),
      what: some.map(({ what }) => what),
    };
  }

  /** Rotated away by a Hark that kept more of them. */
  async #dropOldLogs(): Promise<void> {
    const { logs } = this.#options;
    for (const name of await readdir(logs).catch(() => [])) {
      if (Number(OLD_LOG.exec(name)?.[1] ?? 0) >= LOG_FILES_KEPT) await rm(join(logs, name), { force: true });
    }
  }
}
