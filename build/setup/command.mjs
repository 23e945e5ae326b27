import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, delimiter, dirname, join, sep } from 'node:path';
import { ROOT } from './paths.mjs';

/** Of what a command prints, this much of its beginning and of its end is kept, to be shown when it fails. */
const HEAD_LINES = 12;
const TAIL_LINES = 18;

/**
 * Runs a command to its end, with its output kept aside.
 * @param {string} file
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, shell?: boolean, keepAll?: boolean, onMessage?: (message: any) => void }} [options]
 *   `onMessage` opens a channel to a child that is Node; `keepAll` keeps more than the last lines
 * @returns {Promise<{ code: number, output: string }>} `code` is 127 where the command could not be started
 */
export function runQuietly(
  file,
  args,
  { env = process.env, shell = false, keepAll = false, onMessage } = {},
) {
  return new Promise((resolve) => {
    /** @type {import('node:child_process').StdioOptions} */
    const stdio = ['ignore', 'pipe', 'pipe', ...(onMessage === undefined ? [] : ['ipc'])];
    const child = spawn(file, args, { cwd: ROOT, env, shell, stdio, windowsHide: true });
    let output = '';
    const keep = (chunk) => {
      output += chunk;
      if (!keepAll) output = shorten(output);
    };
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    if (onMessage !== undefined) child.on('message', onMessage);
    child.on('error', (error) => resolve({ code: 127, output: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** How soon the end of npm is noticed. */
const PARENT_CHECK_MS = 1_000;

/** @param {string} output */
function shorten(output) {
  const lines = output.split('\n');
  if (lines.length <= HEAD_LINES + TAIL_LINES + 1) return output;
  return [...lines.slice(0, HEAD_LINES), '…', ...lines.slice(-TAIL_LINES)].join('\n');
}

/**
 * Runs a command in place of this process: its input and output are ours, signals are passed on, and so is its end.
 * @param {string} file
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string }} [options]
 * @returns {Promise<number>} its exit code, or 128 + the number of the signal that ended it
 */
export function runInPlace(file, args, { env = process.env, cwd = process.cwd() } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, env, stdio: 'inherit' });
    const forward = ['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => {
      const pass = () => child.kill(signal);
      process.on(signal, pass);
      return () => process.off(signal, pass);
    });
    const parent = process.ppid;
    // npm passes a signal to the shell between us and it, and that shell ends without passing it on.
    const orphaned = setInterval(() => {
      if (process.env.npm_lifecycle_event !== undefined && process.ppid !== parent) child.kill('SIGTERM');
    }, PARENT_CHECK_MS);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearInterval(orphaned);
      for (const stop of forward) stop();
      resolve(code ?? 128 + (SIGNAL_NUMBERS[signal] ?? 0));
    });
  });
}

const SIGNAL_NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGABRT: 6, SIGKILL: 9, SIGSEGV: 11, SIGTERM: 15 };

/** @param {string} name a program @returns {string | null} where it lies on the PATH, npm's additions left out */
export function findProgram(name) {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    if (folder === '' || folder.includes(join('node_modules', '.bin'))) continue;
    if (existsSync(join(folder, name))) return join(folder, name);
  }
  return null;
}

/**
 * How to start npm. Never through the Node in node_modules: `npm ci` deletes that.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {{ file: string, args: string[], shell: boolean }}
 */
export function npmCommand(env = process.env) {
  const { npm_execpath: cli, npm_node_execpath: node } = env;
  const fromModules = node?.includes(`${sep}node_modules${sep}`) ?? true;
  if (cli !== undefined && node !== undefined && basename(cli) === 'npm-cli.js' && !fromModules) {
    return { file: node, args: [cli], shell: false };
  }
  if (process.platform !== 'win32') return { file: findProgram('npm') ?? 'npm', args: [], shell: false };
  const beside = join(dirname(findProgram('node.exe') ?? ''), 'node_modules', 'npm', 'bin', 'npm-cli.js');
  if (existsSync(beside))
    return { file: findProgram('node.exe') ?? 'node.exe', args: [beside], shell: false };
  return { file: 'npm.cmd', args: [], shell: true };
}
