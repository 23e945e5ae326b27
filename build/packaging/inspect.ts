/**
 * Looks into a packaged app from outside: what must be there is, what must not is not, its models are the manifest's
 * and its command line works. Every mismatch is an Error that names it.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdtemp, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import type { Manifest } from '../../contract/models.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { APP_ID, FUSES, INSTALL_DIR, LINUX_NAME } from '../electron-builder.ts';
import type { Platform } from './options.ts';

/** Room for growth over what was measured on Linux x64, 326 MB; what passes it was not meant to travel. */
const APP_BYTES_LIMIT = 370e6;
const CLI_LIMIT_MS = 30_000;
const EXIT_USAGE = 2;
const ICON_SIDES = [16, 32, 48, 128, 256, 512];
/** A fuse as it stands in the binary: the character '1' or '0'. */
const FUSE_ON: number = 0x31;
const FUSE_OFF: number = 0x30;

/** Executable and resources of the unpacked app, by platform. */
const LAYOUT: Record<Platform, { executable: string; resources: string; launcher: string }> = {
  linux: { executable: LINUX_NAME, resources: 'resources', launcher: 'bin/hark' },
  win32: { executable: 'Hark.exe', resources: 'resources', launcher: 'bin/hark.cmd' },
  darwin: { executable: 'Hark.app', resources: 'Hark.app/Contents/Resources', launcher: 'bin/hark' },
};

/** @param app folder of the unpacked app, of the platform that this runs on */
export async function inspectApp(app: string, manifest: Manifest, platform: Platform): Promise<void> {
  const layout = LAYOUT[platform];
  const resources = join(app, layout.resources);
  const files = await filesIn(app);
  requireSize(files);
  requireOnlyPlatform([...files.keys()], platform);
  if (files.has(`${layout.resources}/default_app.asar`))
    throw new Error("Electron's demo page is still there");
  await requireTrimmed(join(resources, 'app.asar'));
  await requireModels(join(resources, 'models'), manifest);
  await requireFuses(join(app, layout.executable));
  await requireCommandLine(join(resources, layout.launcher), manifest);
}

/** Sizes in bytes by path from `folder`, with forward slashes. */
async function filesIn(folder: string): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    sizes.set(relative(folder, path).split(sep).join('/'), (await stat(path)).size);
  }
  return sizes;
}

function requireSize(files: Map<string, number>): void {
  const bytes = [...files.values()].reduce((sum, size) => sum + size, 0);
  if (bytes <= APP_BYTES_LIMIT) return;
  const largest = [...files].toSorted(([, a], [, b]) => b - a).slice(0, 5);
  throw new Error(`${bytes} bytes, more than ${APP_BYTES_LIMIT}; largest: ${largest.join('; ')}`);
}

function requireOnlyPlatform(files: string[], platform: Platform): void {
  const natives = files.filter((file) => file.includes('/onnxruntime-node/bin/'));
  if (!natives.some((file) => file.endsWith('.node'))) throw new Error('ONNX Runtime is not inside');
  const foreign = natives.find((file) => !file.includes(`/${platform}/${process.arch}/`));
  if (foreign !== undefined) throw new Error(`for another platform: ${foreign}`);
  const source = files.find((file) => /\.(ts|map)$/.test(file));
  if (source !== undefined) throw new Error(`not for the package: ${source}`);
}

/** What the packed code may hold at its top, and of which packages. */
const PACKED = ['node_modules', 'out', 'package.json'];
const PACKED_MODULES = ['onnxruntime-common', 'onnxruntime-node'];

async function requireTrimmed(asar: string): Promise<void> {
  const root = await asarTree(asar);
  const modules = root.files?.['node_modules']?.files ?? {};
  requireEqual('the packed code', Object.keys(root.files ?? {}).toSorted(), PACKED);
  requireEqual('the packed modules', Object.keys(modules).toSorted(), PACKED_MODULES);
  const source = namesIn(root).find((name) => /\.(ts|map)$/.test(name));
  if (source !== undefined) throw new Error(`not for the package: ${source}`);
}

interface AsarNode {
  files?: Record<string, AsarNode>;
}

/** The table of contents of an asar archive: JSON, behind four little-endian lengths of which the last is its own. */
async function asarTree(path: string): Promise<AsarNode> {
  const file = await open(path);
  try {
    const { buffer: lengths } = await file.read(Buffer.alloc(16), 0, 16, 0);
    const size = lengths.readUInt32LE(12);
    const { buffer: header } = await file.read(Buffer.alloc(size), 0, size, 16);
    return JSON.parse(header.toString('utf8'));
  } finally {
    await file.close();
  }
}

