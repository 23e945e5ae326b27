/** Writes the history out: one JSON object per line, oldest first. */
import { open, rename, rm } from 'node:fs/promises';
import { HarkError } from '../../../contract/failures.ts';
import type { Interaction } from '../../../contract/interactions.ts';

/**
 * The file is there whole or not at all, for this account alone.
 *
 * @returns how many items were written
 * @throws HarkError output.unwritable
 */
export async function exportHistory(batches: Iterable<Interaction[]>, path: string): Promise<number> {
  const temporary = `${path}.part`;
  let written = 0;
  try {
    const file = await open(temporary, 'w', 0o600);
    try {
      for (const items of batches) {
        await file.write(items.map((item) => `${JSON.stringify(item)}\n`).join(''));
        written += items.length;
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    return written;
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    if (cause instanceof HarkError) throw cause;
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown';
    throw new HarkError('output.unwritable', `the history could not be written (${reason})`, { cause });
  }
}
