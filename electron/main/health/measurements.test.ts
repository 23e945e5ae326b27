import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RANGE_MS, RANGES, type SeriesQuery, seriesSchema } from '../../../contract/health.ts';
import { createLog } from '../log/log.ts';
import { Database } from '../store/database.ts';
import { MetricStore, MINUTE_MS } from '../store/metrics.ts';
import { Measurements } from './measurements.ts';
import { Registry } from './registry.ts';
import { Rollup } from './rollup.ts';

const START = Date.UTC(2026, 10, 25, 12, 0, 0);
const log = createLog(
  () => undefined,
  (text) => text,
);
let folder: string;
let database: Database;
let registry: Registry;
let rollup: Rollup;
let measurements: Measurements;
let now: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hark-measurements-'));
  now = START;
  database = new Database({ folder, now: () => now }, log);
  const store = new MetricStore(database);
  registry = new Registry();
  rollup = new Rollup({ registry, store, now: () => now, ticks: () => now, log });
  measurements = new Measurements({ registry, store, minute: () => rollup.minute, now: () => now });
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});
/** A minute ends, in which Hark ran. */
const minute = (count = 1) => {
  for (let gone = 0; gone < count; gone += 1) {
    registry.of('hark_uptime_seconds').set(1);
    now += MINUTE_MS;
    rollup.look();
  }
};
const series = (metric: SeriesQuery['metric'], given: Partial<SeriesQuery> = {}) =>
  seriesSchema.parse(measurements.series({ metric, labels: {}, range: '15m', ...given }));

describe('a series', () => {
  it.each(RANGES)('over %s has all its points, up to the one under way', (range) => {
    const { at, values, high, p50 } = series('hark_uptime_seconds', { range });
    const { span, step } = RANGE_MS[range];
    expect(at).toHaveLength(span / step);
    expect(at.at(-1)).toBeLessThanOrEqual(now);
    expect(at.at(-1)).toBeGreaterThan(now - step);
    expect(values).toHaveLength(at.length);
    expect(high).toHaveLength(at.length);
    expect(p50).toEqual([]);
  });

  it('of a counter is its growth: none where Hark ran, null where it did not', () => {
    const errors = registry.of('hark_errors_total', { code: 'internal' });
    minute();
    errors.add(3);
    registry.of('hark_errors_total', { code: 'engine.crashed' }).add();
    minute();
    errors.add(1);
    const all = series('hark_errors_total').values;
    expect(all.slice(0, -3).every((value) => value === null)).toBe(true);
    expect(all.slice(-3)).toEqual([0, 4, 1]);
    expect(series('hark_errors_total', { labels: { code: 'internal' } }).values.slice(-3)).toEqual([0, 3, 1]);
  });

  it('of a gauge is its mean and its largest value, of several the worst', () => {
    const main = registry.of('hark_process_cpu_ratio', { process: 'main' });
    main.set(0.1);
    main.set(0.3);
    registry.of('hark_process_cpu_ratio', { process: 'engine' }).set(0.25);
    const { values, high } = series('hark_process_cpu_ratio');
    expect(values.at(-1)).toBeCloseTo(0.25);
    expect(high.at(-1)).toBeCloseTo(0.3);
    const own = series('hark_process_cpu_ratio', { labels: { process: 'main' } });
    expect(own.values.at(-1)).toBeCloseTo(0.2);
  });

  it('of a histogram is how many values, and their quantiles', () => {
    for (let index = 0; index < 100; index += 1) registry.of('hark_wake_detection_seconds').observe(0.35);
    minute();
    const { values, high, p50, p99 } = series('hark_wake_detection_seconds');
    expect(values.slice(-2)).toEqual([100, null]);
    expect(p50.at(-2)).toBeCloseTo(0.35);
    expect(high.at(-2)).toBeCloseTo(0.395);
    expect(p99.at(-2)).toBeCloseTo(0.399);
  });

  it('tells the same over every range', () => {
    for (let index = 0; index < 20; index += 1) {
      registry.of('hark_frames_dropped_total').add(2);
      minute();
    }
    registry.of('hark_frames_dropped_total').add(2);
    for (const range of ['24h', '7d', '30d'] as const) {
      const { values } = series('hark_frames_dropped_total', { range });
      expect(values.reduce((sum: number, value) => sum + (value ?? 0), 0)).toBe(42);
    }
  });

  it('of labels that there are none of is empty', () => {
    registry.of('hark_uptime_seconds').set(1);
    const { values } = series('hark_errors_total', { labels: { code: 'Anna' } });
    expect(values.every((value) => value === null)).toBe(true);
  });
});

it('a day as service levels see it is what was stored', () => {
  registry.of('hark_app_cpu_ratio').set(0.5);
  registry.of('hark_wake_detection_seconds').observe(0.2);
  registry.of('hark_interactions_total', { trigger: 'wake', outcome: 'failed' }).add();
  registry.of('hark_interactions_total', { trigger: 'wake', outcome: 'acted' }).add(2);
  minute();
  now += 23 * 3_600_000;
  const { cpu, ended, failed, wake } = measurements.lastDay();
  expect({ cpu, ended, failed }).toEqual({ cpu: [0.5], ended: 3, failed: 1 });
  expect(wake.counts.reduce((sum, count) => sum + count, 0)).toBe(1);
  now += 2 * 3_600_000;
  expect(measurements.lastDay().ended).toBe(0);
});

it('activity has the minute under way', () => {
  const nothing = { lastErrors: new Map(), examples: () => [] };
  registry.of('hark_interactions_total', { trigger: 'push', outcome: 'acted' }).add();
  minute();
  registry.of('hark_interactions_total', { trigger: 'push', outcome: 'acted' }).add();
  for (const range of RANGES) expect(measurements.activity(range, nothing).total).toBe(2);
});
