/** Where this run keeps its data. */
import { resolve } from 'node:path';
import type { App } from 'electron';

/**
 * HARK_USER_DATA moves everything that Hark writes, so that a test has a folder, and an instance lock, of its own;
 * without it Electron's place holds, which on Linux follows XDG_CONFIG_HOME. Before anything asks for a path.
 */
export function chooseProfile(app: App, chosen: string | undefined): void {
  if (chosen === undefined || chosen === '') return;
  const folder = resolve(chosen);
  app.setPath('userData', folder);
  app.setPath('sessionData', folder);
  app.setAppLogsPath(resolve(folder, 'logs'));
}
