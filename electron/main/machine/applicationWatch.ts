/**
 * Notices that applications came or went, so that they can be named without a restart. Their folders are watched, and
 * looked at now and then: a folder can be out of reach of watching, or lie within one of them.
 */
import { type FSWatcher, watch } from 'node:fs';
import type { Log } from '../log/log.ts';

/** Installing writes many files, over seconds. */
export const SETTLE_MS = 3_000;
export const LOOK_MS = 15 * 60_000;
/** A desktop has a handful; each costs a handle. */
const WATCHED_MAX = 16;

export interface ApplicationWatchOptions {
  /** Names of all applications. */
  list(): Promise<string[]>;
  folders: readonly string[];
  changed(): void;
  log: Log;
}

export class ApplicationWatch {
  readonly #options: ApplicationWatchOptions;
  readonly #watchers: FSWatcher[] = [];
  readonly #looking: NodeJS.Timeout;
  #settling: NodeJS.Timeout | null = null;
  #known: string | null = null;
  #stopped = false;

  constructor(options: ApplicationWatchOptions) {
    this.#options = options;
    for (const folder of options.folders.slice(0, WATCHED_MAX)) this.#watch(folder);
    this.#looking = setInterval(() => void this.#look(), LOOK_MS);
    this.#looking.unref?.();
    void this.#look();
  }

  stop(): void {
    this.#stopped = true;
    for (const watcher of this.#watchers) watcher.close();
    clearInterval(this.#looking);
    if (this.#settling !== null) clearTimeout(this.#settling);
  }

  #watch(folder: string): void {
    try {
      const watcher = watch(folder, () => this.#settle());
      watcher.on('error', () => watcher.close());
      this.#watchers.push(watcher);
    } catch {
      // Not there, or no more can be watched: it is looked at.
    }
  }

  #settle(): void {
    if (this.#settling !== null) clearTimeout(this.#settling);
    this.#settling = setTimeout(() => {
      this.#settling = null;
      void this.#look();
    }, SETTLE_MS);
    this.#settling.unref?.();
  }

  async #look(): Promise<void> {
    try {
      const names = (await this.#options.list()).join('\n');
      if (this.#stopped) return;
      const before = this.#known;
      this.#known = names;
      if (before !== null && before !== names) this.#options.changed();
    } catch (error) {
      this.#options.log.warn('the applications could not be listed', { reason: String(error) });
    }
  }
}
