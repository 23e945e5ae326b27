import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Manifest, ModelEntry } from '../../contract/models.ts';
import { thirdPartyNotices } from './notices.ts';

let project: string;
beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), 'hark-notices-test-'));
  await writeFile(join(project, 'LICENSE'), 'our terms');
});
afterEach(() => rm(project, { recursive: true, force: true }));

async function install(packages: Record<string, { file?: string; dev?: boolean; optional?: boolean }>) {
  const lock: Record<string, object> = { '': {} };
  for (const [name, { file, ...flags }] of Object.entries(packages)) {
    const path = `node_modules/${name}`;
    lock[path] = { version: '1.0.0', license: 'MIT', ...flags };
    if (file === undefined) continue;
    await mkdir(join(project, path), { recursive: true });
    await writeFile(join(project, path, file), `terms of ${name}`);
  }
  await writeFile(join(project, 'package-lock.json'), JSON.stringify({ packages: lock }));
}

const model: ModelEntry = {
  ...{ name: 'alexa', task: 'wake', version: '1', file: 'a.onnx', source: 'heads', path: 'a.onnx', bytes: 1 },
  ...{ sha256: '0'.repeat(64), licence: 'CC-BY-NC-SA-4.0', licenceNote: 'not for sale', hopMs: 80 },
  ...{ inputs: [], outputs: [] },
};
const manifest: Manifest = { version: 1, sources: {}, models: [model] };

it('has the terms of what travels and of nothing else', async () => {
  await install({
    shipped: { file: 'LICENSE' },
    '@scope/other': { file: 'licence.md' },
    '@fontsource-variable/face': { file: 'LICENSE', dev: true },
    compiler: { file: 'LICENSE', dev: true },
    'other-platform': { optional: true },
    wordless: {},
  });
  const text = await thirdPartyNotices(project, manifest);
  for (const name of ['shipped', '@scope/other', '@fontsource-variable/face']) {
    expect(text).toContain(`${name} 1.0.0 (MIT)\n\nterms of ${name}`);
  }
  expect(text).toContain('wordless 1.0.0 (MIT)');
  expect(text).toMatch(/^Hark\n\nour terms/);
  expect(text).toContain('Model alexa (CC-BY-NC-SA-4.0), from heads\n\nnot for sale');
  expect(text).not.toMatch(/compiler|other-platform/);
});
