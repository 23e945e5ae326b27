/** Writes files into one archive, in steps between which everybody else has their turn. */
import type { FileHandle } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { writeWholeFile } from '../store/wholeFile.ts';

/** A step; compressing it takes a few milliseconds. */
const PIECE_CHARS = 64 * 1024;

export interface ZippedFile {
  name: string;
  pieces: Iterable<string> | AsyncIterable<string>;
}

/** @throws HarkError output.unwritable */
export async function writeZip(path: string, files: Iterable<ZippedFile>, at: Date): Promise<void> {
  await writeWholeFile(path, 'the report', (file) => zipInto(file, files, at));
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
