/**
 * The profiles of the command line: a folder of sealed voiceprints, and a key file that only its owner may read. They are
 * not the app's, whose keys lie in the system's key store: export and import carry a profile from one to the other.
 *
 * Names are sealed too; a file is called by a random id. What can go wrong: the key is gone or another one
 * (profile.foreign_key), a file is damaged or of another kind (profile.damaged) or cannot be read (profile.unreadable), the
 * folder cannot be written (output.unwritable). A file appears whole or not at all; what a kill left half-written goes with
 * a later change.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { chmod, link, lstat, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { HarkError } from '../../contract/failures.ts';
import { profileNameSchema } from '../../contract/profiles.ts';
import { KEY_BYTES, PROFILES_MAX, SEALED_MAX_BYTES } from '../../contract/speaker.ts';
import { seal, open as unseal } from '../engine/speaker/sealed.ts';
import type { Voiceprint } from '../engine/speaker/voiceprint.ts';
import { decodeExport, encodeExport } from '../engine/speaker/voiceprintCodec.ts';

export const VOICES_FOLDER = 'voices';
export const KEY_FILE = 'key';
const SUFFIX = '.voiceprint';
const FILE_NAME = /^([0-9a-f-]{36})\.voiceprint$/;
/** As `#place` names what it has not finished, of the key or of the profile of an id. */
const PARTIAL_NAME = /^\.(?:key|([0-9a-f-]{36})\.voiceprint)\.\d+\.[0-9a-f-]{36}$/;
/** Nobody takes that long to write one. */
const PARTIAL_KEPT_MS = 24 * 3_600_000;
const OVERWRITE_BYTES = 1 << 20;
/** Of file systems that know no second names, FAT say. */
const LINKLESS: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);
const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;
/** Permissions of anyone but the owner. */
export const OTHERS = 0o077;

export interface VoiceFile {
  id: string;
  name: string;
  print: Voiceprint;
}

/** One that cannot be opened, and why. */
export interface UnusableVoice {
  id: string;
  error: HarkError;
}

export class VoiceFiles {
  readonly #folder: string;
  readonly #say: (line: string) => void;

  /**
   * @param data the data folder
   * @param say one line for people
   */
  constructor(data: string, say: (line: string) => void) {
    this.#folder = join(data, VOICES_FOLDER);
    this.#say = say;
  }

  /** By name. Those that do not open come last. */
  async all(): Promise<(VoiceFile | UnusableVoice)[]> {
    const ids = (await readdir(this.#folder).catch(() => [])).flatMap(
      (name) => FILE_NAME.exec(name)?.[1] ?? [],
    );
    if (ids.length === 0) return [];
    const key = await this.#key(false);
    const voices: (VoiceFile | UnusableVoice)[] = [];
    for (const id of ids) {
      try {
        voices.push({ id, ...(await this.#read(id, key)) });
      } catch (error) {
        if (!(error instanceof HarkError)) throw error;
        voices.push({ id, error });
      }
    }
    return voices.toSorted((a, b) => order(a).localeCompare(order(b)));
  }

  /** @throws HarkError profile.unknown; why it does not open, where it is the only one that could be meant */
  async find(name: string): Promise<VoiceFile> {
    const voices = await this.all();
    const found = named(voices, name);
    if (found !== undefined) return found;
    const unusable = voices.find((voice) => 'error' in voice);
    if (unusable !== undefined && 'error' in unusable) throw unusable.error;
    throw new HarkError('profile.unknown', `there is no profile "${name}"`);
  }

  /**
   * Keeps a profile; one of that name is replaced.
   * @throws HarkError profile.name, profile.full, profile.foreign_key, output.unwritable
   */
  async keep(name: string, print: Voiceprint): Promise<void> {
    const checked = checkName(name);
    const voices = await this.all();
    const same = named(voices, checked);
    if (same === undefined && voices.length >= PROFILES_MAX) {
      throw new HarkError('profile.full', `there are ${PROFILES_MAX} profiles already`);
    }
    await this.#write(same?.id ?? randomUUID(), checked, print);
  }

  /** @throws HarkError profile.unknown, profile.name, profile.exists */
  async rename(name: string, next: string): Promise<void> {
    const voice = await this.find(name);
    const checked = checkName(next);
    const taken = named(await this.all(), checked);
    if (taken !== undefined && taken.id !== voice.id) {
      throw new HarkError('profile.exists', `there is a profile "${checked}" already`);
    }
    await this.#write(voice.id, checked, voice.print);
  }

  /**
   * Its bytes are overwritten before the file goes.
   * @param which its name, or the id of its file: one that does not open has no other
   * @returns what it was
   * @throws HarkError profile.unknown, output.unwritable; why it does not open, where its name could have been meant
   */
  async delete(which: string): Promise<VoiceFile | UnusableVoice> {
    const voices = await this.all();
    const voice = named(voices, which) ?? voices.find(({ id }) => id === which) ?? (await this.find(which));
    const path = this.#path(voice.id);
    try {
      await this.#tidy(voice.id);
      // A link in the place of what does not open leads to a file that need not be ours.
      const there = 'name' in voice ? await stat(path) : await lstat(path);
      if (there.isFile()) await overwrite(path);
      await rm(path);
    } catch (cause) {
      throw new HarkError('output.unwritable', `the profile "${which}" cannot be deleted`, { cause });
    }
    return voice;
  }

  /** Clears away what was left half-written: of a profile that is deleted all, of others what is old. */
  async #tidy(deleted: string | null = null): Promise<void> {
    for (const name of await readdir(this.#folder).catch(() => [])) {
      const partial = PARTIAL_NAME.exec(name);
      if (partial === null) continue;
      const path = join(this.#folder, name);
      const there = await lstat(path).catch(() => null);
      if (there === null) continue;
      const isDeleted = deleted !== null && partial[1] === deleted;
      if (!isDeleted && Date.now() - there.mtimeMs < PARTIAL_KEPT_MS) continue;
      try {
        // Not the key's: it can be the key itself, under a second name.
        if (isDeleted && there.isFile()) await overwrite(path);
        await rm(path, { force: true });
      } catch (error) {
        if (isDeleted) throw error;
      }
    }
  }

  async #read(id: string, key: Uint8Array): Promise<{ name: string; print: Voiceprint }> {
    const path = this.#path(id);
    const unreadable = (cause: unknown): never => {
      throw new HarkError('profile.unreadable', `${id}${SUFFIX} cannot be read`, { cause });
    };
    if ((await stat(path).catch(unreadable)).size > SEALED_MAX_BYTES) {
      throw new HarkError('profile.damaged', `${id}${SUFFIX} is larger than any profile`);
    }
    const plain = unseal('voiceprint', id, key, await readFile(path).catch(unreadable));
    try {
      return decodeExport(plain);
    } finally {
      plain.fill(0);
    }
  }

  async #write(id: string, name: string, print: Voiceprint): Promise<void> {
    const key = await this.#key(true);
    await this.#tidy();
    const plain = encodeExport(name, print);
    try {
      await this.#place(`${id}${SUFFIX}`, seal('voiceprint', id, key, plain), rename);
    } finally {
      plain.fill(0);
    }
  }

  /** @param make a new one where there is none yet */
  async #key(make: boolean): Promise<Uint8Array> {
    const path = join(this.#folder, KEY_FILE);
    const kept = await readFile(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw new HarkError('profile.foreign_key', `the key file ${path} cannot be read`, { cause: error });
    });
    if (kept !== null) {
      if (kept.length !== KEY_BYTES) throw this.#lost(`${path} is no key file`);
      await this.#makePrivate(path);
      return kept;
    }
    if (!make) throw this.#lost(`the key file ${path} is not there`);
    // Two that run at once must not each have a key of their own: whose link comes second takes the other's.
    const made = randomBytes(KEY_BYTES);
    await this.#place(KEY_FILE, made, async (from, to) => {
      await link(from, to)
        .catch((error: NodeJS.ErrnoException) => {
          if (!LINKLESS.has(error.code ?? '')) throw error;
          return writeFirst(to, made);
        })
        .catch((error: NodeJS.ErrnoException) => {
          if (error.code !== 'EEXIST') throw error;
        });
      await rm(from);
    });
    made.fill(0);
    return readFile(path);
  }

