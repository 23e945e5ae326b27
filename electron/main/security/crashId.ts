/** The id that Electron would give this installation in crash reports, of which Hark sends none. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FILE_NAME = 'client_id';
/** In the form that Chromium expects; the same everywhere, so that it tells nobody apart. */
export const NOBODY = '00000000-0000-0000-0000-000000000000';

/**
 * On Linux, Electron makes up an id and keeps it as soon as it starts its first child process, unless one is there.
 * So one is put there, before that.
 *
 * @param folder where Electron keeps crash dumps
 */
export function writeNobodysCrashId(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(join(folder, FILE_NAME), NOBODY);
  } catch {
    // A profile that cannot be written keeps no id of Electron's either.
  }
}
