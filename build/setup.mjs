/**
 * Brings a bare clone to where the app, the tests and the command line run, and does nothing where it is there
 * already. No dependencies: this runs before there are any. Everything it says goes to stderr.
 *
 * `node build/setup.mjs` does all of it; `node build/setup.mjs packages build` only those steps.
 */
import './setup/node-version.mjs';
import { pathToFileURL } from 'node:url';
import * as build from './setup/bundle.mjs';
import * as electron from './setup/electron.mjs';
import * as libraries from './setup/libraries.mjs';
import { exclusively } from './setup/lock.mjs';
import * as models from './setup/models.mjs';
import * as packages from './setup/packages.mjs';
import { SetupError, say, sayFailure } from './setup/report.mjs';

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {() => string | null} pending what there is to do, in words; null when nothing. Quick: it always runs
 * @property {(what: string) => Promise<void>} perform
 * @property {boolean} [optional] what follows can go on without it, and says itself what it lacks
 */

/** @type {Record<string, Step>} */
const STEPS = {
  packages,
  electron,
  libraries,
  build,
  models: { ...models, optional: true },
};

/** The steps that each front needs, in order. The command line needs neither Electron nor its libraries. */
export const STEPS_OF = {
  app: ['packages', 'electron', 'libraries', 'build', 'models'],
  commandLine: ['packages', 'build'],
};

/**
 * @param {string[]} names of STEPS
 * @param {Partial<Record<string, () => string | null>>} [checks] other checks than the steps' own
 * @returns {Promise<boolean>} whether whoever asked can go on
 */
export async function setUp(names, checks = {}) {
  const pendingOf = (name) => (checks[name] ?? STEPS[name].pending)();
  // Later steps look at what earlier ones bring, so that one thing to do means looking again behind the lock.
  if (names.every((name) => pendingOf(name) === null)) return true;
  return exclusively(async () => {
    for (const name of names) {
      const what = pendingOf(name);
      if (what === null) continue;
      const step = STEPS[name];
      try {
        await step.perform(what);
      } catch (error) {
        if (!(error instanceof SetupError)) throw error;
        sayFailure(step.name, error);
        if (!step.optional) return false;
      }
    }
    return true;
  });
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const names = process.argv.slice(2);
  const unknown = names.find((name) => !Object.hasOwn(STEPS, name));
  if (unknown !== undefined) {
    say(`no step is called "${unknown}"; there are: ${Object.keys(STEPS).join(', ')}`);
    process.exitCode = 2;
  } else if (!(await setUp(names.length === 0 ? STEPS_OF.app : names))) {
    process.exitCode = 1;
  }
}
