import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HarkError } from '../../../contract/failures.ts';
import { DEFAULT_TARGETS } from '../../../contract/health.ts';
import type { ModelStatus } from '../../../contract/models.ts';
import {
  SELF_TEST_DOCUMENT,
  type SelfTestCheck,
  type SelfTestSnapshot,
  type SelfTestTrouble,
  selfTestSnapshotSchema,
} from '../../../contract/selfTest.ts';
import { createLog } from '../log/log.ts';
import { SELF_TEST_LOOK_MS, SelfTest, type SelfTestAsk } from './selfTest.ts';
import { SELF_TEST_INTERVAL_MS, SELF_TEST_SETTLED_MS } from './selfTestSchedule.ts';
import { GOOD_CHECK } from './testing/selfTestCheck.ts';

const BAD: SelfTestCheck = { ...GOOD_CHECK, ok: false, found: 'nothing', latencyMs: null, score: 0.1 };

let documents: Map<string, unknown>;
let told: SelfTestSnapshot[];
let asked: SelfTestAsk[];
let answer: () => Promise<SelfTestCheck[]>;
let modelsKnown: Promise<ModelStatus[]> | ModelStatus[];
let isDaily: boolean;
let isBusy: boolean;
const gauge = { set: vi.fn<(value: number) => void>() };
const foundByItself = vi.fn<(trouble: SelfTestTrouble) => void>();
let selfTest: SelfTest;
const log = createLog(
  () => undefined,
  (text) => text,
);

function open(): SelfTest {
  return new SelfTest({
    documents: {
      read: (name) => documents.get(name),
      write: (name, value) => void documents.set(name, JSON.parse(JSON.stringify(value))),
    },
    perform: (ask) => {
      asked.push(ask);
      return answer();
    },
    targets: () => DEFAULT_TARGETS,
    isDaily: () => isDaily,
    models: async () => modelsKnown,
    providers: () => ({}),
    isBusy: () => isBusy,
    gauge,
    changed: (snapshot) => told.push(selfTestSnapshotSchema.parse(snapshot)),
    foundByItself,
    now: () => Date.now(),
    ticks: () => performance.now(),
    log,
  });
}

beforeEach(() => {
  vi.useFakeTimers({ now: 1_700_000_000_000 });
  documents = new Map();
  told = [];
  asked = [];
  answer = async () => [GOOD_CHECK];
  modelsKnown = [{ name: 'alexa', sha256: 'a' } as ModelStatus];
  isDaily = true;
  isBusy = false;
  gauge.set.mockClear();
  foundByItself.mockClear();
  selfTest = open();
});
afterEach(() => {
  selfTest.close();
  vi.useRealTimers();
});
const settle = () => vi.advanceTimersByTimeAsync(0);

