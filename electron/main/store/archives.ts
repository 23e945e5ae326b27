/**
 * History that is too old to be shown, where it is wanted: a file of lines per month, each batch a member of gzip's own,
 * so that it grows by appending. What was archived is durable before it goes from the store; cut off in between, it is
 * known by its id the next time. A batch that was cut off half-written is taken off the end.
 *
 * Deleted means erased here too: a month is written anew without what is to go.
 */
import { chmod, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { constants, gunzip, gzip } from 'node:zlib';
import { HarkError } from '../../../contract/failures.ts';
import { type Interaction, interactionSchema } from '../../../contract/interactions.ts';

export const ARCHIVE_FOLDER = 'archives';
const NAME = /^history-\d{4}-\d{2}\.jsonl\.gz$/;
/** Lines that are read or written before others have their turn. */
const LINES_A_TURN = 200;
const [zip, unzip] = [promisify(gzip), promisify(gunzip)];

export class Archives {
  readonly #folder: string;
  /** Ids by file, of those that were read or written in this run. */
  readonly #known = new Map<string, Set<string>>();
  #queue: Promise<unknown> = Promise.resolve();

  /** @param folder the data folder */
  constructor(folder: string) {
    this.#folder = join(folder, ARCHIVE_FOLDER);
  }

  /** Durable when it resolves; what is there already is not added again. @throws HarkError (by rejection) store.unwritable */
  add(items: readonly Interaction[]): Promise<void> {
    return this.#inTurn(async () => {
      for (const [name, batch] of Map.groupBy(items, fileOf)) {
        const known = await this.#idsIn(name);
        const fresh = batch.filter(({ id }) => !known.has(id));
        if (fresh.length === 0) continue;
        await this.#append(name, fresh);
        for (const { id } of fresh) known.add(id);
      }
    });
  }

  /**
   * Takes items out, or puts others in their place.
   *
   * @param change gives null for what is to go, and the same item for what is to stay
   * @param at of the one item it is about, ms since the epoch; all months where absent
   * @throws HarkError (by rejection) store.unwritable
   */
  rewrite(change: (item: Interaction) => Interaction | null, at?: number): Promise<void> {
    return this.#inTurn(async () => {
      for (const name of await this.#names()) {
        if (at === undefined || name === fileOf({ at })) await this.#rewriteMonth(name, change);
      }
    });
  }

  /** All of them go. @throws HarkError (by rejection) store.unwritable */
  clear(): Promise<void> {
    return this.#inTurn(async () => {
      await rm(this.#folder, { recursive: true, force: true });
      this.#known.clear();
    });
  }

  async size(): Promise<{ files: number; bytes: number }> {
    const names = await this.#names();
    const sizes = await Promise.all(
      names.map((name) =>
        stat(join(this.#folder, name)).then(
          ({ size }) => size,
          () => 0,
        ),
      ),
    );
    return { files: names.length, bytes: sizes.reduce((sum, bytes) => sum + bytes, 0) };
  }

  /** Those of one month, as they were archived. */
  async read(name: string): Promise<Interaction[]> {
    const items: Interaction[] = [];
    for (const line of await this.#lines(name)) {
      const item = readItem(line);
      if (item !== null) items.push(item);
      if (items.length % LINES_A_TURN === 0) await nextTurn();
    }
    return items;
  }

  // ---- inside ----

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(work).catch((cause: unknown) => {
      if (cause instanceof HarkError) throw cause;
      const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown';
      throw new HarkError('store.unwritable', `the archive could not be written (${reason})`, { cause });
    });
    this.#queue = result.catch(() => undefined);
    return result;
  }

  async #names(): Promise<string[]> {
    const names = await readdir(this.#folder).catch(() => []);
    return names.filter((name) => NAME.test(name)).toSorted();
  }

  async #idsIn(name: string): Promise<Set<string>> {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const items = await this.read(name);
    const ids = new Set(items.map(({ id }) => id));
    // What was cut off half-written would hide all that follows it.
    if (await this.#isCut(name)) await this.#writeMonth(name, items);
    this.#known.set(name, ids);
    return ids;
  }

  async #append(name: string, items: readonly Interaction[]): Promise<void> {
    const member = await zip(linesOf(items));
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const path = join(this.#folder, name);
    const file = await open(path, 'a', 0o600);
    const { size } = await file.stat();
    try {
      await file.writeFile(member);
      await file.sync();
    } catch (error) {
      await file.truncate(size).catch(() => undefined);
      this.#known.delete(name);
      throw error;
    } finally {
      await file.close();
    }
    if (process.platform !== 'win32') await chmod(path, 0o600);
  }

  async #rewriteMonth(name: string, change: (item: Interaction) => Interaction | null): Promise<void> {
    const items = await this.read(name);
    const changed = items.map(change);
    if (changed.every((item, at) => item === items[at])) return;
    const left = changed.filter((item) => item !== null);
    if (left.length === 0) await rm(join(this.#folder, name), { force: true });
    else await this.#writeMonth(name, left);
    this.#known.set(name, new Set(left.map(({ id }) => id)));
  }

  async #writeMonth(name: string, items: readonly Interaction[]): Promise<void> {
    const path = join(this.#folder, name);
    const part = `${path}.part`;
    try {
      const file = await open(part, 'w', 0o600);
      try {
        for (let from = 0; from < items.length; from += LINES_A_TURN)
          await file.writeFile(await zip(linesOf(items.slice(from, from + LINES_A_TURN))));
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(part, path);
    } catch (error) {
      await rm(part, { force: true }).catch(() => undefined);
      throw error;
    }
  }

  /** The end of a file that was cut off is left out. */
  async #lines(name: string): Promise<string[]> {
    const text = await this.#text(name, constants.Z_SYNC_FLUSH);
    const lines = text.split('\n');
    lines.pop();
    return lines;
  }

  async #isCut(name: string): Promise<boolean> {
    try {
      await this.#text(name, constants.Z_FINISH);
      return false;
    } catch {
      return true;
    }
  }

  async #text(name: string, finishFlush: number): Promise<string> {
    const bytes = await readFile(join(this.#folder, name)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    return bytes === null || bytes.length === 0 ? '' : (await unzip(bytes, { finishFlush })).toString();
  }
}

function fileOf({ at }: Pick<Interaction, 'at'>): string {
  return `history-${new Date(at).toISOString().slice(0, 7)}.jsonl.gz`;
}

function linesOf(items: readonly Interaction[]): string {
  return items.map((item) => `${JSON.stringify(item)}\n`).join('');
}

function readItem(line: string): Interaction | null {
  try {
    return interactionSchema.parse(JSON.parse(line));
  } catch {
    return null;
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
