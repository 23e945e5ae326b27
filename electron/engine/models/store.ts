/** The models on disk: what the manifest promises, and bytes that are used only after their sha256 matched. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { HarkError } from '../../../contract/failures.ts';
import { type Manifest, type ModelEntry, manifestSchema, OWN_SOURCE } from '../../../contract/models.ts';

const MANIFEST_FILE = 'manifest.json';
const FILES_FOLDER = 'files';

export interface ModelState {
  entry: ModelEntry;
  /** A file of that name exists. */
  present: boolean;
  /** Its size and sha256 are the manifest's. */
  ok: boolean;
}

export class ModelStore {
  /** The folder that holds manifest.json and files/. */
  readonly dir: string;
  readonly manifest: Manifest;

  private constructor(dir: string, manifest: Manifest) {
    this.dir = dir;
    this.manifest = manifest;
  }

  /** @throws HarkError manifest.invalid, naming the field at fault */
  static async open(dir: string): Promise<ModelStore> {
    const path = join(dir, MANIFEST_FILE);
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (cause) {
      throw new HarkError('manifest.invalid', `${MANIFEST_FILE} cannot be read`, { cause });
    }
    return new ModelStore(resolve(dir), parseManifest(text));
  }

  /** @throws HarkError model.unknown */
  entry(name: string): ModelEntry {
    const found = this.manifest.models.find((entry) => entry.name === name);
    if (found === undefined) {
      const known = this.manifest.models.map((entry) => entry.name).join(', ');
      throw new HarkError('model.unknown', `no model is called "${name}"; there are: ${known}`);
    }
    return found;
  }

  byTask(task: ModelEntry['task']): ModelEntry[] {
    return this.manifest.models.filter((entry) => entry.task === task);
  }

  /** The folder that the model files lie in. */
  get filesDir(): string {
    return join(this.dir, FILES_FOLDER);
  }

  path(entry: ModelEntry): string {
    return join(this.filesDir, entry.file);
  }

  /**
   * The bytes of a model, checked: what is returned is what was hashed, so a file swapped after the check is never
   * used.
   * @throws HarkError model.missing, model.checksum
   */
  async read(entry: ModelEntry): Promise<Uint8Array<ArrayBuffer>> {
    let bytes: Uint8Array<ArrayBuffer>;
    try {
      bytes = await readFile(this.path(entry));
    } catch (cause) {
      throw new HarkError('model.missing', `model ${entry.name} (${entry.file}) is not there`, { cause });
    }
    const fault = faultOf(entry, bytes);
    if (fault !== null) {
      throw new HarkError('model.checksum', `model ${entry.name} (${entry.file}) is damaged: ${fault}`);
    }
    return bytes;
  }

  /** Every model of the manifest, in its order, with whether its file is there and intact. */
  async status(): Promise<ModelState[]> {
    const states: ModelState[] = [];
    for (const entry of this.manifest.models) states.push(await this.#state(entry));
    return states;
  }

  async #state(entry: ModelEntry): Promise<ModelState> {
    const size = await stat(this.path(entry)).then(
      (found) => (found.isFile() ? found.size : -1),
      () => null,
    );
    if (size === null) return { entry, present: false, ok: false };
    if (size !== entry.bytes) return { entry, present: true, ok: false };
    const ok = await this.read(entry).then(
      () => true,
      () => false,
    );
    return { entry, present: true, ok };
  }
}

/** What is wrong with the bytes of a model file; null when they are the manifest's. */
export function faultOf(entry: ModelEntry, bytes: Uint8Array): string | null {
  if (bytes.byteLength !== entry.bytes) return `${bytes.byteLength} bytes instead of ${entry.bytes}`;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return sha256 === entry.sha256 ? null : `sha256 ${sha256} instead of ${entry.sha256}`;
}

/** @throws HarkError manifest.invalid, naming the field at fault */
export function parseManifest(text: string): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new HarkError('manifest.invalid', `${MANIFEST_FILE} is not JSON`, { cause });
  }
  const parsed = manifestSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = issue === undefined || issue.path.length === 0 ? 'the document' : issue.path.join('.');
    throw new HarkError('manifest.invalid', `${MANIFEST_FILE}: ${field}: ${issue?.message ?? 'invalid'}`);
  }
  const manifest = parsed.data;
  const seen = { name: new Set<string>(), file: new Set<string>() };
  for (const [index, entry] of manifest.models.entries()) {
    const fail = (field: string, why: string): never => {
      throw new HarkError('manifest.invalid', `${MANIFEST_FILE}: models.${index}.${field}: ${why}`);
    };
    for (const field of ['name', 'file'] as const) {
      if (seen[field].has(entry[field])) fail(field, `"${entry[field]}" appears twice`);
      seen[field].add(entry[field]);
    }
    if (entry.source !== OWN_SOURCE && !Object.hasOwn(manifest.sources, entry.source))
      fail('source', `no source is called "${entry.source}"`);
    if ((entry.task === 'wake') !== (entry.wake !== undefined)) {
      fail('wake', 'belongs to models of task wake, and to no others');
    }
    if ((entry.task === 'speaker') !== (entry.speaker !== undefined)) {
      fail('speaker', 'belongs to models of task speaker, and to no others');
    }
  }
  return manifest;
}

/**
 * The models folder in force: HARK_MODELS, else the nearest `models/` found upward from the built file. In a packaged
 * app that is resources/models, beside the archive that the built file lies in.
 * @throws HarkError manifest.invalid when there is none
 */
export function findModelsDir(
  from: string = import.meta.dirname,
  env: NodeJS.ProcessEnv = process.env,
): string {
  const chosen = env['HARK_MODELS'];
  if (chosen !== undefined && chosen !== '') return resolve(chosen);
  for (let dir = resolve(from); ; dir = dirname(dir)) {
    const candidate = join(dir, 'models');
    if (existsSync(join(candidate, MANIFEST_FILE))) return candidate;
    if (dirname(dir) === dir) break;
  }
  throw new HarkError('manifest.invalid', 'no models folder was found; set HARK_MODELS to one');
}
