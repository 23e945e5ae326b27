/** What `npm run package -- …` takes. */
import { parseArgs } from 'node:util';

export interface Options {
  /** What to make of the unpacked app; `dir` is the unpacked app itself and always made. */
  targets: string[];
  platform: Platform;
  arch: Architecture;
  /** For tests: light compression, in a folder of its own beside what is meant for people. */
  fast: boolean;
  /** For a release: Electron fetched from its official place, whatever copy the set-up found. */
  official: boolean;
  /** Start what was packaged and see it wake. */
  smoke: boolean;
}

const PLATFORMS = ['linux', 'win32', 'darwin'] as const;
export type Platform = (typeof PLATFORMS)[number];
const ARCHITECTURES = ['x64', 'arm64'] as const;
export type Architecture = (typeof ARCHITECTURES)[number];

/** Made when nothing else is asked for: what needs no tools from elsewhere on a Debian family. */
const DEFAULT_TARGETS: Record<Platform, string[]> = {
  linux: ['deb', 'tar.gz'],
  win32: ['nsis'],
  darwin: ['dmg'],
};

export const USAGE = `npm run package -- [options]
  --targets LIST   what to make, with commas: dir, deb, tar.gz, rpm, AppImage, snap, flatpak; nsis; dmg
  --platform NAME  ${PLATFORMS.join(', ')} (default: this machine's)
  --arch NAME      ${ARCHITECTURES.join(', ')} (default: this machine's)
  --fast           light compression, into dist/fast
  --official       Electron from its official download, for a release
  --no-smoke       do not start what was packaged`;

/** @throws TypeError naming the argument at fault */
export function parseOptions(args: string[], host: { platform: string; arch: string }): Options {
  const { values } = parseArgs({
    args,
    allowNegative: true,
    options: {
      targets: { type: 'string' },
      platform: { type: 'string', default: host.platform },
      arch: { type: 'string', default: host.arch },
      fast: { type: 'boolean', default: false },
      official: { type: 'boolean', default: false },
      smoke: { type: 'boolean' },
    },
  });
  const platform = oneOf(PLATFORMS, values.platform, '--platform');
  const arch = oneOf(ARCHITECTURES, values.arch, '--arch');
  const runsHere = platform === host.platform && arch === host.arch;
  if (values.smoke === true && !runsHere)
    throw new TypeError('--smoke: the package does not run on this machine');
  return {
    targets: values.targets?.split(',') ?? DEFAULT_TARGETS[platform],
    platform,
    arch,
    fast: values.fast,
    official: values.official,
    smoke: values.smoke ?? runsHere,
  };
}

function oneOf<T extends string>(known: readonly T[], value: string, option: string): T {
  const found = known.find((name) => name === value);
  if (found === undefined) throw new TypeError(`${option}: "${value}" is not one of ${known.join(', ')}`);
  return found;
}
