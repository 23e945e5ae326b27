import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { validateConfiguration } from 'app-builder-lib/out/util/config/config.js';
import { DebugLogger } from 'builder-util';
import type { Configuration } from 'electron-builder';
import { describe, expect, it } from 'vitest';
import { configuration, FUSES, PROJECT } from './electron-builder.ts';

const validate = (config: Configuration) => validateConfiguration(config, new DebugLogger(false));
const release = { electronDist: null, models: ['a.onnx'], output: 'dist', level: null };
const fast = { ...release, electronDist: 'node_modules/electron/dist', level: 1 };
const config = () => configuration(release);

/** The first validation compiles a large schema. */
const SCHEMA_TIMEOUT_MS = 30_000;

describe("electron-builder's schema", () => {
  it(
    'accepts the configuration of every platform',
    async () => {
      await validate(config());
      await validate(configuration(fast));
    },
    SCHEMA_TIMEOUT_MS,
  );

  it.each(['nsis', 'mac', 'deb', 'snapcraft', 'flatpak'] as const)(
    'would refuse a misspelt option of %s',
    async (section) => {
      const broken = { ...config(), [section]: { ...config()[section], noSuchOption: true } };
      await expect(validate(broken)).rejects.toThrow(`configuration.${section}`);
    },
  );
});

describe('the configuration', () => {
  it('names only files that exist', async () => {
    const { win, mac, linux, deb, rpm } = config();
    const named = [
      ...[win?.icon, mac?.icon, linux?.icon, mac?.entitlements, mac?.entitlementsInherit],
      ...[deb?.afterInstall, deb?.afterRemove, rpm?.afterInstall, rpm?.afterRemove],
      ...[linux, win, mac].flatMap((platform) => [platform?.extraResources].flat()).map(sourceOf),
    ];
    for (const path of named) await access(join(PROJECT, path ?? 'nothing is named'));
  });

  it('packs for each platform its own ONNX Runtime and no other', () => {
    const runtimes = { linux: config().linux, win32: config().win, darwin: config().mac };
    for (const [os, section] of Object.entries(runtimes)) {
      const patterns = JSON.stringify(section?.files);
      const mentioned = ['linux', 'win32', 'darwin'].filter((name) => patterns.includes(`napi-v6/${name}/`));
      expect(mentioned).toEqual([os]);
    }
  });

  it('lets nothing of ours run as a plain Node', () => {
    expect(FUSES).toMatchObject({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      onlyLoadAppFromAsar: true,
      enableEmbeddedAsarIntegrityValidation: true,
    });
  });

  it('asks macOS for the microphone, in words and in entitlements', async () => {
    const { mac } = config();
    expect(mac?.extendInfo.NSMicrophoneUsageDescription).toMatch(/wake word/);
    const entitlements = await readFile(join(PROJECT, mac?.entitlements ?? ''), 'utf8');
    expect(entitlements).toContain('com.apple.security.device.audio-input');
    expect(entitlements).not.toContain('allow-unsigned-executable-memory');
  });

  it('compresses lightly only when told to', () => {
    expect(config().deb?.compression).toBe('xz');
    const { deb } = configuration(fast);
    expect(deb?.compression).toBe('gz');
    expect(deb?.fpm).toContain('--deb-compression-level=1');
  });
});

function sourceOf(resource: unknown): string | undefined {
  return typeof resource === 'object' && resource !== null && 'from' in resource
    ? String(resource.from)
    : undefined;
}
