import { describe, expect, it } from 'vitest';
import {
  hasSlept,
  type ScheduleInput,
  SELF_TEST_APART_MS,
  SELF_TEST_INTERVAL_MS,
  SELF_TEST_SETTLED_MS,
  selfTestDueInMs,
} from './selfTestSchedule.ts';

const NOW = 1_700_000_000_000;
const LONG = 10 * SELF_TEST_INTERVAL_MS;
const dueInMs = (given: Partial<ScheduleInput>) =>
  selfTestDueInMs({
    isWanted: true,
    lastAt: null,
    awakeSinceTicks: 0,
    begunAtTicks: null,
    now: NOW,
    ticks: LONG,
    ...given,
  });

describe('the daily self-test', () => {
  it('comes some minutes after the start where there was none, and never where none is wanted', () => {
    expect(dueInMs({ ticks: 0 })).toBe(SELF_TEST_SETTLED_MS);
    expect(dueInMs({ ticks: SELF_TEST_SETTLED_MS })).toBe(0);
    expect(dueInMs({ isWanted: false })).toBeNull();
  });

  it('comes a day after the last one, also where that was in an earlier run', () => {
    expect(dueInMs({ lastAt: NOW - 1_000 })).toBe(SELF_TEST_INTERVAL_MS - 1_000);
    expect(dueInMs({ lastAt: NOW - SELF_TEST_INTERVAL_MS })).toBe(0);
    expect(dueInMs({ lastAt: NOW - 3 * SELF_TEST_INTERVAL_MS, ticks: 0 })).toBe(SELF_TEST_SETTLED_MS);
  });

  it('comes where the clock was set back before the last one, but not again and again', () => {
    expect(dueInMs({ lastAt: NOW + LONG })).toBe(0);
    expect(dueInMs({ lastAt: NOW + LONG, begunAtTicks: LONG - 1_000 })).toBe(SELF_TEST_APART_MS - 1_000);
    // A clock that jumps forth makes the last one old at once.
    expect(dueInMs({ lastAt: NOW - LONG, begunAtTicks: LONG - 1_000 })).toBe(SELF_TEST_APART_MS - 1_000);
  });

  it('leaves the machine alone for a while after it slept', () => {
    expect(dueInMs({ awakeSinceTicks: LONG - 1_000 })).toBe(SELF_TEST_SETTLED_MS - 1_000);
  });
});

it.each([
  ['a usual look', 30_000, 30_000, false],
  ['a busy machine', 75_000, 75_000, false],
  ['sleep, where the monotonic clock sleeps too', 8 * 3_600_000, 30_000, true],
  ['sleep, where it does not', 8 * 3_600_000, 8 * 3_600_000, true],
  ['a clock that is set back', -3_600_000, 30_000, false],
  ['a clock that is set forth', 3_600_000, 30_000, true],
])('%s', (_what, wallMs, ticksMs, slept) => {
  const before = { now: NOW, ticks: LONG };
  expect(hasSlept(before, { now: NOW + wallMs, ticks: LONG + ticksMs }, 30_000)).toBe(slept);
});
