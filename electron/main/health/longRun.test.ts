/** Days of what main is told of, by a clock that is wound on: nothing is lost, and what is kept stays small. */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FAILURE_CODES } from '../../../contract/failures.ts';
import { wake } from '../assistant/testing/rig.ts';
import { createLog } from '../log/log.ts';
import { Database } from '../store/database.ts';
import { HistoryStore } from '../store/history.ts';
import { MetricStore, MINUTE_MS } from '../store/metrics.ts';
import { anInteraction } from '../store/testing/interaction.ts';
import { exposition } from './exposition.ts';
import { Feed } from './feed.ts';
import { Registry } from './registry.ts';
import { Rollup } from './rollup.ts';
import { LAST_KEPT, SLOWEST_KEPT } from './traces.ts';

const START = Date.UTC(2026, 10, 25, 8);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const LOOK_MS = 5_000;
const EVERY_MS = 100_000;
const BEATS_PER_LOOK = 5;
/** Minutes of measurements and history of a busy hour together. */
const HOUR_MAX_BYTES = 220_000;
/** Measurements alone of one hour, which are kept for longer than history is here. */
const DAY_MAX_BYTES = 50_000;

const log = createLog(
  () => undefined,
  (text) => text,
);

let folder: string;
let database: Database;
let now: number;
let feed: Feed;
let rollup: Rollup;
let history: HistoryStore;
let metrics: MetricStore;
let told: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hark-long-'));
  now = START;
  told = 0;
  const registry = new Registry();
  const clocks = { now: () => now, ticks: () => now - START };
  database = new Database({ folder, now: () => now }, log);
  metrics = new MetricStore(database);
  history = new HistoryStore({
    database,
    retentionDays: () => 1,
    changed: () => undefined,
    now: () => now,
    log,
  });
  feed = new Feed({ registry, ...clocks });
  rollup = new Rollup({ registry, store: metrics, ...clocks, log });
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The engine beats, somebody asks for something now and then, and some of it fails. */
function live(ms: number): void {
  for (let gone = 0; gone < ms; gone += LOOK_MS) {
    now += LOOK_MS;
    for (let beat = 0; beat < BEATS_PER_LOOK; beat++) {
      const times = { hopP50Ms: 0.4, hopP99Ms: 2 };
      feed.beat({ type: 'heartbeat', hops: now, queuedFrames: 0, droppedFrames: 0, rssBytes: 4e8, ...times });
    }
    if (now % EVERY_MS === 0) ask();
    rollup.look();
  }
}

function ask(): void {
  told += 1;
  const id = `interaction ${told}`;
  feed.engineSays(wake(told));
  const durationMs = 100 + (told % 400);
  const stages = [{ stage: 'wake', state: 'done', startMs: 0, durationMs }] as const;
  const interaction = anInteraction({
    id,
    at: now,
    text: `remind me of number ${told}`,
    stages: [...stages],
  });
  feed.interaction(interaction);
  history.keep(interaction);
  const code = FAILURE_CODES[told % FAILURE_CODES.length] ?? 'internal';
  if (told % 3 === 0) feed.failed({ code, message: `number ${told} failed` });
}

/** Everything on disk, what is not merged into the file yet included. */
function bytes(): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

const inMemory = () => ({
  last: feed.traces.get(now).last.length,
  slowest: feed.traces.get(now).slowest.length,
  series: exposition(feed.registry).split('\n').length,
});
const keptItems = () => history.list({ search: '', before: null, limit: 1 }).total;

it('eight hours are all there, and take what eight hours take', () => {
  live(2 * HOUR_MS);
  const [after2, lines] = [bytes(), inMemory().series];
  live(6 * HOUR_MS);
  rollup.close();
  expect(told).toBe((8 * HOUR_MS) / EVERY_MS);
  expect(keptItems()).toBe(told);
  const name = 'hark_wakes_total{verdict="woke"}';
  const rows = metrics.rows('minute', START, now + MINUTE_MS, [name]);
  const counted = rows.map(({ rolled }) => {
    const one = rolled.get(name);
    return one?.kind === 'counter' ? one.growth : 0;
  });
  expect(counted.reduce((sum, growth) => sum + growth, 0)).toBe(told);
  expect(rows.length).toBeGreaterThanOrEqual(8 * 60);
  expect((bytes() - after2) / 6).toBeLessThan(HOUR_MAX_BYTES);
  expect(inMemory()).toEqual({ last: LAST_KEPT, slowest: SLOWEST_KEPT, series: lines });
  expect(feed.lastErrors.size).toBeLessThanOrEqual(FAILURE_CODES.length);
});

it('day after day takes no more than the days that are kept', async () => {
  const sizes: number[] = [];
  const items: number[] = [];
  for (let day = 0; day < 5; day++) {
    live(HOUR_MS);
    now = START + (day + 1) * DAY_MS;
    await history.sweep();
    sizes.push(bytes());
    items.push(keptItems());
  }
  const [, second = 0, , , last = 0] = sizes;
  expect(Math.max(...items)).toBeLessThanOrEqual(HOUR_MS / EVERY_MS);
  expect(last - second).toBeLessThan(3 * DAY_MAX_BYTES);
  expect(inMemory().last).toBeLessThanOrEqual(LAST_KEPT);
});
