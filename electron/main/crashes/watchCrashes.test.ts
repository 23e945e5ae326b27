import { expect, it } from 'vitest';
import { crashedProcess } from './watchCrashes.ts';

const WATCHED = ['hark-engine', 'hark-trial'];
const gone = { type: 'Utility', reason: 'crashed', exitCode: 11 };

it.each([
  ['the GPU', { ...gone, type: 'GPU', reason: 'oom' }, 'gpu'],
  ['a service of Chromium', { ...gone, serviceName: 'audio.mojom.AudioService' }, 'other'],
  ['one that ended as it should', { ...gone, reason: 'clean-exit' }, null],
  ['the engine, which the supervisor tells of', { ...gone, name: 'hark-engine' }, null],
  ['a trial, which may crash', { ...gone, serviceName: 'hark-trial', reason: 'killed' }, null],
] as const)('%s', (_what, process, expected) => {
  expect(crashedProcess(process, WATCHED)).toBe(expected);
});
