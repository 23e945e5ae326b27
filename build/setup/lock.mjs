/** One set-up at a time in a checkout: a second one waits, and then usually finds nothing to do. */
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { OUT } from './paths.mjs';
import { say } from './report.mjs';

const LOCK = join(OUT, '.setup-lock');
const POLL_MS = 250;

/**
 * @template T
 * @param {() => Promise<T>} work
 * @param {string} [lock] path of the file that stands for being at work
 * @returns {Promise<T>}
 */
export async function exclusively(work, lock = LOCK) {
  mkdirSync(dirname(lock), { recursive: true });
  let told = false;
  while (!take(lock)) {
    const holder = holderOf(lock);
    if (holder === null || !isRunning(holder)) {
      rmSync(lock, { force: true });
      continue;
    }
    if (!told) say(`another set-up is at work here (process ${holder}); waiting for it`);
    told = true;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  const release = () => rmSync(lock, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

/** @param {string} lock */
function take(lock) {
  // A link appears with its content at once; a file that is opened and then written would be empty for a moment.
  const draft = `${lock}.${process.pid}`;
  writeFileSync(draft, String(process.pid));
  try {
    linkSync(draft, lock);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** @param {string} lock @returns {number | null} */
function holderOf(lock) {
  try {
    const pid = Number(readFileSync(lock, 'utf8'));
    return Number.isInteger(pid) && pid > 0 ? pid : null;
  } catch {
    return null;
  }
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
