/** npm packages as package-lock.json pins them, and with them the Node that everything else runs on. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { npmCommand, runQuietly } from './command.mjs';
import { NODE, NODE_MODULES, ROOT } from './paths.mjs';
import { during, SetupError } from './report.mjs';

export const name = 'packages';

/** What npm last installed, in its own words. */
const INSTALLED = join(NODE_MODULES, '.package-lock.json');

/** @returns {string | null} what there is to do */
export function pending() {
  if (!existsSync(INSTALLED)) return 'installing';
  const wanted = readPackages(join(ROOT, 'package-lock.json'));
  const installed = readPackages(INSTALLED);
  if (!matches(wanted, installed)) return 'bringing up to date';
  return existsSync(NODE) ? null : 'installing again, because Node is missing from';
}

/** @param {string} path @returns {Record<string, any>} */
function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages ?? {};
  } catch {
    return {};
  }
}

/**
 * Whether what is installed is what the lock file says; packages for other platforms may be absent.
 * @param {Record<string, any>} wanted @param {Record<string, any>} installed
 */
export function matches(wanted, installed) {
  for (const [path, { version, integrity, optional, link }] of Object.entries(wanted)) {
    if (path === '' || link) continue;
    const found = installed[path];
    if (found === undefined && optional) continue;
    if (found?.version !== version || found.integrity !== integrity) return false;
  }
  return Object.keys(installed).every((path) => Object.hasOwn(wanted, path));
}

/** @param {string} what */
export async function perform(what) {
  const { file, args, shell } = npmCommand();
  // Windows keeps the executable of a running process, so that `ci` could not remove the Node we may be running on.
  const verb = process.platform === 'win32' && existsSync(NODE) ? 'install' : 'ci';
  const { code, output } = await during(name, `${what} npm packages, about a minute`, () =>
    runQuietly(
      file,
      [...args, verb, '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'],
      {
        shell,
        // Without this, ONNX Runtime's install script downloads CUDA, and fails the installation where it cannot.
        env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' },
      },
    ),
  );
  if (code !== 0) {
    throw new SetupError(
      'npm could not install the packages',
      `see npm's words above; to try again: npm ${verb}`,
      output,
    );
  }
  if (!existsSync(NODE)) {
    throw new SetupError(
      'npm installed the packages but did not run the install script of the package "node"',
      'npm rebuild node --ignore-scripts=false',
    );
  }
}
