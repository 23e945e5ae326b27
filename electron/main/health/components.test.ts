import { describe, expect, it } from 'vitest';
import { COMPONENTS, componentHealthSchema, type ServiceLevel } from '../../../contract/health.ts';
import type { ModelStatus } from '../../../contract/models.ts';
import type { SelfTestReport } from '../../../contract/selfTest.ts';
import {
  BACKUP_DUE_MS,
  BACKUP_OLD_MS,
  type ComponentInput,
  componentsOf,
  DISK_FULL_BYTES,
  DISK_LOW_BYTES,
  overall,
} from './components.ts';

const WELL: ComponentInput = {
  assistant: { state: 'listening', failure: null, microphone: 'live', engineRestarts: 0 },
  engineUpMs: 60_000,
  engineLostAgoMs: null,
  hopP50Ms: 8,
  isSample: false,
  models: [],
  words: new Set(['alexa']),
  failedRecognitions: 0,
  voices: 'told_apart',
  storeNotices: [],
  unwritable: false,
  freeBytes: 10 * DISK_LOW_BYTES,
  selfTest: { last: null, isDaily: true },
  backups: { enabled: true, newestAt: 5, failure: null, drill: null },
  upMs: BACKUP_DUE_MS,
  now: 5,
  levels: [],
};
const model = (given: Partial<ModelStatus>): ModelStatus => ({
  name: 'alexa',
  task: 'wake',
  version: '1',
  bytes: 1,
  sha256: '0'.repeat(64),
  licence: 'MIT',
  licenceNote: '',
  phrase: null,
  present: true,
  ok: true,
  ...given,
});
const level = (state: ServiceLevel['state']) => ({ id: 'errors', state }) as ServiceLevel;
const of = (component: (typeof COMPONENTS)[number], given: Partial<ComponentInput>) => {
  const found = componentsOf({ ...WELL, ...given }).find((one) => one.component === component);
  return componentHealthSchema.parse(found);
};
const report = (given: Partial<SelfTestReport>): ComponentInput['selfTest'] => ({
  last: { at: 1, trigger: 'daily', ok: true, tookMs: 1, checks: [], failure: null, ...given },
  isDaily: true,
});
const assistant = (given: Partial<ComponentInput['assistant']>) => ({
  assistant: { ...WELL.assistant, ...given },
});

it('all are told of, and well where nothing is wrong', () => {
  const components = componentsOf({ ...WELL, selfTest: report({}), levels: [level('ok')] });
  expect(components.map(({ component }) => component)).toEqual(COMPONENTS);
  for (const one of components) expect(one).toMatchObject({ state: 'ok', fix: null });
  expect(overall(components)).toBe('ok');
});

const BACKUPS = WELL.backups;
const DRILL = { at: 5, backup: 'one', ok: true, tables: 6, rows: 9, tookMs: 3, reason: null };

