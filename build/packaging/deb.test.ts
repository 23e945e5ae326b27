import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compressionArguments, controlFile, parseFpmArguments, stageDeb } from './deb.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hark-deb-test-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** What electron-builder 26 hands to fpm for a .deb, shortened. */
function fpmArguments(): string[] {
  return [
    ...['-s', 'dir', '--force', '-t', 'deb', '-d', 'libgbm1', '-d', 'libc6 (>= 2.28)'],
    ...['--deb-recommends', 'pulseaudio', '--deb-compression', 'gz', '--architecture', 'amd64'],
    ...['--after-install', join(folder, 'after-install'), '--after-remove', join(folder, 'after-remove')],
    ...['--description', 'short words\n Longer words.\n \n More.', '--version', '1.2.3~beta'],
    ...['--package', join(folder, 'it.deb'), '--name', 'hark', '--maintainer', 'A <a@b.invalid>'],
    ...['--vendor', 'A', '--url', 'https://b.invalid/', '--category', 'sound', '--deb-priority', 'optional'],
    ...['--license', 'MIT', '--deb-compression-level=1'],
    ...[`${join(folder, 'app')}/=/opt/Hark`, `${join(folder, 'hark')}=/usr/bin/hark`],
  ];
}

describe('parseFpmArguments', () => {
  it("reads electron-builder's arguments", () => {
    const spec = parseFpmArguments(fpmArguments());
    expect(spec).toMatchObject({
      name: 'hark',
      version: '1.2.3~beta',
      depends: ['libgbm1', 'libc6 (>= 2.28)'],
    });
    expect(spec.paths[1]).toEqual({ from: join(folder, 'hark'), to: '/usr/bin/hark' });
    expect(compressionArguments(spec)).toEqual(['-Zgzip', '-z1']);
  });

  it('refuses what it does not know rather than leave it out of the package', () => {
    expect(() => parseFpmArguments([...fpmArguments(), '--deb-systemd', 'x'])).toThrow('deb-systemd');
    expect(() => parseFpmArguments([...fpmArguments(), '--target', 'rpm'])).toThrow('rpm');
    expect(() => parseFpmArguments([...fpmArguments(), 'nowhere'])).toThrow('nowhere');
    expect(() => parseFpmArguments(fpmArguments().filter((arg) => !/^(--url|https:.*)$/.test(arg)))).toThrow(
      '--url',
    );
    expect(() => compressionArguments({ ...parseFpmArguments(fpmArguments()), compression: 'rar' })).toThrow(
      'rar',
    );
  });
});

describe('controlFile', () => {
  it('has the fields of deb-control(5) and leaves empty ones out', () => {
    const text = controlFile({ ...parseFpmArguments(fpmArguments()), recommends: [] }, 2049);
    expect(text).toContain('Installed-Size: 3\n');
    expect(text).toContain('Depends: libgbm1, libc6 (>= 2.28)\n');
    expect(text).toMatch(/Description: short words\n Longer words\.\n \.\n More\.\n$/);
    expect(text).not.toContain('Recommends');
  });
});

describe.skipIf(process.platform !== 'linux')('the package', () => {
  it('holds the tree with plain modes, owned by root, and gives the same bytes twice', async () => {
    await mkdir(join(folder, 'app/deep'), { recursive: true, mode: 0o700 });
    await writeFile(join(folder, 'app/deep/data'), 'data', { mode: 0o600 });
    await writeFile(join(folder, 'app/program'), '#!/bin/sh\n');
    await chmod(join(folder, 'app/program'), 0o700);
    for (const name of ['hark', 'after-install', 'after-remove'])
      await writeFile(join(folder, name), '#!/bin/sh\n');

    const build = async (name: string) => {
      const root = join(folder, name);
      await mkdir(root);
      await stageDeb(parseFpmArguments(fpmArguments()), root);
      const deb = `${root}.deb`;
      execFileSync('dpkg-deb', ['--root-owner-group', '-Zgzip', '--build', root, deb], {
        env: { ...process.env, SOURCE_DATE_EPOCH: '1700000000' },
      });
      return deb;
    };
    const deb = await build('first');
    const listed = execFileSync('dpkg-deb', ['--contents', deb], { encoding: 'utf8' });
    expect(listed).toMatch(/-rw-r--r-- root\/root .* \.\/opt\/Hark\/deep\/data\n/);
    expect(listed).toMatch(/-rwxr-xr-x root\/root .* \.\/opt\/Hark\/program\n/);
    expect(listed).toMatch(/drwxr-xr-x root\/root .* \.\/opt\/Hark\/deep\/\n/);
    const sums = execFileSync('dpkg-deb', ['--info', deb, 'md5sums'], { encoding: 'utf8' });
    expect(sums).toContain('8d777f385d3dfec8815d20f7496026dc  opt/Hark/deep/data\n');
    const bytes = (path: string) => execFileSync('sha256sum', [path], { encoding: 'utf8' }).slice(0, 64);
    expect(bytes(await build('second'))).toBe(bytes(deb));
  });
});
