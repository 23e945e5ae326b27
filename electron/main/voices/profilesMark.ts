/**
 * A mark beside the keys: there are profiles. Without profiles whoever speaks counts as the owner, so a store that lost
 * them, or that cannot be read and has an empty one in its place, must not pass for one that never had any. The mark is
 * set after the first profile is kept and taken away before the last one is deleted: a crash in between is made up for at
 * the next start.
 */
import { closeSync, fsyncSync, mkdirSync, openSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../log/log.ts';

const MARK_FILE = 'profiles';

export class ProfilesMark {
  readonly #folder: string;
  readonly #log: Log;
  #isSet: boolean;

  /** @param folder of the keys */
  constructor(folder: string, log: Log) {
    this.#folder = folder;
    this.#log = log;
    this.#isSet = isThere(join(folder, MARK_FILE));
  }

  get isSet(): boolean {
    return this.#isSet;
  }

  /** There are some. */
  set(): void {
    if (this.#isSet) return;
    this.#isSet = true;
    this.#tryTo('set', () => {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      const file = openSync(join(this.#folder, MARK_FILE), 'a', 0o600);
      try {
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
    });
  }

  /** There are to be none; until the next start also where the file cannot be deleted. */
  clear(): void {
    this.#isSet = false;
    this.#tryTo('clear', () => rmSync(join(this.#folder, MARK_FILE), { force: true }));
  }

  #tryTo(what: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
      this.#log.warn(`could not ${what} the mark of profiles`, { code });
    }
  }
}

/** Where that cannot be told, it may be. */
function isThere(path: string): boolean {
  try {
    statSync(path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code !== 'ENOENT' && code !== 'ENOTDIR';
  }
}