describe('on request', () => {
  it('tells that it runs and how it went, and keeps that beyond this run', async () => {
    selfTest.run();
    expect(told).toMatchObject([{ running: true, last: null, history: [] }]);
    await settle();
    expect(asked[0]?.limits).toEqual({ wake: 500, command: 500, speaker: 1_000 });
    expect(told.at(-1)).toMatchObject({
      running: false,
      last: { ok: true, trigger: 'manual', checks: [GOOD_CHECK], failure: null },
      history: [{ ok: true, failed: 0, drifted: 0 }],
    });
    expect(gauge.set).toHaveBeenCalledExactlyOnceWith(1);
    expect(open().snapshot()).toEqual(selfTest.snapshot());
  });

  it('is refused while one runs', async () => {
    selfTest.run();
    expect(() => selfTest.run()).toThrow(expect.objectContaining({ code: 'trial.busy' }));
    await settle();
    expect(() => selfTest.run()).not.toThrow();
    await settle();
    expect(asked).toHaveLength(2);
  });

  it('is held against the first that passed', async () => {
    answer = async () => [BAD];
    selfTest.run();
    await settle();
    expect(gauge.set).toHaveBeenLastCalledWith(0);
    answer = async () => [GOOD_CHECK];
    selfTest.run();
    await settle();
    selfTest.run();
    await settle();
    expect(asked.map(({ baseline }) => baseline)).toEqual([{}, {}, { 'wake/alexa': 0.99 }]);
  });

  it('waits until it is known what computes, and is done without a baseline where that stays unknown', async () => {
    const { promise, resolve } = Promise.withResolvers<ModelStatus[]>();
    modelsKnown = promise;
    selfTest.run();
    await settle();
    expect(asked).toHaveLength(0);
    resolve([{ name: 'alexa', sha256: 'a' } as ModelStatus]);
    await settle();
    expect(asked).toHaveLength(1);
    modelsKnown = Promise.reject(new HarkError('engine.timeout', 'no engine told of them'));
    selfTest.run();
    await settle();
    expect(asked.at(-1)?.baseline).toEqual({});
    expect(selfTest.last?.ok).toBe(true);
  });

  it('says why it could not be done, and alarms nobody who asked for it', async () => {
    answer = () => Promise.reject(new HarkError('model.checksum', 'model alexa is damaged'));
    selfTest.run();
    await settle();
    expect(selfTest.last).toMatchObject({
      ok: false,
      checks: [],
      failure: { code: 'model.checksum', message: 'model alexa is damaged' },
    });
    expect(foundByItself).not.toHaveBeenCalled();
  });

  it('comes to nothing where Hark closes meanwhile', async () => {
    answer = () => Promise.reject(new HarkError('trial.failed', 'Hark is closing'));
    selfTest.run();
    selfTest.close();
    await settle();
    expect(documents.size).toBe(0);
    expect(told).toHaveLength(1);
  });
});

describe('daily', () => {
  beforeEach(() => selfTest.start());

  it('comes some minutes after the start, then every day', async () => {
    await vi.advanceTimersByTimeAsync(SELF_TEST_SETTLED_MS - 1);
    expect(asked).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(SELF_TEST_LOOK_MS);
    expect(asked).toHaveLength(1);
    expect(selfTest.last?.trigger).toBe('daily');
    const { nextAt, last } = selfTest.snapshot();
    expect(nextAt).toBe((last?.at ?? 0) + SELF_TEST_INTERVAL_MS);
    await vi.advanceTimersByTimeAsync(SELF_TEST_INTERVAL_MS - 2 * SELF_TEST_LOOK_MS);
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(4 * SELF_TEST_LOOK_MS);
    expect(asked).toHaveLength(2);
  });

  it('waits for a command to be over', async () => {
    isBusy = true;
    await vi.advanceTimersByTimeAsync(2 * SELF_TEST_SETTLED_MS);
    expect(asked).toHaveLength(0);
    isBusy = false;
    await vi.advanceTimersByTimeAsync(SELF_TEST_LOOK_MS);
    expect(asked).toHaveLength(1);
  });

  it('does not come where it is off, and says so', async () => {
    isDaily = false;
    selfTest.settingsChanged();
    expect(told.at(-1)?.nextAt).toBeNull();
    await vi.advanceTimersByTimeAsync(SELF_TEST_INTERVAL_MS);
    expect(asked).toHaveLength(0);
  });

  it('is not begun twice where it takes long', async () => {
    const { promise, resolve } = Promise.withResolvers<SelfTestCheck[]>();
    answer = () => promise;
    await vi.advanceTimersByTimeAsync(SELF_TEST_INTERVAL_MS);
    expect(asked).toHaveLength(1);
    expect(selfTest.snapshot().running).toBe(true);
    resolve([GOOD_CHECK]);
    await settle();
    expect(selfTest.snapshot().running).toBe(false);
  });

  it('alarms where it finds something wrong', async () => {
    answer = async () => [BAD];
    await vi.advanceTimersByTimeAsync(SELF_TEST_SETTLED_MS + SELF_TEST_LOOK_MS);
    expect(foundByItself).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ reason: '“Alexa” was not heard in the test recording.' }),
    );
  });
});

it('what is kept and is none of ours is left alone', () => {
  documents.set(SELF_TEST_DOCUMENT, { last: 'yes' });
  expect(open().snapshot()).toMatchObject({ last: null, history: [] });
});
