/**
 * Settings on disk. What can go wrong, and what then happens:
 * - no file: the defaults, silently;
 * - a file that cannot be read: the defaults, with a notice; the file stays where it is;
 * - a file that is no settings (truncated, edited by hand, of a newer Hark, far too long): it is set aside under a
 *   name of its own, then the defaults, with a notice;
 * - a field that does not fit: its default, with a notice that names it; the file as it was is copied aside, and the
 *   mended one takes its place, so that this is told once;
 * - a crash or a full disk while writing: the earlier file stays whole, for the new one is written beside it, made
 *   durable, and only then takes its name.
 */
import { copyFile, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FailureReport } from '../../../contract/engine.ts';
import { describeFailure, HarkError } from '../../../contract/failures.ts';
import { DEFAULT_SETTINGS, readSettings, SETTINGS_FILE, type Settings } from '../../../contract/settings.ts';
import { failFileWhereFull } from '../faults/disk.ts';

const TEMPORARY_NAME = `${SETTINGS_FILE}.new`;
/** Settings take a few kilobytes; a file past this is not one that Hark wrote. */
export const SETTINGS_MAX_BYTES = 1024 * 1024;
/** Files set aside; the oldest gives way. */
export const CORRUPT_FILES_KEPT = 5;
/** Fields that a notice names. */
const MENDED_NAMED_MAX = 5;
const CORRUPT_NAME = /^settings\.corrupt-(\d+)\.json$/;

export interface LoadedSettings {
  settings: Settings;
  /** What people should know about how the settings came to be. */
  notice: FailureReport | null;
}

export class SettingsFile {
  readonly #folder: string;
  readonly #path: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.#path = join(folder, SETTINGS_FILE);
  }

  async load(): Promise<LoadedSettings> {
    let text: string;
    try {
      text = await this.#read();
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return { settings: DEFAULT_SETTINGS, notice: null };
      if (error instanceof HarkError) return this.#setAside(error);
      return defaultsBecause(`could not be read (${errorCode(error)})`);
    }
    try {
      const { settings, mended } = readSettings(parseJson(text));
      return { settings, notice: mended.length === 0 ? null : await this.#replaceMended(settings, mended) };
    } catch (error) {
      return this.#setAside(error);
    }
  }

  /** What is stored, without mending or moving any of it; the defaults where that says nothing. */
  async peek(): Promise<Settings> {
    try {
      return readSettings(parseJson(await this.#read())).settings;
    } catch {
      return DEFAULT_SETTINGS;
    }
  }

  /** @throws HarkError settings.unwritable; the stored settings are then what they were */
  async save(settings: Settings): Promise<void> {
    const temporary = join(this.#folder, TEMPORARY_NAME);
    try {
      if (globalThis.__FAULTS__) failFileWhereFull();
      await mkdir(this.#folder, { recursive: true });
      const file = await open(temporary, 'w', 0o600);
      try {
        await file.writeFile(`${JSON.stringify(settings, null, 2)}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, this.#path);
      await syncFolder(dirname(this.#path));
    } catch (cause) {
      await rm(temporary, { force: true, recursive: true }).catch(() => undefined);
      throw new HarkError('settings.unwritable', `the settings could not be saved (${errorCode(cause)})`, {
        cause,
      });
    }
  }

  async #read(): Promise<string> {
    const { size } = await stat(this.#path);
    if (size > SETTINGS_MAX_BYTES) throw new HarkError('settings.invalid', `${size} bytes are too many`);
    return readFile(this.#path, 'utf8');
  }

  async #replaceMended(settings: Settings, mended: string[]): Promise<FailureReport> {
    const named = mended.slice(0, MENDED_NAMED_MAX).join(', ');
    const more = mended.length > MENDED_NAMED_MAX ? `, and ${mended.length - MENDED_NAMED_MAX} more` : '';
    const what = `Back at their defaults: ${named}${more}.`;
    try {
      const aside = await this.#asideName();
      await copyFile(this.#path, join(this.#folder, aside));
      await this.save(settings);
      return { code: 'settings.repaired', message: `${what} The file as it was is ${aside}.` };
    } catch {
      return { code: 'settings.repaired', message: what };
    }
  }

  async #setAside(error: unknown): Promise<LoadedSettings> {
    const why = describeFailure(error).message;
    try {
      const aside = await this.#asideName();
      await rename(this.#path, join(this.#folder, aside));
      return defaultsBecause(`was set aside as ${aside}: ${why}`);
    } catch {
      return defaultsBecause(`cannot be used: ${why}`);
    }
  }

  /** The next number, so that the newest is the highest; what is too many goes first. */
  async #asideName(): Promise<string> {
    const numbers = (await readdir(this.#folder))
      .map((name) => Number(CORRUPT_NAME.exec(name)?.[1] ?? Number.NaN))
      .filter(Number.isSafeInteger)
      .sort((a, b) => a - b);
    for (const old of numbers.slice(0, Math.max(0, numbers.length - CORRUPT_FILES_KEPT + 1))) {
      await rm(join(this.#folder, `settings.corrupt-${old}.json`), { force: true });
    }
    return `settings.corrupt-${(numbers.at(-1) ?? 0) + 1}.json`;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new HarkError('settings.invalid', 'not JSON', { cause });
  }
}

function defaultsBecause(why: string): LoadedSettings {
  return {
    settings: DEFAULT_SETTINGS,
    notice: { code: 'settings.lost', message: `The settings file ${why}.` },
  };
}

function errorCode(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown';
}

/** Makes the rename itself durable. Windows cannot open folders, and needs no such thing. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
