/** Where Hark keeps what is the user's: the folder that the app calls userData. */
import { homedir } from 'node:os';
import { posix, resolve, win32 } from 'node:path';

/** The name that the app's folder has on every platform; Electron takes it from the product name. */
const FOLDER_NAME = 'Hark';

/**
 * The data folder in force, absolute. It need not exist.
 * @param named what `--data` says, if anything
 */
export function dataFolder(
  named: string | undefined,
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  // HARK_USER_DATA moves the app's folder too.
  const chosen = named ?? env['HARK_USER_DATA'] ?? '';
  if (chosen !== '') return resolve(chosen);
  if (platform === 'win32') {
    return win32.join(env['APPDATA'] || win32.join(home, 'AppData', 'Roaming'), FOLDER_NAME);
  }
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', FOLDER_NAME);
  // The XDG specification has relative values ignored.
  const configured = env['XDG_CONFIG_HOME'] ?? '';
  return posix.join(posix.isAbsolute(configured) ? configured : posix.join(home, '.config'), FOLDER_NAME);
}
