/** Against a real registry on a real socket: every way a fetch fails that pull.ts promises to survive. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Manifest, ModelEntry } from '../../../contract/models.ts';
import { type Converters, pullModels, QUARANTINE_KEPT } from './pull.ts';
import { fetchPackage } from './registry.ts';
import { ModelStore } from './store.ts';

const PACKAGE = 'tiny-models';
const VERSION = '1.2.3';
const ALEXA = Buffer.from('the weights of alexa');
const JARVIS = Buffer.from('the weights of jarvis, which are longer');
const TAR_BLOCK_BYTES = 512;

function tarball(files: Record<string, Buffer>): Buffer {
  const blocks: Buffer[] = [];
  for (const [path, data] of Object.entries(files)) {
    const header = Buffer.alloc(TAR_BLOCK_BYTES);
    header.write(`package/${path}`, 0);
    header.write('0000644\0', 100);
    header.write('0000000\0', 108);
    header.write('0000000\0', 116);
    header.write(`${data.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('00000000000\0', 136);
    header.write('        ', 148);
    header.write('0', 156);
    header.write('ustar\x0000', 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    blocks.push(
      header,
      data,
      Buffer.alloc((TAR_BLOCK_BYTES - (data.length % TAR_BLOCK_BYTES)) % TAR_BLOCK_BYTES),
    );
  }
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(2 * TAR_BLOCK_BYTES)]));
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const integrityOf = (bytes: Buffer) => `sha512-${createHash('sha512').update(bytes).digest('base64')}`;

function entryOf(name: string, bytes: Buffer): ModelEntry {
  return {
    name,
    task: 'wake',
    version: '0.1',
    file: `${name}.onnx`,
    source: 'tiny',
    path: `models/${name}.onnx`,
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    licence: 'MIT',
    licenceNote: 'made up',
    hopMs: 80,
    inputs: [{ dtype: 'float32', shape: [1, 16, 96] }],
    outputs: [{ dtype: 'float32', shape: [1, 1] }],
    wake: { phrase: name, threshold: 0.5, noisyThreshold: 0.3 },
  };
}

/** Joins the parts that a model is made of. */
const CONVERTERS: Converters = {
  'kaldi-xvector': (parts) =>
    new Uint8Array(
      Buffer.concat([parts['first'] ?? '', parts['second'] ?? ''].map((part) => Buffer.from(part))),
    ),
};

/** What the registry does when asked for the tarball. */
type Serving = 'whole' | 'cut short' | 'short but complete' | 'other bytes';

