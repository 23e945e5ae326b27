import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkLayers } from './check-layers.mjs';

const REPOSITORY = dirname(import.meta.dirname);
const PROJECTS = [
  'contract',
  'renderer',
  'electron/preload',
  'electron/main',
  'electron/engine',
  'electron/host',
  'electron/cli',
  'build',
  'e2e',
];

let root: string;

function plant(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'hark-layers-'));
  plant('tsconfig.json', JSON.stringify({ references: PROJECTS.map((path) => ({ path })) }));
  for (const project of PROJECTS) plant(`${project}/tsconfig.json`, '{}');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

it('finds nothing to refuse in this repository', () => {
  expect(checkLayers(REPOSITORY)).toEqual([]);
});

describe('allows', () => {
  it.each([
    [
      'renderer/app.tsx',
      `import { useState } from 'react'; import { Button } from '@mantine/core'; import '../contract/states.ts';`,
    ],
    ['renderer/capture/node.ts', `import url from './worklet.ts?url';`],
    [
      'electron/preload/index.ts',
      `import { ipcRenderer } from 'electron'; import type { HarkBridge } from '../../contract/channels.ts';`,
    ],
    ['electron/main/window.ts', `import { app } from 'electron'; import { join } from 'node:path';`],
    ['electron/engine/session/runtime.ts', `const ort = await import('onnxruntime-node');`],
    [
      'electron/engine/wake/head.ts',
      `import '../session/runtime.ts'; import type { ModelStore } from '../models/store.ts';`,
    ],
    ['electron/engine/pipeline.ts', `import './wake/head.ts'; import './vad/detector.ts';`],
    ['electron/main/store/testing/rig.ts', `import { vi } from 'vitest'; import '../database.ts';`],
    ['build/sound.ts', `import '../electron/engine/audio/testing/signals.ts';`],
    ['electron/engine/vad/detector.test.ts', `import { it } from 'vitest'; import '../audio/decode.ts';`],
    [
      'electron/cli/index.ts',
      `import { Pipeline } from '../engine/pipeline.ts'; import manifest from '../../models/manifest.json' with { type: 'json' };`,
    ],
    [
      'e2e/wake.spec.ts',
      `import { test } from 'playwright/test'; import type { WakeRecord } from '../contract/channels.ts';`,
    ],
  ])('%s: %s', (file, text) => {
    plant(file, text);
    expect(checkLayers(root)).toEqual([]);
  });
});

describe('refuses', () => {
  it.each([
    [
      'contract reaching into the engine',
      'contract/a.ts',
      `import { x } from '../electron/engine/pipeline.ts';`,
    ],
    ['contract on Node', 'contract/a.ts', `import { join } from 'node:path';`],
    ['contract on Node, without the prefix', 'contract/a.ts', `import { join } from 'path';`],
    ['renderer on the engine', 'renderer/a.tsx', `import '../electron/engine/wake/head.ts';`],
    ['renderer on Electron', 'renderer/a.ts', `import { ipcRenderer } from 'electron';`],
    ['renderer on Node', 'renderer/a.ts', `import { readFile } from 'node:fs/promises';`],
    ['what is shipped on doubles for tests', 'electron/main/hark.ts', `import './store/testing/rig.ts';`],
    ['preload on a parser', 'electron/preload/index.ts', `import { z } from 'zod';`],
    [
      'preload running the contract',
      'electron/preload/index.ts',
      `import { CALLS } from '../../contract/channels.ts';`,
    ],
    ['main on the engine', 'electron/main/a.ts', `import { Pipeline } from '../engine/pipeline.ts';`],
    [
      'main on the types of the engine',
      'electron/main/a.ts',
      `import type { Pipeline } from '../engine/pipeline.ts';`,
    ],
    [
      'main on the types of the engine, inline',
      'electron/main/a.ts',
      `let p: import('../engine/pipeline.ts').Pipeline;`,
    ],
    ['main on React', 'electron/main/a.ts', `import React from 'react';`],
    ['the engine on Electron', 'electron/engine/wake/a.ts', `import { app } from 'electron';`],
    ['the engine on main', 'electron/engine/a.ts', `export * from '../main/tray.ts';`],
    ['inference outside session', 'electron/engine/wake/a.ts', `import * as ort from 'onnxruntime-node';`],
    ['inference outside session, later', 'electron/engine/vad/a.ts', `await import('onnxruntime-node');`],
    ['inference outside session, required', 'electron/cli/a.ts', `const ort = require('onnxruntime-node');`],
    ['one stage on another', 'electron/engine/wake/a.ts', `import { Vad } from '../vad/detector.ts';`],
    [
      'one stage on the types of another',
      'electron/engine/wake/a.ts',
      `import type { Vad } from '../vad/detector.ts';`,
    ],
    ['a stage on the pipeline', 'electron/engine/wake/a.ts', `import '../pipeline.ts';`],
    ['the pipeline on its self-test', 'electron/engine/pipeline.ts', `import './selfTest/selfTest.ts';`],
    ['a stage on the self-test', 'electron/engine/wake/a.ts', `import '../selfTest/sample.ts';`],
    ['models on session', 'electron/engine/models/a.ts', `import '../session/runtime.ts';`],
    ['host on Electron', 'electron/host/index.ts', `import { utilityProcess } from 'electron';`],
    ['the command line on main', 'electron/cli/a.ts', `export { x } from '../main/store/settings.ts';`],
    [
      'an end-to-end test running the contract',
      'e2e/a.spec.ts',
      `import { CALLS } from '../contract/channels.ts';`,
    ],
    ['a test crossing rooms', 'renderer/a.test.ts', `import '../electron/main/window.ts';`],
    ['a computed path', 'electron/main/a.ts', 'const name = process.env.X; await import(name);'],
    ['a path out of the repository', 'electron/main/a.ts', `import '../../../elsewhere.ts';`],
    ['an absolute path', 'electron/main/a.ts', `import '/etc/passwd.mjs';`],
    ['DOM types by reference', 'electron/engine/audio/a.ts', '/// <reference lib="dom" />'],
    ['Electron types by reference', 'electron/host/a.ts', '/// <reference types="electron" />'],
    ['a file in no room', 'server/a.ts', 'export {};'],
    ['a file that nothing type-checks', 'models/train.ts', 'export {};'],
    ['a folder called utils', 'renderer/utils/a.ts', 'export {};'],
    ['a file called helpers', 'electron/main/helpers.ts', 'export {};'],
    ['a file that does not parse', 'electron/main/a.ts', 'import { from;'],
  ])('%s', (_what, file, text) => {
    plant(file, `export {};\n${text}`);
    const refused = checkLayers(root);
    expect(refused.length).toBeGreaterThan(0);
    for (const { file: named } of refused) expect(named).toBe(file);
  });

  it.each([
    ['DOM types', 'electron/engine', { lib: ['ES2024', 'DOM'] }],
    ['Electron types', 'electron/host', { types: ['electron'] }],
    ['Node types', 'renderer', { types: ['node'] }],
  ])('%s in %s', (_what, project, compilerOptions) => {
    plant(`${project}/tsconfig.json`, JSON.stringify({ compilerOptions }));
    expect(checkLayers(root)).toMatchObject([{ file: `${project}/tsconfig.json` }]);
  });

  it('names the line', () => {
    plant('renderer/a.ts', `import 'react';\n\nimport 'electron';`);
    expect(checkLayers(root)).toMatchObject([
      { file: 'renderer/a.ts', line: 3, message: expect.stringContaining('electron') },
    ]);
  });
});
