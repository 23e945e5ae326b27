import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type CheckResult, examine, findCheckout } from './doctor.ts';

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
  for (const check of ['models manifest', 'telemetry', 'inference', 'data folder']) {
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
});

it('knows a checkout from an installed copy', () => {
  expect(findCheckout(import.meta.dirname)).not.toBeNull();
  expect(findCheckout(folder)).toBeNull();
});
