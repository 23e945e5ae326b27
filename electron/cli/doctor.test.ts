import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { DEFAULT_TARGETS } from '../../contract/health.ts';
import { DEFAULT_SETTINGS, SETTINGS_FILE } from '../../contract/settings.ts';
import { printOf } from '../engine/speaker/testing/voices.ts';
import type { CheckResult } from './doctor/check.ts';
import { examine, findCheckout } from './doctor.ts';
import { VoiceFiles } from './voiceFiles.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hark-doctor-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

async function examined(dataFolder: string): Promise<Map<string, CheckResult>> {
  const results = new Map<string, CheckResult>();
  for await (const result of examine(dataFolder)) results.set(result.check, result);
  return results;
}

it('names what is missing and what to do, and goes on to the end', async () => {
  vi.stubEnv('HARK_MODELS', folder);
  vi.stubEnv('XDG_CACHE_HOME', folder);
  const telemetry = join(folder, 'Microsoft', 'DeveloperTools', '.onnxruntime');
  await mkdir(telemetry, { recursive: true });
  await writeFile(join(telemetry, 'deviceid'), 'as if ONNX Runtime had just written it');
  const data = join(folder, 'taken');
  await writeFile(data, 'a file where the folder should be');
  const results = await examined(join(data, 'Hark'));
  for (const check of ['models manifest', 'telemetry', 'inference', 'speaker', 'data folder']) {
    expect(results.get(check), check).toMatchObject({ ok: false });
    expect(results.get(check)?.fix, check).not.toBeNull();
  }
  expect(results.get('microphone')).toMatchObject({ ok: true, fix: null });
  expect(results.get('runtime')).toMatchObject({ ok: true });
});

it('tells a missing model from a damaged one', async () => {
  const manifest = await import('../../models/manifest.json');
  vi.stubEnv('HARK_MODELS', folder);
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest.default));
  const [first, second] = manifest.default.models;
  await mkdir(join(folder, 'files'));
  await writeFile(join(folder, 'files', first?.file ?? ''), 'damaged');
  const results = await examined(folder);
  expect(results.get(`model ${first?.name}`)?.detail).toContain('damaged');
  expect(results.get(`model ${second?.name}`)?.detail).toContain('missing');
  expect(results.get(`model ${second?.name}`)?.fix).toMatch('hark models pull');
  expect(results.get('data folder')).toEqual({ check: 'data folder', ok: true, detail: folder, fix: null });
  expect(results.get('speaker')).toMatchObject({ ok: false, detail: expect.stringContaining('xvector') });
  expect(results.get('self-test')).toMatchObject({ ok: false, fix: expect.stringContaining('models pull') });
});

it('tries the speaker model, and goes through the self-test, recording by recording', async () => {
  // How fast this machine is, is not for this test to say.
  const targets = { ...DEFAULT_TARGETS, wake_detection: 10, command_detection: 10, voice_verification: 10 };
  const settings = { ...DEFAULT_SETTINGS, health: { ...DEFAULT_SETTINGS.health, targets } };
  await writeFile(join(folder, SETTINGS_FILE), JSON.stringify(settings));
  const results = await examined(folder);
  const selfTest = [...results.values()].filter(({ check }) => check.startsWith('self-test '));
  expect(selfTest.map(({ ok }) => ok)).toEqual(Array(17).fill(true));
  expect(results.get('self-test wake alexa')).toEqual({
    check: 'self-test wake alexa',
    ok: true,
    detail: expect.stringMatching(/^Alexa, after [\d.]+ ms of 10000, score 0\.\d+$/),
    fix: null,
  });
  expect(results.get('self-test silence room')).toMatchObject({ detail: 'nothing' });
  expect(results.get('speaker')).toEqual({
    check: 'speaker',
    ok: true,
    detail: expect.stringMatching(/^xvector: 128 numbers of 3 s in \d+\.\d ms, \d+ strangers/),
    fix: null,
  });
});

it('looks at the profiles of the command line, and leaves them as they are', async () => {
  vi.stubEnv('HARK_MODELS', folder);
  const voices = async () => (await examined(folder)).get('voices');
  expect(await voices()).toMatchObject({ ok: true, detail: 'the command line has no profiles' });
  expect(await readdir(folder)).toEqual([]);

  const files = new VoiceFiles(folder, () => undefined);
  await files.keep('Anna', printOf(0));
  expect(await voices()).toEqual({ check: 'voices', ok: true, detail: '1 profile opens', fix: null });
  await files.keep('Ben', printOf(1));
  expect(await voices()).toMatchObject({ ok: true, detail: '2 profiles open' });

  const { id } = await files.find('Ben');
  const ben = join(folder, 'voices', `${id}.voiceprint`);
  const sealed = await readFile(ben);
  await writeFile(ben, sealed.subarray(1));
  expect(await voices()).toMatchObject({ ok: false, detail: expect.stringMatching(/^1 of 2 do not open: /) });
  await writeFile(ben, sealed);

  const key = join(folder, 'voices', 'key');
  await chmod(key, 0o640);
  const open = await voices();
  if (process.platform !== 'win32') {
    expect(open).toMatchObject({ ok: false, detail: expect.stringContaining('others') });
    expect(open?.fix).toContain(`chmod 600 ${key}`);
    expect((await stat(key)).mode & 0o777).toBe(0o640);
  }
  await rm(key);
  expect(await voices()).toMatchObject({ ok: false, detail: expect.stringContaining('is not there') });
});

it('knows a checkout from an installed copy', () => {
  expect(findCheckout(import.meta.dirname)).not.toBeNull();
  expect(findCheckout(folder)).toBeNull();
});
