/**
 * Memory dumps, of which Hark makes none: Electron's crash reporter is never started. A dump would hold what memory held,
 * sound and keys of voices, so what lies in its folder all the same (someone started Hark with a switch for it) goes.
 */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../log/log.ts';

/** Files of that folder that are no dumps: an id that is nobody's, and settings of the reporter. */
const KEPT = new Set([
  'client_id',
  'settings.dat',
  'metadata',
  'CrashpadMetrics.pma',
  'CrashpadMetrics-active.pma',
]);

/** @param folder where Electron would keep dumps */
export async function removeDumps(folder: string, log: Log): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile() && !KEPT.has(entry.name));
  for (const { parentPath, name } of files)
    await rm(join(parentPath, name), { force: true }).catch(() => undefined);
  if (files.length > 0) log.warn('memory dumps were removed', { files: files.length });
}
