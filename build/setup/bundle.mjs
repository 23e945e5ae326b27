/** The build: renderer, preload, main, host and command line, whenever their sources are no longer the ones built. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runQuietly } from './command.mjs';
import { NODE, NODE_MODULES, OUT, ROOT } from './paths.mjs';
import { during, SetupError } from './report.mjs';

export const name = 'build';

const SOURCES = [
  'contract',
  'electron',
  'renderer',
  'models/manifest.json',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'vite.config.ts',
];
const UNBUILT = /\.test\.tsx?$/;
const RESULTS = [
  'renderer/index.html',
  'preload/index.cjs',
  'main/index.mjs',
  'host/index.mjs',
  'host/trial.mjs',
  'host/providerThread.mjs',
  'cli/index.mjs',
];
/** The fingerprint of the sources that the results were built from. */
const STAMP = join(OUT, '.built-from');

/** @returns {string | null} what there is to do */
export function pending() {
  if (RESULTS.some((file) => !existsSync(join(OUT, file)))) return 'building';
  return readStamp() === fingerprint() ? null : 'building what changed';
}

/** @param {string} what */
export async function perform(what) {
  // Taken before, so that what is edited meanwhile is built the next time.
  const before = fingerprint();
  const vite = join(NODE_MODULES, 'vite', 'bin', 'vite.js');
  const { code, output } = await during(name, what, () =>
    runQuietly(NODE, [vite, 'build', '--app'], { env: { ...process.env, NODE_ENV: 'production' } }),
  );
  if (code !== 0)
    throw new SetupError('the build failed', 'see the message above; to try again: npm run build', output);
  mkdirSync(OUT, { recursive: true });
  writeFileSync(STAMP, before);
}

function readStamp() {
  try {
    return readFileSync(STAMP, 'utf8');
  } catch {
    return null;
  }
}

/**
 * Path, size and time of every source: a file that appears, changes or goes makes it another.
 * @param {string} [root]
 */
export function fingerprint(root = ROOT) {
  const hash = createHash('sha256');
  /** @param {string} path */
  const add = (path) => {
    const stats = statSync(join(root, path), { throwIfNoEntry: false });
    if (stats === undefined) return;
    if (stats.isDirectory()) {
      for (const entry of readdirSync(join(root, path)).sort()) add(`${path}/${entry}`);
    } else if (!UNBUILT.test(path)) {
      hash.update(`${path}\0${stats.size}\0${stats.mtimeMs}\n`);
    }
  };
  for (const source of SOURCES) add(source);
  return hash.digest('hex');
}
