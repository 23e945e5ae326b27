import { describe, expect, it } from 'vitest';
import { activitySchema, type Range } from '../../../contract/health.ts';
import type { MetricRow } from '../store/metrics.ts';
import { type ActivityInput, activityOf, TREND_MIN } from './activity.ts';
import { Registry } from './registry.ts';
import type { Rolled } from './rolled.ts';

const DAY_MS = 86_400_000;
const registry = new Registry();
const FROM = new Date(2026, 10, 1, 0, 0).getTime();
const counter = (growth: number): Rolled => ({ kind: 'counter', growth });
const acted = (at: number, count: number): MetricRow => ({
  at,
  rolled: new Map([['hark_interactions_total{trigger="wake",outcome="acted"}', counter(count)]]),
});
const errors = (at: number, code: string, count: number): MetricRow => ({
  at,
  rolled: new Map([[`hark_errors_total{code="${code}"}`, counter(count)]]),
});
const activity = (rows: MetricRow[], given: Partial<ActivityInput> = {}, range: Range = '30d') =>
  activitySchema.parse(
    activityOf({
      range,
      rows,
      interactions: registry.matching('hark_interactions_total'),
      errors: registry.matching('hark_errors_total'),
      from: FROM,
      now: FROM + 30 * DAY_MS,
      firstAt: FROM,
      lastErrors: new Map(),
      examples: () => [],
      ...given,
    }),
  );

it('of nothing is nothing', () => {
  const none = activity([], { firstAt: null });
  expect(none).toMatchObject({ total: 0, perDay: 0, trend: null, peak: null, outcomes: [], errors: [] });
  expect(none.heat.flat().every((count) => count === 0)).toBe(true);
});

it('is told by weekday and hour of this machine', () => {
  const monday = new Date(2026, 10, 2, 8, 15).getTime();
  const { heat, peak } = activity([acted(monday, 2), acted(monday + 7 * DAY_MS, 3), acted(FROM, 1)]);
  expect(heat[1]?.[8]).toBe(5);
  expect(heat[0]?.[0]).toBe(1);
  expect(peak).toEqual({ day: 1, hour: 8, count: 5 });
});

describe('a rate', () => {
  it('is that of the days in which Hark ran', () => {
    expect(activity([acted(FROM, 60)]).perDay).toBe(2);
    expect(activity([acted(FROM + 28 * DAY_MS, 60)], { firstAt: FROM + 28 * DAY_MS }).perDay).toBe(30);
  });

  it('is not blown up from a first hour', () => {
    const now = FROM + 3_600_000;
    expect(activity([acted(FROM, 5)], { now }).perDay).toBe(5);
  });
});

describe('a trend', () => {
  it('holds the later half against the earlier', () => {
    expect(activity([acted(FROM, 10), acted(FROM + 20 * DAY_MS, 15)]).trend).toBeCloseTo(0.5);
  });

  it('is not told of a few, or of half a range', () => {
    expect(activity([acted(FROM, 1), acted(FROM + 20 * DAY_MS, TREND_MIN - 2)]).trend).toBeNull();
    expect(activity([acted(FROM + 20 * DAY_MS, 50)]).trend).toBeNull();
    const firstAt = FROM + 16 * DAY_MS;
    expect(activity([acted(firstAt, 50)], { firstAt }).trend).toBeNull();
  });
});

it('errors are told by code, the most frequent first, with when each was last', () => {
  const rows = [
    errors(FROM, 'internal', 1),
    errors(FROM + 1_000, 'engine.crashed', 2),
    errors(FROM + 2_000, 'internal', 3),
  ];
  expect(activity(rows).errors).toEqual([
    { code: 'internal', count: 4, lastAt: FROM + 2_000, examples: [] },
    { code: 'engine.crashed', count: 2, lastAt: FROM + 1_000, examples: [] },
  ]);
  const lastErrors = new Map([['internal', FROM + 2_345]]);
  expect(activity(rows, { lastErrors }).errors[0]?.lastAt).toBe(FROM + 2_345);
  const said = [{ at: FROM + 2_345, message: 'it broke' }];
  const examples = (code: string) => (code === 'internal' ? said : []);
  expect(activity(rows, { examples }).errors.map((error) => error.examples)).toEqual([said, []]);
});

it('outcomes are told, the most frequent first', () => {
  const failed: MetricRow = {
    at: FROM,
    rolled: new Map([['hark_interactions_total{trigger="typed",outcome="failed"}', counter(1)]]),
  };
  expect(activity([acted(FROM, 2), failed]).outcomes).toEqual([
    { outcome: 'acted', count: 2 },
    { outcome: 'failed', count: 1 },
  ]);
});
