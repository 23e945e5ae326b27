/** The Electron binary: its npm package comes without. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runQuietly } from './command.mjs';
import { NODE, NODE_MODULES, ROOT } from './paths.mjs';
import { during, SetupError, say } from './report.mjs';

export const name = 'electron';

const PACKAGE = join(NODE_MODULES, 'electron');

/** @returns {string | null} where the executable lies; null where this version of it does not */
export function electronBinary() {
  try {
    const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));
    const present = readFileSync(join(PACKAGE, 'dist', 'version'), 'utf8')
      .trim()
      .replace(/^v/, '');
    const binary = join(PACKAGE, 'dist', readFileSync(join(PACKAGE, 'path.txt'), 'utf8'));
    return present === version && existsSync(binary) ? binary : null;
  } catch {
    return null;
  }
}

/** @returns {string | null} what there is to do */
export function pending() {
  return electronBinary() === null ? 'fetching' : null;
}

/** @param {string} what */
export async function perform(what) {
  /** @type {string[]} */
  const notes = [];
  const { code, output } = await during(name, `${what} the Electron binary, about 120 MB`, (detail) =>
    // A process of its own, because it needs npm packages and the Node that they brought.
    runQuietly(NODE, [join(ROOT, 'build', 'setup', 'electron-download.mjs')], {
      env: { ...process.env, NODE_USE_ENV_PROXY: '1' },
      onMessage: (message) => {
        if (message.detail !== undefined) detail(message.detail);
        if (message.note !== undefined) notes.push(message.note);
      },
    }),
  );
  for (const note of notes) say(`${name}: ${note}`);
  if (code !== 0 || electronBinary() === null) {
    throw new SetupError(
      'the Electron binary could not be fetched',
      'connect to the internet and try again, or set ELECTRON_MIRROR to a mirror that can be reached',
      output,
    );
  }
}
