/** Writes a file that was not there before, never over one that was. */
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { HarkError } from '../../../contract/failures.ts';

/** Files of the same name: screenshots of one second. */
export const SAME_NAME_MAX = 20;

/**
 * Makes the folder where there is none: a fresh account has no pictures yet.
 *
 * @param signal once it is aborted nobody waits for the file any more, and none is left behind
 * @returns its path
 * @throws HarkError (by rejection) action.failed, action.timeout
 */
export async function writeNew(
  folder: string,
  name: string,
  ending: string,
  bytes: Uint8Array,
  signal: AbortSignal,
): Promise<string> {
  for (let i = 1; i <= SAME_NAME_MAX; i++) {
    refuseLate(signal);
    const path = join(folder, `${name}${i === 1 ? '' : ` (${i})`}${ending}`);
    try {
      await mkdir(folder, { recursive: true });
      const file = await open(path, 'wx', 0o600);
      try {
        await file.writeFile(bytes);
      } finally {
        await file.close();
      }
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'EEXIST') continue;
      throw new HarkError('action.failed', 'the picture could not be written', { cause });
    }
    if (signal.aborted) await rm(path, { force: true });
    refuseLate(signal);
    return path;
  }
  throw new HarkError('action.failed', 'there are too many pictures of this second');
}

/** @throws HarkError action.timeout: it was given up meanwhile */
export function refuseLate(signal: AbortSignal): void {
  if (signal.aborted) throw new HarkError('action.timeout', 'the picture came too late');
}
