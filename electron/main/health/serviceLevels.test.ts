import { describe, expect, it } from 'vitest';
import {
  BUCKETS_S,
  DEFAULT_TARGETS,
  SERVICE_LEVELS,
  type ServiceLevelId,
  serviceLevelSchema,
} from '../../../contract/health.ts';
import { type Measured, nothingMeasured } from './measured.ts';
import { emptyHistogram, type RolledHistogram } from './rolled.ts';
import { BAD_MINUTES_MIN, COUNT_MIN, MINUTES_MIN, MISSES_MIN, serviceLevels } from './serviceLevels.ts';

/** So many fast and so many slow values. */
function latencies(fast: number, slow: number, slowBound = 2): RolledHistogram {
  const histogram = emptyHistogram();
  histogram.counts[BUCKETS_S.indexOf(0.1)] = fast;
  histogram.counts[BUCKETS_S.indexOf(slowBound as never)] = slow;
  return histogram;
}
function levelOf(id: ServiceLevelId, given: Partial<Measured>, storageBytes: number | null = null) {
  const levels = serviceLevels({ ...nothingMeasured(), ...given }, storageBytes, DEFAULT_TARGETS);
  const level = levels.find((one) => one.id === id);
  if (level === undefined) throw new Error(`no level ${id}`);
  return serviceLevelSchema.parse(level);
}
const stateOf = (...given: Parameters<typeof levelOf>) => levelOf(...given).state;
const share = (many: number, value: number, bad: number, badValue: number) => [
  ...new Array<number>(many).fill(value),
  ...new Array<number>(bad).fill(badValue),
];

it('nothing measured is idle, and costs no budget', () => {
  const levels = serviceLevels(nothingMeasured(), null, DEFAULT_TARGETS);
  expect(levels.map(({ id }) => id)).toEqual(SERVICE_LEVELS);
  for (const level of levels) {
    expect(level).toMatchObject({ state: 'idle', value: null, count: 0, budget: { missed: 0 } });
  }
});

describe('a latency', () => {
  it('is well as long as its slow values are few', () => {
    const level = levelOf('wake_detection', { wake: latencies(980, 20) });
    expect(level).toMatchObject({ state: 'ok', count: 1_000, unit: 'seconds', target: 0.5 });
    expect(level.budget.missed).toBeCloseTo(0.02);
    expect(level.budget.left).toBeCloseTo(0.6);
    expect(level.value).toBe(level.p95);
    expect(level.p95).toBeLessThan(0.1);
    expect(level.p99).toBeGreaterThan(1.5);
  });

  it('is at risk once more than half of the budget is gone', () => {
    expect(stateOf('wake_detection', { wake: latencies(975, 25) })).toBe('ok');
    expect(stateOf('wake_detection', { wake: latencies(974, 26) })).toBe('at_risk');
  });

  it('is broken once all of it is', () => {
    expect(stateOf('command_detection', { command: latencies(950, 50) })).toBe('at_risk');
    const level = levelOf('command_detection', { command: latencies(949, 51) });
    expect(level).toMatchObject({ state: 'broken', budget: { left: 0 } });
  });

  it('is at risk where its 0.95 quantile comes near the target, though nothing misses it', () => {
    const near = emptyHistogram();
    near.counts[BUCKETS_S.indexOf(0.5)] = 100;
    const level = levelOf('wake_detection', { wake: near });
    expect(level.budget.missed).toBe(0);
    expect(level.p95).toBeCloseTo(0.495);
    expect(level.state).toBe('at_risk');
  });

  it('of a few values proves nothing', () => {
    expect(stateOf('voice_verification', { verification: latencies(0, COUNT_MIN - 1) })).toBe('ok');
    expect(stateOf('voice_verification', { verification: latencies(0, COUNT_MIN) })).toBe('broken');
    // One slow value of a few is more than the budget allows, and proves nothing either.
    const once = levelOf('wake_detection', { wake: latencies(14, MISSES_MIN - 1) });
    expect(once.budget.left).toBe(0);
    expect(once.state).not.toBe('broken');
  });
});

describe('errors', () => {
  it('are the share of interactions that failed', () => {
    expect(levelOf('errors', { ended: 1_000, failed: 4 })).toMatchObject({
      state: 'ok',
      value: 0.004,
      count: 1_000,
      p95: null,
      budget: { allowed: 0.01, missed: 0.004, left: 0.6 },
    });
    expect(stateOf('errors', { ended: 1_000, failed: 6 })).toBe('at_risk');
    expect(stateOf('errors', { ended: 1_000, failed: 11 })).toBe('broken');
  });

  it('break nothing one at a time', () => {
    expect(stateOf('errors', { ended: 30, failed: 1 })).toBe('ok');
    expect(stateOf('errors', { ended: 30, failed: 2 })).toBe('broken');
    expect(stateOf('errors', { ended: COUNT_MIN - 1, failed: COUNT_MIN - 1 })).toBe('ok');
  });
});

describe('minutes', () => {
  it('above the target may be one in a hundred', () => {
    const level = levelOf('cpu', { cpu: share(990, 0.1, 10, 0.9) });
    expect(level.budget).toMatchObject({ allowed: 0.01, missed: 0.01, left: 0 });
    expect(level.state).toBe('at_risk');
    expect(stateOf('cpu', { cpu: share(989, 0.1, 11, 0.9) })).toBe('broken');
    expect(stateOf('memory', { memory: share(1_000, 0.1, 5, 0.9) })).toBe('ok');
  });

  it('at the start, in which everything is loaded, break nothing', () => {
    expect(stateOf('cpu', { cpu: share(MINUTES_MIN, 0.1, BAD_MINUTES_MIN - 1, 1) })).not.toBe('broken');
    expect(stateOf('cpu', { cpu: share(MINUTES_MIN, 0.1, BAD_MINUTES_MIN, 1) })).toBe('broken');
    expect(stateOf('cpu', { cpu: share(0, 0, MINUTES_MIN - 1, 1) })).toBe('ok');
  });

  it('near the target put it at risk', () => {
    expect(stateOf('memory', { memory: share(100, 0.46, 0, 0) })).toBe('at_risk');
    expect(stateOf('memory', { memory: share(100, 0.44, 0, 0) })).toBe('ok');
  });
});

it('what is on disk counts as it is now', () => {
  const limit = DEFAULT_TARGETS.disk;
  expect(levelOf('disk', {}, limit / 2)).toMatchObject({
    state: 'ok',
    budget: { left: 0.5 },
    value: limit / 2,
  });
  expect(stateOf('disk', {}, 0.95 * limit)).toBe('at_risk');
  expect(levelOf('disk', {}, 2 * limit)).toMatchObject({ state: 'broken', budget: { left: 0, missed: 1 } });
});
