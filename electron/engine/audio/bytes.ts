/** Where the bytes of a recording come from, read in order and in bounded pieces. */
import { type FileHandle, open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { HarkError } from '../../../contract/failures.ts';

/** How much of a file is in memory at a time, bytes. */
const READ_BYTES = 65_536;

export interface ByteSource {
  /** What messages call it: a file name without its folder, which may carry a person's name. */
  readonly name: string;
  /** Length in bytes; null where only reading to the end tells, as on a pipe. */
  readonly size: number | null;
  /** The bytes in order. Can be iterated once; leaving the loop early releases what is behind it. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/**
 * A file, opened when its first bytes are asked for.
 * @throws HarkError audio.unreadable
 */
export async function fileSource(path: string): Promise<ByteSource> {
  const name = basename(path);
  const found = await stat(path).catch((cause: unknown) => {
    throw unreadable(name, cause);
  });
  if (found.isDirectory()) throw new HarkError('audio.unreadable', `${name} is a folder`);
  return { name, size: found.isFile() ? found.size : null, chunks: readFile(path, name) };
}

/** Bytes that arrive from elsewhere, as on standard input. */
export function streamSource(name: string, chunks: AsyncIterable<Uint8Array>): ByteSource {
  return { name, size: null, chunks: readStream(name, chunks) };
}

async function* readFile(path: string, name: string): AsyncGenerator<Uint8Array> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, 'r');
    for (;;) {
      const { buffer, bytesRead } = await handle.read(new Uint8Array(READ_BYTES), 0, READ_BYTES, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } catch (cause) {
    throw unreadable(name, cause);
  } finally {
    await handle?.close();
  }
}

async function* readStream(name: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } catch (cause) {
    throw unreadable(name, cause);
  }
}

const REASONS: Record<string, string> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist',
  EACCES: 'may not be read',
  EPERM: 'may not be read',
  EISDIR: 'is a folder',
  ELOOP: 'is a link to itself',
  ENAMETOOLONG: 'has too long a name',
  EMFILE: 'cannot be opened: too many files are open',
};

function unreadable(name: string, cause: unknown): HarkError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason';
  return new HarkError('audio.unreadable', `${name} ${REASONS[code] ?? `cannot be read (${code})`}`, {
    cause,
  });
}

/** @throws HarkError audio.truncated */
export async function takeExactly(reader: ByteReader, count: number, name: string): Promise<Uint8Array> {
  const bytes = await reader.take(count);
  if (bytes.length < count) throw endsEarly(name, 'inside its header');
  return bytes;
}

export function endsEarly(name: string, where: string): HarkError {
  return new HarkError('audio.truncated', `${name} ends early, ${where}`);
}

/** Takes headers apart: exact counts where a format wants them, whatever is next where it does not. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #held: Uint8Array = new Uint8Array(0);
  #ended = false;
  #position = 0;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** Bytes handed out or skipped so far. */
  get position(): number {
    return this.#position;
  }

  /** The next `count` bytes without taking them; fewer only at the end. All of it is held at once: for headers and frames. */
  async peek(count: number): Promise<Uint8Array> {
    while (this.#held.length < count) {
      const chunk = await this.#pull();
      if (chunk === null) break;
      const joined = new Uint8Array(this.#held.length + chunk.length);
      joined.set(this.#held);
      joined.set(chunk, this.#held.length);
      this.#held = joined;
    }
    return this.#held.subarray(0, count);
  }

  /** The next `count` bytes; fewer only at the end. */
  async take(count: number): Promise<Uint8Array> {
    const bytes = await this.peek(count);
    this.#drop(bytes.length);
    return bytes;
  }

  /** Whatever is next, at most `limit` bytes; null at the end. */
  async next(limit: number): Promise<Uint8Array | null> {
    while (this.#held.length === 0) {
      const chunk = await this.#pull();
      if (chunk === null) return null;
      this.#held = chunk;
    }
    const bytes = this.#held.subarray(0, limit);
    this.#drop(bytes.length);
    return bytes;
  }

  /** Passes over `count` bytes without holding them. False when the end came first. */
  async skip(count: number): Promise<boolean> {
    let left = count;
    while (left > 0) {
      const bytes = await this.next(left);
      if (bytes === null) return false;
      left -= bytes.length;
    }
    return true;
  }

  /** Releases the source; reading on finds the end. */
  async close(): Promise<void> {
    this.#ended = true;
    this.#held = new Uint8Array(0);
    await this.#chunks.return?.();
  }

  async #pull(): Promise<Uint8Array | null> {
    if (this.#ended) return null;
    const next = await this.#chunks.next();
    if (!next.done) return next.value;
    this.#ended = true;
    return null;
  }

  #drop(count: number): void {
    this.#held = this.#held.subarray(count);
    this.#position += count;
  }
}
