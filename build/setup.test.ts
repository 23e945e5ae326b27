import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fingerprint } from './setup/bundle.mjs';
import { npmCommand } from './setup/command.mjs';
import { exclusively } from './setup/lock.mjs';
import { matches } from './setup/packages.mjs';

const ROOT = dirname(import.meta.dirname);
const run = promisify(execFile);

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hark-setup-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

describe('installed packages', () => {
  const wanted = {
    '': { version: '0.1.0' },
    'node_modules/zod': { version: '4.6.7', integrity: 'sha512-a' },
    'node_modules/only-elsewhere': { version: '1.0.0', integrity: 'sha512-b', optional: true },
  };
  const installed = { 'node_modules/zod': { version: '4.6.7', integrity: 'sha512-a' } };

  it('match without those of other platforms', () => {
    expect(matches(wanted, installed)).toBe(true);
  });
  it.each([
    ['of another version', { 'node_modules/zod': { version: '4.6.8', integrity: 'sha512-a' } }],
    ['of other content', { 'node_modules/zod': { version: '4.6.7', integrity: 'sha512-c' } }],
    ['that are missing', {}],
    ['that are not wanted any more', { ...installed, 'node_modules/left-pad': { version: '1.0.0' } }],
    [
      'of another platform in another version',
      { ...installed, 'node_modules/only-elsewhere': { version: '2.0.0' } },
    ],
  ])('do not match with one %s', (_what, found) => {
    expect(matches(wanted, found)).toBe(false);
  });
});

describe('the fingerprint of the sources', () => {
  beforeEach(async () => {
    await mkdir(join(dir, 'electron', 'main'), { recursive: true });
    await writeFile(join(dir, 'electron', 'main', 'index.ts'), 'one');
  });

  it('stays while nothing changes, and when a test does', async () => {
    const before = fingerprint(dir);
    await writeFile(join(dir, 'electron', 'main', 'index.test.ts'), 'a test');
    expect(fingerprint(dir)).toBe(before);
  });
  it('changes with content, with a new file, and with one that goes', async () => {
    const seen = [fingerprint(dir)];
    await utimes(join(dir, 'electron', 'main', 'index.ts'), 1, 1);
    seen.push(fingerprint(dir));
    await writeFile(join(dir, 'electron', 'main', 'tray.ts'), 'two');
    seen.push(fingerprint(dir));
    await rm(join(dir, 'electron', 'main', 'index.ts'));
    seen.push(fingerprint(dir));
    expect(new Set(seen).size).toBe(4);
  });
});

describe('the lock', () => {
  it('lets one process work at a time', async () => {
    const log = join(dir, 'log');
    const script = `
      import { appendFileSync } from 'node:fs';
      import { exclusively } from ${JSON.stringify(pathToFileURL(join(ROOT, 'build/setup/lock.mjs')).href)};
      await exclusively(async () => {
        appendFileSync(${JSON.stringify(log)}, 'in ');
        await new Promise((resolve) => setTimeout(resolve, 100));
        appendFileSync(${JSON.stringify(log)}, 'out ');
      }, ${JSON.stringify(join(dir, 'lock'))});`;
    const work = () => run(process.execPath, ['--input-type=module', '-e', script]);
    await Promise.all([work(), work(), work()]);
    expect(await readFile(log, 'utf8')).toBe('in out '.repeat(3));
  });

  it('is taken from a process that died, and given back after a failure', async () => {
    const lock = join(dir, 'lock');
    await writeFile(lock, '999999999');
    await expect(exclusively(() => Promise.reject(new Error('on purpose')), lock)).rejects.toThrow(
      'on purpose',
    );
    await expect(exclusively(async () => 'done', lock)).resolves.toBe('done');
  });
});

it('never starts npm through the Node that npm is about to delete', () => {
  const outside = {
    npm_execpath: '/usr/lib/node_modules/npm/bin/npm-cli.js',
    npm_node_execpath: '/usr/bin/node',
  };
  expect(npmCommand(outside)).toMatchObject({ file: '/usr/bin/node', args: [outside.npm_execpath] });
  const inside = { ...outside, npm_node_execpath: join(ROOT, 'node_modules', 'node', 'bin', 'node') };
  expect(npmCommand(inside).file).not.toContain(join(ROOT, 'node_modules'));
});

/** Run by themselves, these may first have to build. */
describe('with everything in place', { timeout: 60_000 }, () => {
  const BUDGET_MS = 300;
  const TRIES = 3;

  it('set-up says nothing and takes under 0.3 s', async () => {
    const setup = join(ROOT, 'build', 'setup.mjs');
    // What the unit tests need; the other steps need a machine that can show a window.
    const steps = ['packages', 'build', 'models'];
    await run('node', [setup, ...steps]);
    // Processor time of the whole process: other work on the machine does not count.
    const script = `
      import { setUp } from ${JSON.stringify(pathToFileURL(setup).href)};
      await setUp(${JSON.stringify(steps)});
      const { user, system } = process.cpuUsage();
      process.stdout.write(String((user + system) / 1000));`;
    const times: number[] = [];
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const { stdout, stderr } = await run('node', ['--input-type=module', '-e', script]);
      expect(stderr).toBe('');
      times.push(Number(stdout));
    }
    expect(Math.min(...times)).toBeLessThan(BUDGET_MS);
  });

  it('the command line is alone on stdout, and its exit code is passed on', async () => {
    const listed = await run('node', [join(ROOT, 'build', 'hark.mjs'), 'models', 'list']);
    for (const line of listed.stdout.trimEnd().split('\n')) expect(JSON.parse(line)).toHaveProperty('sha256');
    const refused = run('node', [join(ROOT, 'build', 'hark.mjs'), 'models', 'lose']);
    await expect(refused).rejects.toMatchObject({ code: 2, stdout: '' });
  });
});
