import { describe, expect, it } from 'vitest';
import { parseOptions } from './options.ts';

const host = { platform: 'linux', arch: 'x64' };

describe('parseOptions', () => {
  it('makes what needs no foreign tools, and starts it', () => {
    expect(parseOptions([], host)).toEqual({
      targets: ['deb', 'tar.gz'],
      platform: 'linux',
      arch: 'x64',
      fast: false,
      official: false,
      smoke: true,
    });
  });

  it('does not start what another machine runs', () => {
    expect(parseOptions(['--platform', 'darwin', '--arch', 'arm64'], host)).toMatchObject({
      targets: ['dmg'],
      smoke: false,
    });
    expect(() => parseOptions(['--arch', 'arm64', '--smoke'], host)).toThrow('--smoke');
  });

  it('takes a list of targets, light compression and no smoke test', () => {
    const options = parseOptions(['--targets', 'dir,rpm', '--fast', '--no-smoke'], host);
    expect(options).toMatchObject({ targets: ['dir', 'rpm'], fast: true, smoke: false });
  });

  it.each([[['--platform', 'amiga']], [['--arch', 'z80']], [['--what']], [['stray']]])(
    'refuses %j',
    (args) => {
      expect(() => parseOptions(args, host)).toThrow(TypeError);
    },
  );
});
