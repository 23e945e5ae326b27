/** System libraries that Electron links, and the virtual display where there is no real one. Linux only. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram, runQuietly } from './command.mjs';
import { hasDisplay } from './display.mjs';
import { electronBinary } from './electron.mjs';
import { during, SetupError } from './report.mjs';

export const name = 'system libraries';

/** What Electron links, and the Debian packages that bring it; a newer name of a package comes first. */
const LIBRARIES = [
  { file: 'libgtk-3.so.0', packages: ['libgtk-3-0t64', 'libgtk-3-0'] },
  { file: 'libnss3.so', packages: ['libnss3'] },
  { file: 'libnspr4.so', packages: ['libnspr4'] },
  { file: 'libasound.so.2', packages: ['libasound2t64', 'libasound2'] },
  { file: 'libgbm.so.1', packages: ['libgbm1'] },
  { file: 'libatk-1.0.so.0', packages: ['libatk1.0-0t64', 'libatk1.0-0'] },
  { file: 'libatk-bridge-2.0.so.0', packages: ['libatk-bridge2.0-0t64', 'libatk-bridge2.0-0'] },
  { file: 'libatspi.so.0', packages: ['libatspi2.0-0t64', 'libatspi2.0-0'] },
  { file: 'libcups.so.2', packages: ['libcups2t64', 'libcups2'] },
  { file: 'libdbus-1.so.3', packages: ['libdbus-1-3'] },
  { file: 'libxkbcommon.so.0', packages: ['libxkbcommon0'] },
  { file: 'libXcomposite.so.1', packages: ['libxcomposite1'] },
  { file: 'libXdamage.so.1', packages: ['libxdamage1'] },
  { file: 'libXfixes.so.3', packages: ['libxfixes3'] },
  { file: 'libXrandr.so.2', packages: ['libxrandr2'] },
  { file: 'libXext.so.6', packages: ['libxext6'] },
  { file: 'libX11.so.6', packages: ['libx11-6'] },
  { file: 'libxcb.so.1', packages: ['libxcb1'] },
  { file: 'libcairo.so.2', packages: ['libcairo2'] },
  { file: 'libpango-1.0.so.0', packages: ['libpango-1.0-0'] },
  { file: 'libudev.so.1', packages: ['libudev1'] },
  { file: 'libexpat.so.1', packages: ['libexpat1'] },
];
const VIRTUAL_DISPLAY = { file: 'Xvfb', packages: ['xvfb'] };

const DEBIAN_TRIPLETS = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu', arm: 'arm-linux-gnueabihf' };

/** @returns {string | null} what there is to do */
export function pending() {
  const lacking = missing();
  return lacking.length === 0 ? null : lacking.map((thing) => thing.file).join(', ');
}

function missing() {
  if (process.platform !== 'linux') return [];
  const lacking = missingLibraries();
  if (!hasDisplay() && findProgram(VIRTUAL_DISPLAY.file) === null) lacking.push(VIRTUAL_DISPLAY);
  return lacking;
}

function missingLibraries() {
  const triplet = DEBIAN_TRIPLETS[process.arch];
  const folders = ['/usr/lib64', '/usr/lib', '/lib64', '/lib'];
  if (triplet !== undefined) folders.unshift(`/usr/lib/${triplet}`, `/lib/${triplet}`);
  const absent = LIBRARIES.filter(({ file }) => !folders.some((folder) => existsSync(join(folder, file))));
  const binary = electronBinary();
  if (absent.length === 0 || binary === null) return absent;
  // They may lie elsewhere; the loader knows. It takes too long to be asked each time.
  const { stdout, status } = spawnSync('ldd', [binary], { encoding: 'utf8' });
  return status === 0 ? absent.filter(({ file }) => stdout.includes(`${file} => not found`)) : absent;
}

/** @param {string} what names of the files that are missing */
export async function perform(what) {
  const apt = findProgram('apt-get');
  if (apt === null) {
    throw new SetupError(
      `missing: ${what}`,
      'install the packages of your distribution that hold these files',
    );
  }
  const isRoot = process.getuid?.() === 0;
  const updated = isRoot && listsAreEmpty();
  if (updated) await during(name, 'updating the package lists', () => aptGet(apt, ['update']));
  let packages = packagesFor(missing());
  if (!isRoot) {
    const command = `sudo apt-get update && sudo apt-get install -y ${packages.join(' ')}`;
    throw new SetupError(`missing: ${what}`, command);
  }
  const install = () => aptGet(apt, ['install', '-y', '--no-install-recommends', ...packages]);
  let { code, output } = await during(name, `installing ${packages.join(' ')}`, install);
  if (code !== 0 && !updated) {
    // Lists that are there may name versions that the mirror has dropped since.
    await during(name, 'updating the package lists', () => aptGet(apt, ['update']));
    packages = packagesFor(missing());
    ({ code, output } = await during(name, `installing ${packages.join(' ')}`, install));
  }
  if (code !== 0) {
    throw new SetupError(
      'apt-get failed',
      `apt-get update && apt-get install -y ${packages.join(' ')}`,
      output,
    );
  }
}

/** @param {string} apt @param {string[]} args */
function aptGet(apt, args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' };
  return runQuietly(apt, ['-o', 'DPkg::Lock::Timeout=120', '-q', ...args], { env });
}

function listsAreEmpty() {
  try {
    return !readdirSync('/var/lib/apt/lists').some((file) => file.includes('_Packages'));
  } catch {
    return true;
  }
}

/** Of each library's package names, the one that this release has. @param {typeof LIBRARIES} things */
function packagesFor(things) {
  const cache = findProgram('apt-cache');
  const known = (candidate) =>
    cache !== null &&
    spawnSync(cache, ['show', '--no-all-versions', candidate], { stdio: 'ignore' }).status === 0;
  return things.map(({ packages }) => packages.find((candidate) => known(candidate)) ?? packages.at(-1));
}

/**
 * Chromium's sandbox, as an ordinary user, needs user namespaces or a set-uid helper; some systems allow neither by
 * default, and Electron then ends with a long message.
 * @param {string} binary
 * @returns {SetupError | null}
 */
export function sandboxProblem(binary) {
  if (process.platform !== 'linux' || process.getuid?.() === 0) return null;
  const restricted =
    readFlag('/proc/sys/kernel/apparmor_restrict_unprivileged_userns') === '1' ||
    readFlag('/proc/sys/kernel/unprivileged_userns_clone') === '0';
  if (!restricted) return null;
  const helper = join(binary, '..', 'chrome-sandbox');
  const check = spawnSync('stat', ['-c', '%u %a', helper], { encoding: 'utf8' }).stdout?.trim();
  if (check === '0 4755') return null;
  return new SetupError(
    "this system lets ordinary users build no sandbox, and Electron's own helper is not set up",
    `sudo chown root:root ${helper} && sudo chmod 4755 ${helper}`,
  );
}

/** @param {string} path */
function readFlag(path) {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return null;
  }
}
