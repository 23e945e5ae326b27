/** A file that a person is given: there whole or not at all, and for this account alone. */
import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { HarkError } from '../../../contract/failures.ts';

/**
 * @param what is written, as it begins a sentence
 * @throws HarkError (by rejection) output.unwritable
 */
export async function writeWholeFile(
  path: string,
  content: string | Uint8Array,
  what: string,
): Promise<void> {
  // A name that nobody can have put a link under before.
  const temporary = `${path}.${randomBytes(8).toString('hex')}.part`;
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown';
    throw new HarkError('output.unwritable', `${what} could not be written (${reason})`, { cause });
  }
}