let dir: string;
let server: Server;
let requests: { url: string; authorization: string | undefined }[];
let serving: Serving;
let shipped: Buffer;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hark-pull-'));
  requests = [];
  serving = 'whole';
  shipped = tarball({
    'package.json': Buffer.from('{}'),
    'models/alexa.onnx': ALEXA,
    'models/jarvis.onnx': JARVIS,
  });
  server = createServer((request, response) => {
    requests.push({ url: request.url ?? '', authorization: request.headers.authorization });
    const { port } = server.address() as AddressInfo;
    const path = `/${PACKAGE}/-/${PACKAGE}-${VERSION}.tgz`;
    if (request.url === `/${PACKAGE}`) {
      const dist = { tarball: `http://127.0.0.1:${port}${path}`, integrity: integrityOf(shipped) };
      const body = { name: PACKAGE, versions: { [VERSION]: { name: PACKAGE, version: VERSION, dist } } };
      response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
    } else if (request.url === path) {
      const half = shipped.subarray(0, shipped.length >> 1);
      if (serving === 'whole') response.end(shipped);
      if (serving === 'short but complete') response.end(half);
      if (serving === 'other bytes')
        response.end(tarball({ 'models/alexa.onnx': Buffer.from('something else') }));
      if (serving === 'cut short') {
        response.setHeader('content-length', shipped.length);
        response.write(half, () => response.destroy());
      }
    } else {
      response.statusCode = 404;
      response.end();
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;

  // The user's npm settings, in the user's own file.
  const npmrc = [
    `registry=http://127.0.0.1:${port}/`,
    `//127.0.0.1:${port}/:_authToken=secret`,
    `cache=${join(dir, 'npm-cache')}`,
    'fetch-retries=0',
  ];
  await writeFile(join(dir, 'npmrc'), npmrc.join('\n'));
  for (const name of Object.keys(process.env)) {
    if (/^npm_config_/i.test(name)) vi.stubEnv(name, undefined);
  }
  vi.stubEnv('npm_config_userconfig', join(dir, 'npmrc'));

  const manifest: Manifest = {
    version: 1,
    sources: {
      tiny: { package: PACKAGE, version: VERSION, integrity: integrityOf(shipped), bytes: shipped.length },
    },
    models: [entryOf('alexa', ALEXA), entryOf('jarvis', JARVIS)],
  };
  await mkdir(join(dir, 'models'));
  await saveManifest(manifest);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
  // npm's cache may still be writing behind a fetch that was broken off; removal is tried again while it does.
  await rm(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
});

const saveManifest = (manifest: Manifest) =>
  writeFile(join(dir, 'models', 'manifest.json'), JSON.stringify(manifest));
const openStore = () => ModelStore.open(join(dir, 'models'));
const installed = async () => (await readdir(join(dir, 'models', 'files'))).toSorted();

describe('a pull', () => {
  it("installs what is missing from the user's registry, with the user's credentials", async () => {
    const store = await openStore();
    const received: number[] = [];
    const results = await pullModels(store, CONVERTERS, {
      progress: (_source, bytes) => received.push(bytes),
    });

    expect(results.map(({ ok, error }) => ({ ok, error }))).toEqual([
      { ok: true, error: null },
      { ok: true, error: null },
    ]);
    expect(Buffer.from(await store.read(store.entry('jarvis')))).toEqual(JARVIS);
    expect(await installed()).toEqual(['alexa.onnx', 'jarvis.onnx']);
    expect(received.at(-1)).toBe(shipped.length);
    expect(requests.map((request) => request.authorization)).toEqual(['Bearer secret', 'Bearer secret']);
  });

  it('makes a model of the files that its package holds', async () => {
    const whole = Buffer.concat([ALEXA, JARVIS]);
    const part = (name: string, bytes: Buffer) => ({ path: `models/${name}.onnx`, sha256: sha256(bytes) });
    const made: ModelEntry = {
      ...entryOf('made', whole),
      convert: {
        by: 'kaldi-xvector',
        files: { first: part('alexa', ALEXA), second: part('jarvis', JARVIS) },
      },
    };
    await saveManifest({ ...(await openStore()).manifest, models: [made] });
    const [result] = await pullModels(await openStore(), CONVERTERS);
    expect(result).toMatchObject({ ok: true, error: null });
    expect(await readFile(join(dir, 'models', 'files', 'made.onnx'))).toEqual(whole);
  });

  it('makes nothing of other files than the manifest names', async () => {
    const files = { first: { path: 'models/alexa.onnx', sha256: sha256(JARVIS) } };
    const made: ModelEntry = { ...entryOf('made', ALEXA), convert: { by: 'kaldi-xvector', files } };
    await saveManifest({ ...(await openStore()).manifest, models: [made] });
    const [result] = await pullModels(await openStore(), CONVERTERS);
    expect(result?.error).toMatchObject({ code: 'model.checksum' });
    expect(await installed()).toEqual([]);
  });

  it('copies what is part of Hark itself, without asking the network', async () => {
    const own: ModelEntry = { ...entryOf('own', ALEXA), source: 'hark', path: 'own.onnx' };
    await mkdir(join(dir, 'models', 'own'));
    await saveManifest({ ...(await openStore()).manifest, models: [own] });
    const [missing] = await pullModels(await openStore(), CONVERTERS);
    expect(missing?.error).toMatchObject({ code: 'model.checksum' });
    await writeFile(join(dir, 'models', 'own', 'own.onnx'), ALEXA);
    const [result] = await pullModels(await openStore(), CONVERTERS);
    expect(result).toMatchObject({ ok: true, error: null });
    expect(await installed()).toEqual(['own.onnx']);
    expect(requests).toEqual([]);
  });

  it('with everything present touches neither network nor disk', async () => {
    await pullModels(await openStore(), CONVERTERS);
    requests.length = 0;
    const fetch = vi.fn(fetchPackage);
    const results = await pullModels(await openStore(), CONVERTERS, {}, fetch);

    expect(results.every((result) => result.ok)).toBe(true);
    expect(fetch).not.toHaveBeenCalled();
    expect(requests).toEqual([]);
  });

  it('names a damaged file, keeps it aside and fetches it again', async () => {
    const store = await openStore();
    await pullModels(store, CONVERTERS);
    const path = store.path(store.entry('jarvis'));
    const flipped = Buffer.from(JARVIS);
    flipped[3] = 0;
    await writeFile(path, flipped);
    const damaged: string[][] = [];
    const results = await pullModels(store, CONVERTERS, {
      damaged: (entry, fault, keptAs) => damaged.push([entry.name, fault, keptAs]),
    });

    expect(damaged).toHaveLength(1);
    const [name, fault, keptAs] = damaged[0] ?? [];
    expect(name).toBe('jarvis');
    expect(fault).toContain('sha256');
    expect(await readFile(keptAs ?? '')).toEqual(flipped);
    expect(results.every((result) => result.ok)).toBe(true);
    expect(Buffer.from(await store.read(store.entry('jarvis')))).toEqual(JARVIS);
  });

  it('keeps a bounded number of damaged files', async () => {
    const store = await openStore();
    for (let round = 0; round < QUARANTINE_KEPT + 2; round += 1) {
      await mkdir(store.filesDir, { recursive: true });
      await writeFile(store.path(store.entry('alexa')), `truncated ${round}`);
      await pullModels(store, CONVERTERS);
    }
    const kept = await readdir(join(store.filesDir, 'quarantine'));
    expect(kept).toHaveLength(QUARANTINE_KEPT);
    const contents = await Promise.all(
      kept.toSorted().map((name) => readFile(join(store.filesDir, 'quarantine', name), 'utf8')),
    );
    expect(contents).toEqual([2, 3, 4, 5].map((round) => `truncated ${round}`));
  });

  it('removes what a killed run left behind, and nothing of a run that is going on', async () => {
    const store = await openStore();
    const files = store.filesDir;
    await mkdir(join(files, '.tiny-models.999999999.partial'), { recursive: true });
    await writeFile(join(files, '.tiny-models.999999999.partial', 'half'), 'half');
    await writeFile(join(files, '.tiny-models.999999999.partial.tgz'), 'half');
    await mkdir(join(files, `.tiny-models.${process.ppid}.partial`));
    await pullModels(store, CONVERTERS);
    expect(await installed()).toEqual([`.tiny-models.${process.ppid}.partial`, 'alexa.onnx', 'jarvis.onnx']);
  });

  it.each<[Serving, RegExp]>([
    ['cut short', /broke off|not the ones pinned/],
    ['short but complete', /not the ones pinned/],
    ['other bytes', /not the ones pinned|larger than/],
  ])('installs nothing of a tarball that is %s', async (how, reason) => {
    serving = how;
    const store = await openStore();
    const results = await pullModels(store, CONVERTERS);

    expect(results.map((result) => result.error?.code)).toEqual(['model.fetch', 'model.fetch']);
    expect(results[0]?.error?.message).toMatch(reason);
    expect(results[0]?.error?.message).toContain(`${PACKAGE}@${VERSION}`);
    expect(await installed()).toEqual([]);
    expect(await store.status()).toMatchObject([
      { present: false, ok: false },
      { present: false, ok: false },
    ]);
  });

  it('refuses a tarball larger than the manifest says', async () => {
    const store = await openStore();
    const [source] = Object.values(store.manifest.sources);
    if (source === undefined) throw new Error('no source');
    source.bytes = 10;
    const [result] = await pullModels(store, CONVERTERS);
    expect(result?.error?.message).toContain('larger than the 10 bytes');
  });

  it('says so when the registry refuses connections, and leaves good models alone', async () => {
    const store = await openStore();
    await pullModels(store, CONVERTERS);
    await rm(store.path(store.entry('alexa')));
    await rm(join(dir, 'npm-cache'), { recursive: true });
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
    const [alexa, jarvis] = await pullModels(store, CONVERTERS);

    expect(alexa).toMatchObject({ present: false, ok: false, error: { code: 'model.fetch' } });
    expect(alexa?.error?.message).toContain('refuses connections');
    expect(jarvis).toMatchObject({ present: true, ok: true, error: null });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  });

  it("does not install a package's file that is not the manifest's, but installs the others", async () => {
    const store = await openStore();
    store.entry('alexa').sha256 = '0'.repeat(64);
    const [alexa, jarvis] = await pullModels(store, CONVERTERS);
    expect(alexa).toMatchObject({ ok: false, error: { code: 'model.checksum' } });
    expect(jarvis).toMatchObject({ ok: true });
    expect(await installed()).toEqual(['jarvis.onnx']);
  });

  it('reports a file that the package does not hold', async () => {
    const store = await openStore();
    store.entry('alexa').path = 'models/elsewhere.onnx';
    const [alexa] = await pullModels(store, CONVERTERS);
    expect(alexa?.error?.message).toContain('not in the package');
  });

  it('fails at once where the models folder cannot be written', async () => {
    const store = await openStore();
    await writeFile(store.filesDir, 'a file where the folder should be');
    await expect(pullModels(store, CONVERTERS)).rejects.toMatchObject({ code: 'output.unwritable' });
  });
});
