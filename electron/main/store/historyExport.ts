/** Writes the history out: one JSON object per line, oldest first. */
import type { Interaction } from '../../../contract/interactions.ts';
import { writeWholeFile } from './wholeFile.ts';

/**
 * @returns how many items were written
 * @throws HarkError output.unwritable
 */
export async function exportHistory(batches: Iterable<Interaction[]>, path: string): Promise<number> {
  return writeWholeFile(path, 'the history', async (file) => {
    let written = 0;
    for (const items of batches) {
      await file.write(items.map((item) => `${JSON.stringify(item)}\n`).join(''));
      written += items.length;
    }
    return written;
  });
}
