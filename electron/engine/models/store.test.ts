import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import realManifest from '../../../models/manifest.json' with { type: 'json' };
import { findModelsDir, ModelStore, parseManifest } from './store.ts';

const failure = (code: string, words: RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(words) });

describe('the manifest', () => {
  it('of this repository is valid, and every model has a licence note', () => {
    const { models } = parseManifest(JSON.stringify(realManifest));
    expect(models.map((model) => model.name)).toContain('hey_jarvis');
    for (const model of models) expect(model.licenceNote.length).toBeGreaterThan(20);
  });

  const broken: [string, (manifest: typeof realManifest) => unknown, RegExp][] = [
    ['a wrong hash', (m) => Object.assign(m.models[1] ?? {}, { sha256: 'abc' }), /models\.1\.sha256/],
    [
      'a file that leaves the folder',
      (m) => Object.assign(m.models[0] ?? {}, { file: '../x' }),
      /models\.0\.file/,
    ],
    [
      'two models of one name',
      (m) => Object.assign(m.models[1] ?? {}, { name: m.models[0]?.name }),
      /models\.1\.name/,
    ],
    [
      'an unknown source',
      (m) => Object.assign(m.models[0] ?? {}, { source: 'toString' }),
      /models\.0\.source/,
    ],
    [
      'a wake head without thresholds',
      (m) => Object.assign(m.models[2] ?? {}, { wake: undefined }),
      /models\.2\.wake/,
    ],
    ['a later version', (m) => Object.assign(m, { version: 2 }), /version/],
  ];
  it.each(broken)('with %s is refused, naming the field', (_what, breakIt, words) => {
    const manifest = structuredClone(realManifest);
    breakIt(manifest);
    expect(() => parseManifest(JSON.stringify(manifest))).toThrow(failure('manifest.invalid', words));
  });

  it('that is not JSON is refused', () => {
    expect(() => parseManifest('{"version": 1,')).toThrow(failure('manifest.invalid', /not JSON/));
  });
});

describe('the store', () => {
  let dir: string;
  let store: ModelStore;
  const bytes = Buffer.from('weights');

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'hark-store-'));
    const manifest = structuredClone(realManifest);
    for (const model of manifest.models) {
      model.bytes = bytes.length;
      model.sha256 = '9a129d04febf2b7daf0e1b5f5b4a9b6e53f6a1a86ad4ff5dc3fcd8e5bd1d4b9f';
    }
    await writeFile(join(dir, 'manifest.json'), JSON.stringify(manifest));
    store = await ModelStore.open(dir);
    await mkdir(store.filesDir);
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  it('finds models by name and by task', () => {
    expect(store.entry('alexa').task).toBe('wake');
    expect(store.byTask('vad').map((entry) => entry.name)).toEqual(['silero_vad']);
    expect(() => store.entry('hal')).toThrow(failure('model.unknown', /"hal"; there are: .*alexa/));
  });

  it('tells missing from damaged', async () => {
    const entry = store.entry('alexa');
    await expect(store.read(entry)).rejects.toEqual(failure('model.missing', /alexa/));
    await writeFile(store.path(entry), bytes);
    await expect(store.read(entry)).rejects.toEqual(failure('model.checksum', /sha256/));
    await truncate(store.path(entry), 3);
    await expect(store.read(entry)).rejects.toEqual(failure('model.checksum', /3 bytes instead of 7/));
  });

  it('reports the status of every model', async () => {
    const { createHash } = await import('node:crypto');
    const good = store.entry('alexa');
    good.sha256 = createHash('sha256').update(bytes).digest('hex');
    await writeFile(store.path(good), bytes);
    await writeFile(store.path(store.entry('silero_vad')), bytes);
    const states = Object.fromEntries((await store.status()).map((state) => [state.entry.name, state]));
    expect(states['alexa']).toMatchObject({ present: true, ok: true });
    expect(states['silero_vad']).toMatchObject({ present: true, ok: false });
    expect(states['hey_jarvis']).toMatchObject({ present: false, ok: false });
  });

  it('without a manifest does not open', async () => {
    await expect(ModelStore.open(join(dir, 'files'))).rejects.toEqual(
      failure('manifest.invalid', /manifest\.json/),
    );
  });
});

describe('the models folder', () => {
  it('is the one named in the environment, else the nearest upward', async () => {
    const root = await mkdtemp(join(tmpdir(), 'hark-find-'));
    await mkdir(join(root, 'models'), { recursive: true });
    await mkdir(join(root, 'app.asar', 'out', 'cli'), { recursive: true });
    await writeFile(join(root, 'models', 'manifest.json'), '{}');
    expect(findModelsDir(join(root, 'app.asar', 'out', 'cli'), {})).toBe(join(root, 'models'));
    expect(findModelsDir(root, { HARK_MODELS: '/somewhere/else' })).toBe('/somewhere/else');
    await rm(root, { recursive: true, force: true });
  });
});
