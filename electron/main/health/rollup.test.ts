import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HarkError } from '../../../contract/failures.ts';
import { METRICS_KEPT_DAYS } from '../../../contract/health.ts';
import { createLog } from '../log/log.ts';
import { Database } from '../store/database.ts';
import { MetricStore, MINUTE_MS, PRUNE_ROWS } from '../store/metrics.ts';
import { Registry } from './registry.ts';
import { PRUNE_EVERY_MS, Rollup, STEADY_MS } from './rollup.ts';

const START = Date.UTC(2026, 10, 25, 12, 0, 10);
const DAY_MS = 86_400_000;
const log = createLog(
  () => undefined,
  (text) => text,
);
const FRAMES = 'hark_frames_dropped_total';
const MINUTE = Math.floor(START / MINUTE_MS) * MINUTE_MS;

let folder: string;
let database: Database;
let store: MetricStore;
let now: number;
let ticks: number;
const openDatabase = () => {
  database = new Database({ folder, now: () => now }, log);
  store = new MetricStore(database);
};
const openRollup = (into: Pick<MetricStore, 'add' | 'prune'> = store) => {
  const registry = new Registry();
  const rollup = new Rollup({ registry, store: into, now: () => now, ticks: () => ticks, log });
  return { rollup, registry, dropped: registry.of(FRAMES) };
};
/** Time goes by as clocks have it, with a look every five seconds. */
const pass = (rollup: Rollup, ms: number) => {
  for (let gone = 0; gone < ms; gone += 5_000) {
    now += 5_000;
    ticks += 5_000;
    rollup.look();
  }
};
/** Growth of frames by minute from the start. */
const growth = (resolution: 'minute' | 'quarter' | 'two_hours' = 'minute') =>
  store.rows(resolution, 0, Number.MAX_SAFE_INTEGER / 2, [FRAMES]).flatMap(({ at, rolled }) => {
    const one = rolled.get(FRAMES);
    return one?.kind === 'counter' ? [[(at - MINUTE) / MINUTE_MS, one.growth]] : [];
  });
const rowsIn = (table: string) => Number(database.get(`SELECT count(*) AS rows FROM ${table}`)?.['rows']);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hark-rollup-'));
  now = START;
  ticks = 1_000;
  openDatabase();
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('minutes', () => {
  it('hold what was measured in them', () => {
    const { rollup, dropped } = openRollup();
    dropped.add(1);
    pass(rollup, MINUTE_MS);
    dropped.add(2);
    pass(rollup, 2 * MINUTE_MS);
    expect(growth()).toEqual([
      [0, 1],
      [1, 2],
    ]);
    expect(growth('quarter')).toEqual([[0, 3]]);
    expect(growth('two_hours')).toEqual([[0, 3]]);
  });

  it('in which nothing was measured take no row', () => {
    const { rollup } = openRollup();
    pass(rollup, 3 * MINUTE_MS);
    expect(rowsIn('metric_minutes')).toBe(0);
  });

  it('under way at the end are written, and added to when Hark is started again within them', () => {
    const first = openRollup();
    first.dropped.add(2);
    first.registry.of('hark_frames_queued').set(4);
    first.rollup.close();
    database.close();
    openDatabase();
    now += 20_000;
    const second = openRollup();
    second.dropped.add(5);
    second.registry.of('hark_frames_queued').set(1);
    second.rollup.close();
    expect(growth()).toEqual([[0, 7]]);
    const [row] = store.rows('minute', MINUTE, MINUTE + 1, ['hark_frames_queued']);
    expect(row?.rolled.get('hark_frames_queued')).toEqual({
      kind: 'gauge',
      count: 2,
      mean: 2.5,
      max: 4,
      last: 1,
    });
  });

  it('that were written are not written again after a crash', () => {
    const first = openRollup();
    first.dropped.add(2);
    pass(first.rollup, MINUTE_MS);
    first.dropped.add(9);
    // No end: what was not written is lost, and nothing else.
    database.close();
    openDatabase();
    const second = openRollup();
    second.dropped.add(1);
    pass(second.rollup, MINUTE_MS);
    expect(growth()).toEqual([
      [0, 2],
      [1, 1],
    ]);
  });
});

