/** The models that the manifest names, fetched by the command line that was just built. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CLI, NODE, OUT, ROOT } from './paths.mjs';
import { SetupError, say } from './report.mjs';

export const name = 'models';

const chosen = process.env.HARK_MODELS;
const FOLDER = chosen ? resolve(chosen) : join(ROOT, 'models');
/** The manifest that was last fully brought in. */
const STAMP = join(OUT, '.models-of');

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const stampOf = (manifest) => `${sha256(manifest)} ${FOLDER}`;

/** @returns {string | null} what there is to do: a model is missing or damaged */
export function pending() {
  const manifest = readFileSync(join(FOLDER, 'manifest.json'));
  for (const { file, bytes, sha256: expected } of JSON.parse(manifest.toString()).models) {
    const found = readIfThere(join(FOLDER, 'files', file));
    if (found === null || found.length !== bytes || sha256(found) !== expected) return 'fetching';
  }
  remember(manifest);
  return null;
}

/**
 * As `pending`, for a command that checks each model itself as it loads it: only a manifest that was never brought in
 * is something to do. A model that got lost or damaged since is the command's to report.
 */
export function pendingForCommand() {
  if (chosen) return null;
  const stamp = readIfThere(STAMP)?.toString();
  const manifest = readFileSync(join(FOLDER, 'manifest.json'));
  if (stamp === stampOf(manifest) && existsSync(join(FOLDER, 'files'))) return null;
  return pending();
}

export async function perform() {
  const code = await new Promise((done) => {
    // Its result is nobody's; what it says, progress included, goes where ours goes.
    const child = spawn(NODE, [CLI, 'models', 'pull'], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
    child.on('error', () => done(1));
    child.on('close', done);
  });
  if (code !== 0) {
    throw new SetupError(
      'some could not be fetched; Hark does not listen without them',
      'connect to the internet, then: npm run -s hark -- models pull',
    );
  }
  remember();
  say(`${name}: all present and verified`);
}

/** Notes that every model of the manifest was brought in. */
export function remember(manifest = readFileSync(join(FOLDER, 'manifest.json'))) {
  if (readIfThere(STAMP)?.toString() === stampOf(manifest)) return;
  mkdirSync(OUT, { recursive: true });
  writeFileSync(STAMP, stampOf(manifest));
}

/** @param {string} path @returns {Buffer | null} */
function readIfThere(path) {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}
