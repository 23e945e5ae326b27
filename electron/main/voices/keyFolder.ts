/**
 * Where keys lie: one small file each, outside the database and its backups, so that unlinking one makes noise of every
 * copy of what it opens. All files of one guard are a generation; which one counts is written in one file, so that a
 * change of guard happens at one moment or not at all.
 */
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { HarkError } from '../../../contract/failures.ts';
import { scryptCostSchema } from './scrypt.ts';

const GUARD_FILE = 'guard.json';
const KEY_ID = /^[A-Za-z0-9_-]{1,100}$/;
const KEY_FILE = /^([A-Za-z0-9_-]{1,100})\.json$/;
const GENERATION = /^\d{1,9}$/;

const keyFileSchema = z.discriminatedUnion('wrap', [
  z.object({
    version: z.literal(1),
    wrap: z.literal('system'),
    /** False where the system has no key store and only obfuscates. */
    encrypted: z.boolean(),
    /** Base64. */
    key: z.string(),
  }),
  z.object({ version: z.literal(1), wrap: z.literal('passphrase'), key: z.string() }),
]);
export type KeyFile = z.infer<typeof keyFileSchema>;

const guardFileSchema = z.object({
  version: z.literal(1),
  generation: z.number().int().min(0),
  /** What makes a wrapping key of the passphrase, and shows whether it is the right one; null without a passphrase. */
  passphrase: z.object({ salt: z.string(), cost: scryptCostSchema, check: z.string() }).nullable(),
});
export type GuardFile = z.infer<typeof guardFileSchema>;
export type PassphraseGuard = NonNullable<GuardFile['passphrase']>;

const NO_GUARD: GuardFile = { version: 1, generation: 0, passphrase: null };

export class KeyFolder {
  readonly #folder: string;
  /** What was readable of it; a guard that is not is left as it is, and nothing is cleared away beside it. */
  #guard: GuardFile;
  #isGuardSound = true;

  /** @param folder made with the first key */
  constructor(folder: string) {
    this.#folder = folder;
    this.#guard = this.#readGuard();
    if (!this.#isGuardSound) return;
    this.#dropOtherGenerations();
    this.#dropUnfinished();
  }

  get guard(): GuardFile {
    return this.#guard;
  }

  /** Ids of all keys. */
  ids(): string[] {
    return listed(this.#generation()).flatMap((name) => KEY_FILE.exec(name)?.[1] ?? []);
  }

  /** Null where there is none, or none that can be read. */
  read(id: string): KeyFile | null {
    try {
      return keyFileSchema.parse(JSON.parse(readFileSync(this.#path(id), 'utf8')));
    } catch {
      return null;
    }
  }

  /** @throws HarkError store.unwritable; so do those below */
  write(id: string, file: KeyFile): void {
    kept(() => {
      this.#path(id);
      this.#makeFolder(this.#generation());
      writeWhole(this.#generation(), `${id}.json`, JSON.stringify(file));
    });
  }

  delete(id: string): void {
    // Ids come from the database, which can have been written by anyone; none of these is that of a key.
    if (!KEY_ID.test(id)) return;
    kept(() => {
      rmSync(this.#path(id), { force: true });
      if (existsSync(this.#generation())) syncFolder(this.#generation());
    });
  }

  /** Deletes all but these. @returns how many went; none where it is not certain which ones count */
  keepOnly(ids: ReadonlySet<string>): number {
    if (!this.#isGuardSound) return 0;
    const others = this.ids().filter((id) => !ids.has(id));
    for (const id of others) this.delete(id);
    return others.length;
  }

  /**
   * Puts another guard in place, and with it all keys anew. Before its last step nothing has changed, after it all has.
   *
   * @param rewrap null leaves a key as it is: one that cannot be opened now is not to be lost
   */
  change(passphrase: PassphraseGuard | null, rewrap: (id: string) => KeyFile | null): void {
    kept(() => {
      const guard: GuardFile = { ...NO_GUARD, generation: this.#guard.generation + 1, passphrase };
      const next = join(this.#folder, `${guard.generation}`);
      rmSync(next, { recursive: true, force: true });
      this.#makeFolder(next);
      for (const id of this.ids()) {
        const file = rewrap(id);
        const text = file === null ? readFileSync(this.#path(id), 'utf8') : JSON.stringify(file);
        writeWhole(next, `${id}.json`, text);
      }
      syncFolder(this.#folder);
      writeWhole(this.#folder, GUARD_FILE, JSON.stringify(guard));
      this.#guard = guard;
      this.#isGuardSound = true;
      this.#dropOtherGenerations();
    });
  }

  #readGuard(): GuardFile {
    try {
      return guardFileSchema.parse(JSON.parse(readFileSync(join(this.#folder, GUARD_FILE), 'utf8')));
    } catch (error) {
      const generations = listed(this.#folder)
        .filter((name) => GENERATION.test(name))
        .map(Number);
      const isAbsent = (error as NodeJS.ErrnoException).code === 'ENOENT';
      // Before the guard is changed for the first time there is no such file, and one generation.
      this.#isGuardSound = isAbsent && (generations.length === 0 || generations.includes(0));
      return { ...NO_GUARD, generation: this.#isGuardSound ? 0 : Math.max(0, ...generations) };
    }
  }

  #dropOtherGenerations(): void {
    for (const name of listed(this.#folder)) {
      const isOther = GENERATION.test(name) && Number(name) !== this.#guard.generation;
      if (!isOther && !name.endsWith('.new')) continue;
      try {
        rmSync(join(this.#folder, name), { recursive: true, force: true });
      } catch {
        // Tried again at the next start.
      }
    }
  }

  /** Keys that were being written when Hark was killed. */
  #dropUnfinished(): void {
    for (const name of listed(this.#generation())) {
      if (!name.endsWith('.json.new')) continue;
      try {
        rmSync(join(this.#generation(), name), { force: true });
      } catch {
        // Tried again at the next start.
      }
    }
  }

  #makeFolder(path: string): void {
    for (const folder of [this.#folder, path]) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      if (process.platform !== 'win32') chmodSync(folder, 0o700);
    }
  }

  #generation(): string {
    return join(this.#folder, `${this.#guard.generation}`);
  }

  /** @throws HarkError profile.foreign_key: there can be no such key */
  #path(id: string): string {
    if (!KEY_ID.test(id)) throw new HarkError('profile.foreign_key', 'that is no id of a key');
    return join(this.#generation(), `${id}.json`);
  }
}

/** There whole or not at all, for this account alone. */
function writeWhole(folder: string, name: string, text: string): void {
  const temporary = join(folder, `${name}.new`);
  const file = openSync(temporary, 'w', 0o600);
  try {
    writeFileSync(file, `${text.trimEnd()}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, join(folder, name));
  syncFolder(folder);
}

/** Makes renames and removals themselves durable. Windows cannot open folders, and needs no such thing. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function kept<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof HarkError) throw cause;
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown';
    throw new HarkError('store.unwritable', `the key could not be kept (${reason})`, { cause });
  }
}
