import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CALLS } from '../../../contract/channels.ts';
import { type HealthSnapshot, healthSnapshotSchema } from '../../../contract/health.ts';
import { DEFAULT_SETTINGS } from '../../../contract/settings.ts';
import { createLog } from '../log/log.ts';
import { Store } from '../store/store.ts';
import { anInteraction } from '../store/testing/interaction.ts';
import { Feed } from './feed.ts';
import { Health, type HealthOptions, LOOK_INTERVAL_MS } from './health.ts';
import { Registry } from './registry.ts';

const log = createLog(
  () => undefined,
  (text) => text,
);
let folder: string;
let store: Store;
let health: Health;
let feed: Feed;
let settings: typeof DEFAULT_SETTINGS;
let assistant: ReturnType<HealthOptions['assistant']>;
let told: HealthSnapshot[];
const broke = vi.fn();
const restartEngine = vi.fn();
const open = () => {
  store = new Store({
    folder,
    retentionDays: () => 7,
    historyChanged: () => undefined,
    notesChanged: () => undefined,
    noticed: () => undefined,
    now: () => Date.now(),
    log,
  });
  feed = new Feed({ registry: new Registry(), now: () => Date.now(), ticks: () => performance.now() });
  health = new Health({
    folder,
    feed,
    store,
    settings: () => settings,
    assistant: () => assistant,
    models: () => [],
    voices: () => 'none',
    selfTest: () => null,
    backups: () => ({ newestAt: undefined, failure: null, drill: null }),
    processes: () => [
      {
        pid: 1,
        type: 'Browser',
        cpu: { percentCPUUsage: 1 },
        memory: { workingSetSize: 100_000 },
      },
    ],
    engineName: 'hark-engine',
    machine: {
      times: () => ({ busy: 0, total: performance.now() }),
      memoryBytes: 1e9,
      cores: 2,
      availableBytes: () => 5e8,
    },
    // What goes to the window has to pass the parser that stands before it.
    changed: (snapshot) => told.push(healthSnapshotSchema.parse(snapshot)),
    broke,
    restartEngine,
    now: () => Date.now(),
    ticks: () => performance.now(),
    log,
  });
  health.start();
};
const pass = (ms: number) => vi.advanceTimersByTime(ms);
beforeEach(() => {
  vi.useFakeTimers({
    now: Date.UTC(2026, 10, 25, 12),
    toFake: ['Date', 'performance', 'setInterval', 'clearInterval'],
  });
  folder = mkdtempSync(join(tmpdir(), 'hark-health-'));
  settings = DEFAULT_SETTINGS;
  assistant = { state: 'listening', failure: null, microphone: 'live', engineRestarts: 0 };
  told = [];
  broke.mockClear();
  open();
  feed.engineReady(500);
});
afterEach(() => {
  health.close();
  store.close();
  vi.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});
const fail = (count: number) => {
  for (let index = 0; index < count; index += 1)
    feed.interaction(anInteraction({ id: `${index}`, outcome: 'failed' }));
};

describe('what the window asks', () => {
  it('is answered from the first moment on', () => {
    expect(CALLS['health.get'].result.parse(health.snapshot())).toMatchObject({ state: 'ok', alerts: [] });
    CALLS['health.series'].result.parse(
      health.series({ metric: 'hark_stage_seconds', labels: { stage: 'text' }, range: '24h' }),
    );
    CALLS['health.activity'].result.parse(health.activity('7d'));
    CALLS['health.traces'].result.parse(health.traces());
    expect(health.prometheus()).toContain('hark_uptime_seconds');
    expect(() => health.acknowledge('none')).toThrow(expect.objectContaining({ code: 'store.not_found' }));
    health.restartEngine();
    expect(restartEngine).toHaveBeenCalledOnce();
  });

  it('knows what was just measured', () => {
    fail(2);
    expect(health.activity('15m').total).toBe(2);
    expect(health.traces().last).toHaveLength(2);
    pass(LOOK_INTERVAL_MS);
    expect(health.snapshot().levels.find(({ id }) => id === 'errors')).toMatchObject({ count: 2, value: 1 });
  });
});

describe('the window is told', () => {
  it('every few seconds while it is seen', () => {
    health.seen(true);
    told.length = 0;
    pass(4 * LOOK_INTERVAL_MS);
    expect(told).toHaveLength(4);
    health.seen(false);
    told.length = 0;
    pass(10 * LOOK_INTERVAL_MS);
    expect(told).toHaveLength(0);
  });

  it('at once where something turned bad, seen or not', () => {
    pass(LOOK_INTERVAL_MS);
    told.length = 0;
    health.look();
    expect(told).toHaveLength(0);
    assistant = { ...assistant, microphone: 'missing' };
    health.look();
    health.look();
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ state: 'failed' });
  });
});

describe('an alert', () => {
  it('is raised, told of, kept across a restart and acknowledged', () => {
    fail(20);
    pass(60_000);
    expect(broke).toHaveBeenCalledOnce();
    const [alert] = health.snapshot().alerts;
    expect(alert).toMatchObject({ level: 'errors', state: 'broken', acknowledged: false });
    health.acknowledge(alert?.id ?? '');
    health.close();
    store.close();
    open();
    expect(health.snapshot().alerts).toEqual([{ ...alert, acknowledged: true }]);
    pass(60_000);
    expect(health.snapshot().alerts).toHaveLength(1);
    expect(broke).toHaveBeenCalledOnce();
  });

  it('follows a target that is changed', () => {
    fail(20);
    for (let index = 0; index < 80; index += 1) feed.interaction(anInteraction({ id: `a${index}` }));
    settings = {
      ...settings,
      health: { ...settings.health, targets: { ...settings.health.targets, errors: 0.5 } },
    };
    health.targetsChanged();
    expect(told.at(-1)?.levels.find(({ id }) => id === 'errors')).toMatchObject({ state: 'ok', target: 0.5 });
  });
});

it('what was measured outlives the run, the minute under way included', () => {
  fail(3);
  pass(90_000);
  fail(2);
  health.close();
  store.close();
  open();
  expect(health.activity('24h').total).toBe(5);
  expect(health.snapshot().levels.find(({ id }) => id === 'errors')).toMatchObject({ count: 5 });
});

it('a store that fails costs measurements, not Hark', () => {
  store.close();
  expect(() => pass(180_000)).not.toThrow();
  expect(health.snapshot().components.find(({ component }) => component === 'storage')?.state).toBe('failed');
});
