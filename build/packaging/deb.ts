/** A Debian package from what electron-builder tells fpm: the tree, its control files and its checksums. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, cp, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';

export interface DebSpec {
  name: string;
  version: string;
  architecture: string;
  maintainer: string;
  homepage: string;
  section: string;
  priority: string;
  /** First line the synopsis, the rest the long description. */
  description: string;
  depends: string[];
  recommends: string[];
  compression: string;
  /** 0..9; null leaves it to dpkg-deb. */
  compressionLevel: string | null;
  afterInstall: string;
  afterRemove: string;
  /** The .deb to write. */
  output: string;
  /** What goes where; a source that ends in a slash stands for what is in it. */
  paths: { from: string; to: string }[];
}

const DIRECTORY_MODE = 0o755;
const FILE_MODE = 0o644;
const PROGRAM_MODE = 0o755;
const BYTES_PER_KIB = 1024;

/** @throws TypeError for an argument that this stand-in does not know, or one that is missing */
export function parseFpmArguments(args: string[]): DebSpec {
  const one = { type: 'string' } as const;
  const many = { type: 'string', multiple: true } as const;
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      source: { type: 'string', short: 's' },
      target: { type: 'string', short: 't' },
      force: { type: 'boolean' },
      depends: { type: 'string', multiple: true, short: 'd' },
      'deb-recommends': many,
      'deb-compression': one,
      'deb-compression-level': one,
      'deb-priority': one,
      architecture: one,
      'after-install': one,
      'after-remove': one,
      description: one,
      version: one,
      package: one,
      name: one,
      maintainer: one,
      url: one,
      category: one,
      // Fields that only other kinds of package have.
      vendor: one,
      license: one,
    },
  });
  const need = (name: Exclude<keyof typeof values, 'force' | 'depends' | 'deb-recommends'>): string => {
    const value = values[name];
    if (value === undefined) throw new TypeError(`--${name} is missing`);
    return value;
  };
  if (need('target') !== 'deb') throw new TypeError(`this builds .deb packages, not ${need('target')}`);
  return {
    name: need('name'),
    version: need('version'),
    architecture: need('architecture'),
    maintainer: need('maintainer'),
    homepage: need('url'),
    section: need('category'),
    priority: need('deb-priority'),
    description: need('description'),
    depends: values.depends ?? [],
    recommends: values['deb-recommends'] ?? [],
    compression: need('deb-compression'),
    compressionLevel: values['deb-compression-level'] ?? null,
    afterInstall: need('after-install'),
    afterRemove: need('after-remove'),
    output: need('package'),
    paths: positionals.map(parsePath),
  };
}

function parsePath(argument: string): { from: string; to: string } {
  const at = argument.lastIndexOf('=');
  const [from, to] = [argument.slice(0, at), argument.slice(at + 1)];
  if (at < 1 || !to.startsWith('/')) throw new TypeError(`"${argument}" is not SOURCE=/TARGET`);
  return { from, to };
}

/** dpkg-deb's arguments for what fpm calls `--deb-compression` and its level. */
export function compressionArguments({ compression, compressionLevel }: DebSpec): string[] {
  const type = { gz: 'gzip', xz: 'xz', zst: 'zstd', none: 'none' }[compression];
  if (type === undefined) throw new TypeError(`dpkg-deb has no compression "${compression}"`);
  return compressionLevel === null ? [`-Z${type}`] : [`-Z${type}`, `-z${compressionLevel}`];
}

/** Lays out the tree that dpkg-deb packs: the files with plain modes, and DEBIAN beside them. */
export async function stageDeb(spec: DebSpec, root: string): Promise<void> {
  for (const { from, to } of spec.paths) {
    const target = join(root, to);
    await mkdir(dirname(target), { recursive: true });
    await cp(from, target, { recursive: true, verbatimSymlinks: true });
  }
  const files = await plainModes(root);
  const control = join(root, 'DEBIAN');
  await mkdir(control);
  await chmod(control, DIRECTORY_MODE);
  await writeFile(join(control, 'control'), controlFile(spec, await sizeOf(files)), { mode: FILE_MODE });
  await writeFile(join(control, 'md5sums'), await md5sums(root, files), { mode: FILE_MODE });
  await writeFile(join(control, 'postinst'), await readFile(spec.afterInstall), { mode: PROGRAM_MODE });
  await writeFile(join(control, 'postrm'), await readFile(spec.afterRemove), { mode: PROGRAM_MODE });
}

/** Whatever the umask of the build was: readable by all, writable by root. Returns the files, sorted. */
async function plainModes(root: string): Promise<string[]> {
  const files: string[] = [];
  await chmod(root, DIRECTORY_MODE);
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) {
      await chmod(path, DIRECTORY_MODE);
    } else if (entry.isFile()) {
      const isProgram = ((await stat(path)).mode & 0o100) !== 0;
      await chmod(path, isProgram ? PROGRAM_MODE : FILE_MODE);
      files.push(path);
    }
  }
  return files.toSorted();
}

async function sizeOf(files: string[]): Promise<number> {
  let bytes = 0;
  for (const file of files) bytes += (await stat(file)).size;
  return bytes;
}

/** DEBIAN/control; see deb-control(5). */
export function controlFile(spec: DebSpec, installedBytes: number): string {
  const [synopsis = '', ...rest] = spec.description.split('\n');
  // A line of the long description starts with a space, an empty one is a dot.
  const long = rest.map((line) => ` ${line.trim() === '' ? '.' : line.trim()}`);
  const fields: [name: string, value: string][] = [
    ['Package', spec.name],
    ['Version', spec.version],
    ['Architecture', spec.architecture],
    ['Maintainer', spec.maintainer],
    ['Installed-Size', String(Math.ceil(installedBytes / BYTES_PER_KIB))],
    ['Depends', spec.depends.join(', ')],
    ['Recommends', spec.recommends.join(', ')],
    ['Section', spec.section],
    ['Priority', spec.priority],
    ['Homepage', spec.homepage],
    ['Description', [synopsis.trim(), ...long].join('\n')],
  ];
  const lines = fields.filter(([, value]) => value !== '').map(([name, value]) => `${name}: ${value}`);
  return `${lines.join('\n')}\n`;
}

async function md5sums(root: string, files: string[]): Promise<string> {
  const lines: string[] = [];
  for (const file of files) {
    const hash = createHash('md5');
    await pipeline(createReadStream(file), hash);
    lines.push(`${hash.digest('hex')}  ${relative(root, file)}\n`);
  }
  return lines.join('');
}