describe('in a sentence', () => {
  const failure = { code: 'engine.gave_up', message: 'the voice engine failed 3 times' } as const;
  const cases: [(typeof COMPONENTS)[number], string, Partial<ComponentInput>][] = [
    ['engine', 'failed', assistant({ state: 'degraded', failure })],
    ['engine', 'failed', assistant({ state: 'failed', failure: null })],
    ['engine', 'degraded', { engineUpMs: null }],
    ['engine', 'degraded', { hopP50Ms: 90 }],
    ['engine', 'degraded', { engineLostAgoMs: 1_000, ...assistant({ engineRestarts: 2 }) }],
    ['engine', 'ok', { engineLostAgoMs: 3_600_000 }],
    ['microphone', 'failed', assistant({ microphone: 'denied' })],
    ['microphone', 'failed', assistant({ microphone: 'missing' })],
    ['microphone', 'failed', assistant({ microphone: 'busy' })],
    ['microphone', 'failed', assistant({ microphone: 'failed' })],
    ['microphone', 'degraded', assistant({ microphone: 'muted' })],
    ['microphone', 'degraded', assistant({ state: 'starting' })],
    ['microphone', 'off', assistant({ microphone: 'off' })],
    ['microphone', 'off', assistant({ state: 'paused', microphone: 'denied' })],
    ['models', 'off', { models: null }],
    ['models', 'failed', { models: [model({ present: false, ok: false })] }],
    ['models', 'failed', { models: [model({ task: 'vad', ok: false })] }],
    ['models', 'degraded', { models: [model({ name: 'hey_jarvis', ok: false })] }],
    ['models', 'degraded', { models: [model({ task: 'speaker', ok: false })] }],
    ['recogniser', 'failed', { models: [model({ task: 'recogniser-decoder', ok: false })] }],
    ['recogniser', 'degraded', { failedRecognitions: 2 }],
    ['recogniser', 'ok', { failedRecognitions: 1 }],
    ['recogniser', 'off', { engineUpMs: null }],
    ['voices', 'off', { voices: 'none' }],
    ['voices', 'degraded', { voices: 'locked' }],
    ['voices', 'degraded', { voices: 'unavailable' }],
    [
      'storage',
      'failed',
      { storeNotices: [{ code: 'store.unwritable', message: 'Nothing can be stored.' }] },
    ],
    ['storage', 'degraded', { storeNotices: [{ code: 'store.damaged', message: 'It was set aside.' }] }],
    ['storage', 'failed', { unwritable: true }],
    ['storage', 'degraded', { freeBytes: DISK_LOW_BYTES - 1 }],
    ['storage', 'failed', { freeBytes: DISK_FULL_BYTES - 1 }],
    ['backups', 'off', { backups: { ...BACKUPS, enabled: false, newestAt: null } }],
    ['backups', 'ok', { now: 5 + BACKUP_OLD_MS }],
    ['backups', 'degraded', { now: 6 + BACKUP_OLD_MS }],
    ['backups', 'degraded', { backups: { ...BACKUPS, newestAt: null } }],
    ['backups', 'ok', { backups: { ...BACKUPS, newestAt: null }, upMs: BACKUP_DUE_MS - 1 }],
    ['backups', 'ok', { backups: { ...BACKUPS, newestAt: undefined } }],
    [
      'backups',
      'degraded',
      { backups: { ...BACKUPS, failure: { code: 'backup.failed', message: 'the disk is full' } } },
    ],
    [
      'backups',
      'degraded',
      { backups: { ...BACKUPS, drill: { ...DRILL, ok: false, reason: 'Notes differ.' } } },
    ],
    ['backups', 'ok', { backups: { ...BACKUPS, drill: DRILL } }],
    ['self_test', 'off', {}],
    ['self_test', 'off', { selfTest: { last: null, isDaily: false } }],
    ['self_test', 'ok', { selfTest: report({}) }],
    [
      'self_test',
      'failed',
      { selfTest: report({ ok: false, failure: { code: 'model.checksum', message: 'a model is damaged' } }) },
    ],
    ['service_levels', 'degraded', { levels: [level('broken'), level('ok')] }],
    ['service_levels', 'ok', { levels: [level('at_risk')] }],
    ['service_levels', 'off', { levels: [level('idle')] }],
  ];

  it.each(cases)('%s is %s', (component, state, given) => {
    const judged = of(component, given);
    expect(judged.state).toBe(state);
    for (const text of [judged.reason, ...(judged.fix === null ? [] : [judged.fix])]) {
      expect(text).toMatch(/^[A-Z].*\.$/);
    }
    if (state === 'failed') expect(judged.fix).not.toBeNull();
  });
});

it('as a whole is as bad as its worst part, and what is off is not bad', () => {
  expect(overall(componentsOf({ ...WELL, voices: 'none', levels: [] }))).toBe('ok');
  expect(overall(componentsOf({ ...WELL, voices: 'locked' }))).toBe('degraded');
  expect(overall(componentsOf({ ...WELL, voices: 'locked', unwritable: true }))).toBe('failed');
});