function namesIn(node: AsarNode): string[] {
  return Object.entries(node.files ?? {}).flatMap(([name, child]) => [name, ...namesIn(child)]);
}

/** The models are those of the manifest, to the byte, and nothing lies beside them. */
async function requireModels(folder: string, manifest: Manifest): Promise<void> {
  const present = (await readdir(join(folder, 'files'))).toSorted();
  const expected = manifest.models.map((entry) => entry.file).toSorted();
  if (present.join() !== expected.join())
    throw new Error(`models: ${present.join()} instead of ${expected.join()}`);
  for (const entry of manifest.models) {
    const sha256 = createHash('sha256').update(await readFile(join(folder, 'files', entry.file)));
    if (sha256.digest('hex') !== entry.sha256) throw new Error(`${entry.file} is not what the manifest says`);
  }
}

async function requireFuses(executable: string): Promise<void> {
  const wire = await getCurrentFuseWire(executable);
  for (const [name, expected] of Object.entries(FUSES)) {
    // Both libraries name a fuse alike but for the first letter.
    const position = `${name.charAt(0).toUpperCase()}${name.slice(1)}` as Capitalize<keyof typeof FUSES>;
    const state = wire[FuseV1Options[position]];
    if (state !== (expected ? FUSE_ON : FUSE_OFF)) throw new Error(`fuse ${name} is not ${String(expected)}`);
  }
}

/** The installed `hark`: nothing but its results on stdout, the right exit codes, no trace in a home folder. */
async function requireCommandLine(launcher: string, manifest: Manifest): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'hark-home-'));
  try {
    const hark = (...args: string[]) => runCommandLine(launcher, args, home);
    requireEqual('hark --version', hark('--version'), { status: 0, stdout: `hark ${packageJson.version}\n` });
    const verified = hark('models', 'verify');
    const names = verified.stdout.trim().split('\n').map(nameOfIntactModel);
    requireEqual(
      'hark models verify',
      { status: verified.status, names },
      {
        status: 0,
        names: manifest.models.map((entry) => entry.name),
      },
    );
    requireEqual('hark without a command', hark().status, EXIT_USAGE);
    const traces = await readdir(home);
    if (traces.length > 0) throw new Error(`the command line left ${traces.join(', ')} in the home folder`);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

function runCommandLine(
  launcher: string,
  args: string[],
  home: string,
): { status: number | null; stdout: string } {
  const { HOME: _, DISPLAY: __, WAYLAND_DISPLAY: ___, CI: ____, ...env } = process.env;
  const { status, stdout } = spawnSync(launcher, args, {
    encoding: 'utf8',
    env: { ...env, HOME: home, USERPROFILE: home },
    shell: process.platform === 'win32',
    timeout: CLI_LIMIT_MS,
  });
  return { status, stdout };
}

function nameOfIntactModel(line: string): string {
  const { name, present, ok }: Record<string, unknown> = JSON.parse(line);
  return present === true && ok === true ? String(name) : `${String(name)} (damaged)`;
}

function requireEqual(what: string, actual: unknown, expected: unknown): void {
  if (isDeepStrictEqual(actual, expected)) return;
  throw new Error(`${what}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`);
}

/** What a .deb installs outside its own folder, and what it says about itself. Linux. */
export async function inspectDeb(deb: string, root: string): Promise<void> {
  const launcher = await readFile(join(root, 'usr/bin/hark'), 'utf8');
  if (!launcher.includes(`${INSTALL_DIR}/resources/bin/hark`))
    throw new Error('/usr/bin/hark starts something else');
  const desktop = await readFile(join(root, `usr/share/applications/${LINUX_NAME}.desktop`), 'utf8');
  for (const line of [
    `Exec=${INSTALL_DIR}/${LINUX_NAME} %U`,
    `Icon=${LINUX_NAME}`,
    `StartupWMClass=${LINUX_NAME}`,
  ]) {
    if (!desktop.split('\n').includes(line)) throw new Error(`the desktop entry lacks "${line}"`);
  }
  for (const side of ICON_SIDES) {
    await access(join(root, `usr/share/icons/hicolor/${side}x${side}/apps/${LINUX_NAME}.png`));
  }
  await access(join(root, `usr/share/metainfo/${APP_ID}.metainfo.xml`));
  await access(join(root, `usr/share/doc/${LINUX_NAME}/copyright`));
  const version = execFileSync('dpkg-deb', ['--field', deb, 'Version'], { encoding: 'utf8' }).trim();
  requireEqual('the version of the .deb', version, packageJson.version);
}
