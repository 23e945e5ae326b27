/**
 * Memory dumps, of which Hark makes none: Electron's crash reporter is never started. A dump would hold what memory held,
 * sound and keys of voices, so what lies in its folder all the same (someone started Hark with a switch for it) goes.
 */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Files of that folder that are no dumps: an id that is nobody's, and settings of the reporter. */
const KEPT = new Set([
  'client_id',
  'settings.dat',
  'metadata',
  'CrashpadMetrics.pma',
  'CrashpadMetrics-active.pma',
]);

/**
 * @param folder where Electron would keep dumps
 * @returns how many files went
 */
export async function removeDumps(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile() && !KEPT.has(entry.name));
  for (const { parentPath, name } of files)
    await rm(join(parentPath, name), { force: true }).catch(() => undefined);
  return files.length;
}
