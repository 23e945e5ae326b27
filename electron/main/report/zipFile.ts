/** Writes files into one archive, in steps between which everybody else has their turn. */
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { HarkError } from '../../../contract/failures.ts';

/** A step; compressing it takes a few milliseconds. */
const PIECE_CHARS = 64 * 1024;

export interface ZippedFile {
  name: string;
  pieces: Iterable<string> | AsyncIterable<string>;
}

/**
 * The file is there whole or not at all, for this account alone.
 *
 * @throws HarkError output.unwritable
 */
export async function writeZip(path: string, files: Iterable<ZippedFile>, at: Date): Promise<void> {
  const temporary = `${path}.part`;
  try {
    const file = await open(temporary, 'w', 0o600);
    try {
      await zipInto(file, files, at);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    if (cause instanceof HarkError) throw cause;
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown';
    throw new HarkError('output.unwritable', `the report could not be written (${reason})`, { cause });
  }
}

async function zipInto(file: FileHandle, files: Iterable<ZippedFile>, at: Date): Promise<void> {
  // Not at the start of Hark, which has no use for it.
  const { Zip, ZipDeflate } = await import('fflate');
  let made: Uint8Array[] = [];
  let failure: Error | null = null;
  const zip = new Zip((error, chunk) => {
    if (error) failure ??= error;
    else made.push(chunk);
  });
  const write = async () => {
    const chunks = made;
    made = [];
    for (const chunk of chunks) await file.write(chunk);
    if (failure !== null) throw failure;
    await setImmediate();
  };
  const encoder = new TextEncoder();
  for (const { name, pieces } of files) {
    const entry = new ZipDeflate(name, { level: 6 });
    entry.mtime = at;
    zip.add(entry);
    for await (const piece of pieces) {
      for (let from = 0; from < piece.length; from += PIECE_CHARS) {
        entry.push(encoder.encode(piece.slice(from, from + PIECE_CHARS)));
        await write();
      }
    }
    entry.push(new Uint8Array(), true);
  }
  zip.end();
  await write();
}