  #lost(what: string): HarkError {
    const todo = `put the one back that was there, or delete the folder ${this.#folder} and enroll again`;
    return new HarkError('profile.foreign_key', `${what}, and no profile opens without it: ${todo}`);
  }

  async #makePrivate(path: string): Promise<void> {
    if (process.platform === 'win32' || ((await stat(path)).mode & OTHERS) === 0) return;
    const failed = await chmod(path, PRIVATE_FILE).then(
      () => null,
      (error: NodeJS.ErrnoException) => error.code ?? 'unknown',
    );
    // Some file systems take the change, and nothing comes of it.
    const isPrivate = failed === null && ((await stat(path)).mode & OTHERS) === 0;
    this.#say(
      isPrivate
        ? `hark: others could read the key file; only you can now: ${path}`
        : `hark: others can read the key file, and that cannot be changed here (${failed ?? 'no effect'}): ${path}`,
    );
  }

  async #place(
    name: string,
    bytes: Uint8Array,
    put: (from: string, to: string) => Promise<void>,
  ): Promise<void> {
    const partial = join(this.#folder, `.${name}.${process.pid}.${randomUUID()}`);
    try {
      await mkdir(this.#folder, { recursive: true, mode: PRIVATE_FOLDER });
      const file = await open(partial, 'wx', PRIVATE_FILE);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await put(partial, join(this.#folder, name));
    } catch (cause) {
      await rm(partial, { force: true }).catch(() => undefined);
      throw new HarkError('output.unwritable', `the profiles in ${this.#folder} cannot be written`, {
        cause,
      });
    }
  }

  #path(id: string): string {
    return join(this.#folder, `${id}${SUFFIX}`);
  }
}

/** @throws HarkError profile.name */
export function checkName(name: string): string {
  const checked = profileNameSchema.safeParse(name);
  if (checked.success) return checked.data;
  // Escaped: it can come from a file, and goes to a terminal.
  throw new HarkError('profile.name', `${JSON.stringify(name.slice(0, 80))} is no name of a profile`);
}

function named(voices: readonly (VoiceFile | UnusableVoice)[], name: string): VoiceFile | undefined {
  return voices.find((voice): voice is VoiceFile => 'name' in voice && alike(voice.name, name));
}

/** Where nothing is there yet. */
async function writeFirst(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', PRIVATE_FILE);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

async function overwrite(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const { size } = await file.stat();
    for (let at = 0; at < size; at += OVERWRITE_BYTES) {
      const length = Math.min(OVERWRITE_BYTES, size - at);
      await file.write(randomBytes(length), 0, length, at);
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

/** They are the same name, whatever their case. */
export function alike(a: string, b: string): boolean {
  return a.trim().normalize('NFKC').toLowerCase() === b.trim().normalize('NFKC').toLowerCase();
}

function order(voice: VoiceFile | UnusableVoice): string {
  return 'name' in voice ? `a${voice.name}` : `b${voice.id}`;
}
