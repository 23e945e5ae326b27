/** Makes the unpacked app and the packages asked for, checks what is in them and starts the result. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Arch, build, type Configuration, Platform } from 'electron-builder';
import { ModelStore } from '../../electron/engine/models/store.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { configuration, INSTALL_DIR, NOTICES, OUTPUT, PROJECT } from '../electron-builder.ts';
import { hasDisplay, startVirtualDisplay } from '../setup/display.mjs';
import { SetupError, sayFailure } from '../setup/report.mjs';
import { inspectApp, inspectDeb } from './inspect.ts';
import { thirdPartyNotices } from './notices.ts';
import { type Options, parseOptions, USAGE } from './options.ts';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;
const BYTES_PER_MB = 1e6;
const SUMS_FILE = 'SHA256SUMS';
const FAST_LEVEL = 1;
/** Files for people; what else lies in OUTPUT is scaffolding. */
const ARTEFACT = /\.(deb|rpm|tar\.gz|AppImage|snap|flatpak|exe|dmg)$/;

let options: Options;
try {
  options = parseOptions(process.argv.slice(2), process);
} catch (error) {
  say(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  process.exit(EXIT_USAGE);
}
const output = options.fast ? join(OUTPUT, 'fast') : OUTPUT;
try {
  process.exitCode = (await makePackages(options)) ? 0 : EXIT_FAILED;
} catch (error) {
  say(`failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = EXIT_FAILED;
}

async function makePackages(options: Options): Promise<boolean> {
  const store = await ModelStore.open(join(PROJECT, 'models'));
  const lacking = (await store.status()).filter((state) => !state.ok).map((state) => state.entry.name);
  if (lacking.length > 0) {
    say(
      `not packaged: models missing or damaged: ${lacking.join(', ')}; fix: npm run -s hark -- models pull`,
    );
    return false;
  }
  const epoch = sourceDate();
  process.env['SOURCE_DATE_EPOCH'] = epoch;
  // The stand-in for fpm starts on whichever `node` comes first, and is TypeScript.
  process.env['PATH'] = [dirname(process.execPath), process.env['PATH']].join(delimiter);

  await mkdir(NOTICES, { recursive: true });
  const notices = await thirdPartyNotices(PROJECT, store.manifest);
  await writeFile(join(NOTICES, 'THIRD-PARTY-NOTICES.txt'), notices);
  const models = store.manifest.models.map((entry) => entry.file);
  const isHost = options.platform === process.platform && options.arch === process.arch;
  const electronDist = isHost && !options.official ? join(PROJECT, 'node_modules/electron/dist') : null;
  // Made anew for every run of electron-builder, which works in the object that it is given.
  const level = options.fast ? FAST_LEVEL : null;
  const config = () => configuration({ electronDist, models, output, level });

  const unpacked = await timed('unpacked app', () => buildUnpacked(config, options));
  const failed: string[] = [];
  for (const target of options.targets.filter((name) => name !== 'dir')) {
    try {
      await timed(target, () => buildTarget(target, unpacked, config, options, epoch));
    } catch (error) {
      failed.push(target);
      say(`${target} could not be made: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (isHost) {
    const installed = await timed('check', () => check(unpacked, store, options));
    try {
      if (options.smoke && !(await timed('smoke test', () => smoke(installed.app))))
        failed.push('smoke test');
    } finally {
      await installed.remove();
    }
  }
  await writeSums();
  if (failed.length > 0) say(`failed: ${failed.join(', ')}`);
  return failed.length === 0;
}

/** The time that every file of a package carries: the caller's, else the last commit's, so that builds repeat. */
function sourceDate(): string {
  const given = process.env['SOURCE_DATE_EPOCH'];
  if (given !== undefined && given !== '') return given;
  const git = spawnSync('git', ['log', '-1', '--format=%ct'], { cwd: PROJECT, encoding: 'utf8' });
  // Sources without a history, from an archive: their own description is the nearest thing to a date.
  return git.status === 0 ? git.stdout.trim() : '0';
}

function targetsOf(options: Options, target: string): Map<Platform, Map<Arch, string[]>> {
  const platform = { linux: Platform.LINUX, win32: Platform.WINDOWS, darwin: Platform.MAC }[options.platform];
  const arch = { x64: Arch.x64, arm64: Arch.arm64 }[options.arch];
  return new Map([[platform, new Map([[arch, [target]]])]]);
}

/** @returns the folder of the unpacked app */
async function buildUnpacked(config: () => Configuration, options: Options): Promise<string> {
  let folder: string | undefined;
  await build({
    targets: targetsOf(options, 'dir'),
    publish: 'never',
    projectDir: PROJECT,
    config: {
      ...config(),
      async afterPack({ appOutDir, packager }) {
        folder = appOutDir;
        // Electron's own demo page, there for an Electron without an app.
        await rm(join(packager.getResourcesDir(appOutDir), 'default_app.asar'), { force: true });
      },
    },
  });
  if (folder === undefined) throw new Error('electron-builder made no unpacked app');
  return folder;
}

async function buildTarget(
  target: string,
  unpacked: string,
  config: () => Configuration,
  options: Options,
  epoch: string,
): Promise<void> {
  if (target === 'tar.gz' && options.platform === 'linux') {
    packTar(unpacked, options, epoch);
    return;
  }
  const standIn = target === 'deb' && process.env['CUSTOM_FPM_PATH'] === undefined;
  if (standIn) process.env['CUSTOM_FPM_PATH'] = join(import.meta.dirname, 'fpm.ts');
  try {
    await build({
      targets: targetsOf(options, target),
      publish: 'never',
      projectDir: PROJECT,
      prepackaged: unpacked,
      config: config(),
    });
  } finally {
    if (standIn) delete process.env['CUSTOM_FPM_PATH'];
  }
}

/** With GNU tar rather than electron-builder's 7-Zip: nothing to download, and the same input gives the same bytes. */
function packTar(unpacked: string, options: Options, epoch: string): void {
  const name = `${packageJson.name}-${packageJson.version}-${options.platform}-${options.arch}`;
  const args = [
    ...['--create', '--sort=name', '--owner=0', '--group=0', '--numeric-owner'],
    ...[`--mtime=@${epoch}`, '--mode=u+rw,go=rX', `--transform=s,^\\.,${name},`],
    `--use-compress-program=gzip -n${options.fast ? FAST_LEVEL : 9}`,
    ...[`--file=${join(output, `${name}.tar.gz`)}`, `--directory=${unpacked}`, '.'],
  ];
  execFileSync('tar', args, { stdio: ['ignore', 'ignore', 'inherit'] });
}

/**
 * Looks into what was made: the unpacked app and, where there is a .deb, the tree that it installs.
 * @returns the app to start, and what takes away the tree again
 */
async function check(
  unpacked: string,
  store: ModelStore,
  options: Options,
): Promise<{ app: string; remove: () => Promise<void> }> {
  await inspectApp(unpacked, store.manifest, options.platform);
  const nothing = async () => {};
  const deb = options.targets.includes('deb') ? await newestDeb() : undefined;
  if (deb === undefined) return { app: unpacked, remove: nothing };
  const root = await mkdtemp(join(tmpdir(), 'hark-installed-'));
  const remove = () => rm(root, { recursive: true, force: true });
  try {
    execFileSync('dpkg-deb', ['--extract', deb, root]);
    const app = join(root, INSTALL_DIR);
    await inspectDeb(deb, root);
    await inspectApp(app, store.manifest, options.platform);
    return { app, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function newestDeb(): Promise<string | undefined> {
  const names = (await readdir(output)).filter((name) => name.endsWith('.deb'));
  const dated = await Promise.all(
    names.map(async (name) => ({ path: join(output, name), at: (await stat(join(output, name))).mtimeMs })),
  );
  return dated.toSorted((a, b) => b.at - a.at)[0]?.path;
}

async function smoke(app: string): Promise<boolean> {
  const runner = join(PROJECT, 'node_modules/playwright/cli.js');
  const config = join(PROJECT, 'e2e/packaged/playwright.config.ts');
  let display: Awaited<ReturnType<typeof startVirtualDisplay>> | null = null;
  try {
    if (!hasDisplay()) display = await startVirtualDisplay();
    const { status } = spawnSync(process.execPath, [runner, 'test', '--config', config], {
      cwd: PROJECT,
      env: { ...process.env, ...display?.env, HARK_PACKAGED: app },
      stdio: 'inherit',
    });
    return status === 0;
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    sayFailure('smoke test', error);
    return false;
  } finally {
    display?.stop();
  }
}

async function writeSums(): Promise<void> {
  const lines: string[] = [];
  for (const name of (await readdir(output)).filter((file) => ARTEFACT.test(file)).toSorted()) {
    const path = join(output, name);
    const hash = createHash('sha256');
    await pipeline(createReadStream(path), hash);
    lines.push(`${hash.digest('hex')}  ${name}\n`);
    say(`${name}: ${((await stat(path)).size / BYTES_PER_MB).toFixed(1)} MB`);
  }
  await writeFile(join(output, SUMS_FILE), lines.join(''));
}

async function timed<T>(what: string, work: () => T | Promise<T>): Promise<T> {
  const started = performance.now();
  const result = await work();
  say(`${what}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return result;
}

function say(line: string): void {
  process.stderr.write(`package: ${line}\n`);
}
