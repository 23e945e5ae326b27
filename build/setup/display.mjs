/** A display for machines without one: Xvfb, started and stopped by us, so that signals reach the app itself. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from './command.mjs';
import { SetupError } from './report.mjs';

const SCREEN = '1280x1024x24';
const START_MS = 10_000;
/** "Any host" and an empty display number: the cookie fits whichever number Xvfb picks. */
const FAMILY_WILD = 0xffff;

export function hasDisplay(env = process.env) {
  return process.platform !== 'linux' || Boolean(env.DISPLAY) || Boolean(env.WAYLAND_DISPLAY);
}

/**
 * @returns {Promise<{ env: { DISPLAY: string, XAUTHORITY: string }, stop: () => void }>}
 */
export async function startVirtualDisplay() {
  const program = findProgram('Xvfb');
  const fix = 'sudo apt-get install -y xvfb';
  if (program === null) throw new SetupError('there is no display, and Xvfb is not installed', fix);
  const folder = mkdtempSync(join(tmpdir(), 'hark-display-'));
  const authority = join(folder, 'Xauthority');
  writeFileSync(authority, authorityEntry(), { mode: 0o600 });
  const args = ['-displayfd', '3', '-screen', '0', SCREEN, '-nolisten', 'tcp', '-auth', authority];
  // A group of its own: Ctrl-C must reach the app first, which cannot end well on a display that is gone.
  const server = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe'], detached: true });
  const stop = () => {
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', stop);
  let complaints = '';
  server.stderr.setEncoding('utf8').on('data', (chunk) => {
    complaints = (complaints + chunk).slice(-2000);
  });
  const number = await new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), START_MS);
    const settle = (value) => {
      clearTimeout(timer);
      resolve(value);
    };
    let text = '';
    server.stdio[3].setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
      if (text.includes('\n')) settle(text.trim());
    });
    server.on('error', () => settle(null));
    server.on('exit', () => settle(null));
  });
  if (number === null) {
    stop();
    throw new SetupError('Xvfb did not start', fix, complaints);
  }
  // Nothing of the server may keep this process alive; its end is in `stop`.
  server.unref();
  server.stderr.unref();
  server.stdio[3].unref();
  return { env: { DISPLAY: `:${number}`, XAUTHORITY: authority }, stop };
}

/** One entry of an Xauthority file: big-endian lengths before each field. */
function authorityEntry() {
  const short = (value) => Buffer.from([value >> 8, value & 0xff]);
  const field = (value) => Buffer.concat([short(value.length), value]);
  const fields = [Buffer.alloc(0), Buffer.alloc(0), Buffer.from('MIT-MAGIC-COOKIE-1'), randomBytes(16)];
  return Buffer.concat([short(FAMILY_WILD), ...fields.map(field)]);
}