describe('clocks', () => {
  it('that jump ahead put what was measured into the minute it was measured in', () => {
    const { rollup, dropped } = openRollup();
    dropped.add(1);
    now += 10 * DAY_MS;
    pass(rollup, 5_000);
    dropped.add(2);
    rollup.close();
    expect(growth()).toEqual([
      [0, 1],
      [10 * 1_440, 2],
    ]);
  });

  it('that jump back add to minutes that were', () => {
    const { rollup, dropped } = openRollup();
    dropped.add(1);
    pass(rollup, 2 * MINUTE_MS);
    dropped.add(2);
    now -= 2 * MINUTE_MS;
    pass(rollup, 5_000);
    dropped.add(4);
    rollup.close();
    expect(growth()).toEqual([
      [0, 5],
      [2, 2],
    ]);
  });

  it('that went on while the machine slept leave a gap', () => {
    const { rollup, dropped } = openRollup();
    dropped.add(1);
    now += 8 * 3_600_000;
    rollup.look();
    dropped.add(1);
    rollup.close();
    expect(growth()).toEqual([
      [0, 1],
      [480, 1],
    ]);
  });
});

describe('what is old', () => {
  const aDayOf = (days: number) => {
    const { rollup, dropped } = openRollup();
    now += days * DAY_MS;
    rollup.look();
    dropped.add(1);
    rollup.close();
    now -= days * DAY_MS;
  };

  it('goes after its time, once the clock went evenly for a while', () => {
    aDayOf(-METRICS_KEPT_DAYS - 1);
    aDayOf(-METRICS_KEPT_DAYS + 1);
    const { rollup } = openRollup();
    pass(rollup, STEADY_MS - MINUTE_MS);
    expect(growth()).toHaveLength(2);
    pass(rollup, 3 * MINUTE_MS);
    expect(growth()).toHaveLength(1);
    expect(rowsIn('metric_quarters')).toBe(1);
    expect(rowsIn('metric_two_hours')).toBe(1);
  });

  it('stays where a clock is years ahead for a moment', () => {
    aDayOf(-1);
    const { rollup } = openRollup();
    now += 1_000 * DAY_MS;
    pass(rollup, STEADY_MS / 2);
    now -= 1_000 * DAY_MS;
    pass(rollup, STEADY_MS + 2 * MINUTE_MS);
    expect(growth()).toHaveLength(1);
  });

  it('goes where it is of a time that has not come', () => {
    aDayOf(400);
    const { rollup } = openRollup();
    pass(rollup, STEADY_MS + 2 * MINUTE_MS);
    expect(growth()).toEqual([]);
  });

  it('goes by the hour, or by the minute where there is much', () => {
    const prune = vi.fn(() => true);
    const { rollup } = openRollup({ add: () => undefined, prune });
    pass(rollup, STEADY_MS + 3 * MINUTE_MS);
    expect(prune.mock.calls.length).toBeGreaterThanOrEqual(3);
    prune.mockReturnValue(false);
    pass(rollup, MINUTE_MS);
    prune.mockClear();
    pass(rollup, PRUNE_EVERY_MS - 2 * MINUTE_MS);
    expect(prune).not.toHaveBeenCalled();
    pass(rollup, 3 * MINUTE_MS);
    expect(prune).toHaveBeenCalledOnce();
  });

  it('is a bounded number of rows at a time, and a bounded number in all', () => {
    const days = METRICS_KEPT_DAYS;
    database.run(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
       INSERT INTO metric_minutes SELECT ? - i, x'' FROM n`,
      days * 1_440 + 2 * PRUNE_ROWS,
      Math.floor(now / MINUTE_MS),
    );
    expect(store.prune(now)).toBe(true);
    expect(rowsIn('metric_minutes')).toBe(days * 1_440 + PRUNE_ROWS);
    while (store.prune(now));
    expect(rowsIn('metric_minutes')).toBe(days * 1_440);
  });
});

describe('a store that cannot be written', () => {
  it('costs nothing of what was measured once it can be', () => {
    let fails = true;
    const { rollup, dropped } = openRollup({
      add(at, measured) {
        if (fails) throw new HarkError('store.unwritable', 'the disk is full');
        store.add(at, measured);
      },
      prune: () => false,
    });
    dropped.add(1);
    pass(rollup, MINUTE_MS);
    expect(rollup.fails).toBe(true);
    dropped.add(2);
    pass(rollup, MINUTE_MS);
    fails = false;
    pass(rollup, MINUTE_MS);
    expect(rollup.fails).toBe(false);
    expect(growth().reduce((sum, [, count]) => sum + (count ?? 0), 0)).toBe(3);
  });

  it('does not keep Hark from closing', () => {
    const { rollup, dropped } = openRollup();
    dropped.add(1);
    database.close();
    expect(() => rollup.close()).not.toThrow();
  });
});

it('a series that there is none of any more is not asked for, and harms nothing', () => {
  store.add(now, new Map([['hark_gone_total', { kind: 'counter', growth: 1 }]]));
  store.add(now, new Map([[FRAMES, { kind: 'counter', growth: 2 }]]));
  expect(growth()).toEqual([[0, 2]]);
});
