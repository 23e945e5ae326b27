/** A file that a person is given: there whole or not at all, and for this account alone. */
import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { HarkError } from '../../../contract/failures.ts';

/**
 * @param what is written, as it begins a sentence
 * @param write puts the content into the file, all at once or piece by piece
 * @returns what `write` gives
 * @throws HarkError (by rejection) output.unwritable; what `write` throws of that kind
 */
export async function writeWholeFile<T>(
  path: string,
  what: string,
  write: (file: FileHandle) => Promise<T>,
): Promise<T> {
  // A name that nobody can have put a link under before.
  const temporary = `${path}.${randomBytes(8).toString('hex')}.part`;
  try {
    const file = await open(temporary, 'wx', 0o600);
    let result: T;
    try {
      result = await write(file);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    return result;
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    if (cause instanceof HarkError) throw cause;
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown';
    throw new HarkError('output.unwritable', `${what} could not be written (${reason})`, { cause });
  }
}
