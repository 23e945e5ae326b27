/**
 * `npm test`: layering, types, lint, unit and integration tests, end-to-end tests, the packaged app. Its last line is
 * `N passed, N failed`, with `, N skipped` where some were; a static check counts as one test.
 * `npm test -- unit e2e` runs only those suites.
 */
import './setup/node-version.mjs';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { counted, countPlaywright, countVitest, describe, NONE, readReport, sum } from './counts.mjs';
import { buildFaults } from './faults.mjs';
import { findProgram, runInPlace, runQuietly } from './setup/command.mjs';
import { hasDisplay, startVirtualDisplay } from './setup/display.mjs';
import { NODE, NODE_MODULES, ROOT } from './setup/paths.mjs';
import { SetupError, sayFailure } from './setup/report.mjs';
import { STEPS_OF, setUp } from './setup.mjs';

/** @typedef {import('./counts.mjs').Counts} Counts */

const results = mkdtempSync(join(tmpdir(), 'hark-test-'));
const tool = (...path) => join(NODE_MODULES, ...path);
const LINT = [tool('@biomejs', 'biome', 'bin', 'biome'), 'ci', '--error-on-warnings', '--colors=off', '.'];
const print = (line) => process.stdout.write(`${line}\n`);

/** What each suite needs of the set-up, and how it is run. */
const SUITES = {
  layers: { needs: ['packages'], run: () => check('layers', [join(ROOT, 'build', 'check-layers.mjs')]) },
  types: { needs: ['packages'], run: types },
  lint: { needs: ['packages'], run: () => check('lint', LINT) },
  unit: { needs: ['packages', 'build', 'models'], run: unit },
  e2e: { needs: STEPS_OF.app, run: endToEnd },
  packaged: { needs: STEPS_OF.app, run: packaged },
};

/** A check that either holds or does not. @param {string} name @param {string[]} args @returns {Promise<Counts>} */
async function check(name, args) {
  const { code, output } = await runQuietly(NODE, args, { keepAll: true });
  if (code === 0) return { ...NONE, passed: 1 };
  print(`${name} failed:\n${output.trimEnd()}`);
  return { ...NONE, failed: 1 };
}

/** One check for each folder that has its own kind of types, all at once. */
async function types() {
  const { references } = JSON.parse(readFileSync(join(ROOT, 'tsconfig.json'), 'utf8'));
  const compiler = tool('typescript', 'bin', 'tsc');
  return sum(
    await Promise.all(references.map(({ path }) => check(`types of ${path}`, [compiler, '-p', path]))),
  );
}

async function unit() {
  const file = join(results, 'unit.json');
  const vitest = tool('vitest', 'vitest.mjs');
  const args = [vitest, 'run', '--reporter=default', '--reporter=json', `--outputFile=${file}`];
  const code = await runInPlace(NODE, args, { cwd: ROOT });
  return counted('unit', code, readReport(file), countVitest);
}

async function endToEnd() {
  const file = join(results, 'e2e.json');
  await buildFaults();
  const display = hasDisplay() ? null : await startVirtualDisplay();
  try {
    const playwright = tool('playwright', 'cli.js');
    const args = [playwright, 'test', '-c', join('e2e', 'playwright.config.ts'), '--reporter=list,json'];
    const env = { ...process.env, ...display?.env, PLAYWRIGHT_JSON_OUTPUT_NAME: file };
    const code = await runInPlace(NODE, args, { cwd: ROOT, env });
    return counted('e2e', code, readReport(file), countPlaywright);
  } finally {
    display?.stop();
  }
}

/** Builds the .deb, looks into it, starts what is in it with a recording as microphone, and sees it wake. */
async function packaged() {
  if (findProgram('dpkg-deb') === null) {
    print('packaged: skipped, there is no dpkg-deb here');
    return { ...NONE, skipped: 1 };
  }
  return check('packaged', [join(ROOT, 'build', 'packaging', 'package.ts'), '--fast', '--targets', 'deb']);
}

async function runSuites() {
  const names = process.argv.slice(2);
  const unknown = names.find((name) => !Object.hasOwn(SUITES, name));
  if (unknown !== undefined) {
    print(`no suite is called "${unknown}"; there are: ${Object.keys(SUITES).join(', ')}`);
    return 2;
  }
  const all = [];
  const times = [];
  for (const [name, { needs, run }] of Object.entries(SUITES)) {
    if (names.length > 0 && !names.includes(name)) continue;
    const started = performance.now();
    const counts = (await setUp(needs)) ? await attempt(name, run) : { ...NONE, failed: 1 };
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    times.push(`  ${name.padEnd(9)}${seconds.padStart(7)} s   ${describe(counts)}`);
    print(times.at(-1).trim());
    all.push(counts);
  }
  const total = sum(all);
  print(`\n${times.join('\n')}\n\n${describe(total)}`);
  return total.failed === 0 ? 0 : 1;
}

/** @param {string} name @param {() => Promise<Counts>} run @returns {Promise<Counts>} */
async function attempt(name, run) {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    sayFailure(name, error);
    return { ...NONE, failed: 1 };
  }
}

try {
  process.exitCode = await runSuites();
} finally {
  rmSync(results, { recursive: true, force: true });
}
