import { describe, expect, it } from 'vitest';
import type { ClockItem } from '../../contract/actions.ts';
import {
  alarmDay,
  clockTitle,
  daysLeft,
  leftMs,
  leftShare,
  removalText,
  repeatText,
  ringingDetail,
  seriesTime,
  stopwatchMs,
} from './clockView.ts';

function timer(change: Partial<ClockItem> = {}): ClockItem {
  return {
    id: '1',
    kind: 'timer',
    name: null,
    state: 'running',
    ringsAt: 10_000,
    remainingMs: null,
    durationMs: 8_000,
    ...change,
  };
}

it('counts what is left by the wall clock, never below nothing', () => {
  expect(leftMs(timer(), 4_000)).toBe(6_000);
  expect(leftShare(timer(), 4_000)).toBe(0.75);
  expect(leftMs(timer(), 11_000)).toBe(0);
});

it('stands still while it is paused', () => {
  const paused = timer({ state: 'paused', ringsAt: null, remainingMs: 2_000 });
  expect(leftMs(paused, 9_999_999)).toBe(2_000);
  expect(leftShare(paused, 9_999_999)).toBe(0.25);
});

it('has a share only of a length that was set, and of no more than all of it', () => {
  expect(leftShare(timer({ kind: 'alarm', durationMs: null }), 0)).toBeNull();
  expect(leftShare(timer({ ringsAt: 20_000 }), 0)).toBe(1);
});

it('is called by its name, else by what it is', () => {
  expect(clockTitle(timer({ name: 'pasta' }))).toBe('pasta');
  expect(clockTitle(timer())).toBe('0:08 timer');
  expect(clockTitle(timer({ kind: 'alarm', durationMs: null }))).toBe('Alarm');
});

it('tells days of a timer before its noun', () => {
  expect(clockTitle(timer({ durationMs: 2 * 86_400_000 }))).toBe('2 day timer');
  expect(clockTitle(timer({ durationMs: 86_400_000 + 7_200_000 }))).toBe('1 day 2 hour timer');
});

/** Monday 1 June 2026, 9:30. */
const NOW = new Date(2026, 5, 1, 9, 30).getTime();
const alarm = (change: Partial<ClockItem> = {}) =>
  timer({ kind: 'alarm', durationMs: null, ringsAt: new Date(2026, 5, 2, 7).getTime(), ...change });
const weekdays = { days: [1, 2, 3, 4, 5], hour: 7, minute: 0 };

describe('an alarm that comes again', () => {
  it.each([
    [[0, 1, 2, 3, 4, 5, 6], /^Every day$/],
    [[1, 2, 3, 4, 5], /^Every weekday$/],
    [[0, 6], /^Every weekend$/],
    [[5], /^Every \p{L}{4,}$/u],
    [[0, 1, 3], /^Every \p{L}+\.?, \p{L}+\.? and \p{L}+\.?$/u],
  ])('on days %o says so', (days, words) => {
    expect(repeatText({ days, hour: 7, minute: 0 })).toMatch(words);
  });

  it('is deleted with all its days, which its button says', () => {
    const time = seriesTime(weekdays);
    expect(removalText(alarm({ repeat: weekdays }))).toBe(`Delete every weekday ${time}`);
    expect(removalText(alarm({ repeat: weekdays, name: 'pill' }))).toBe(
      `Delete “pill”, every weekday ${time}`,
    );
    expect(removalText(alarm())).toBe('Cancel “Alarm”');
  });

  it('tells its own time where it was snoozed to another', () => {
    expect(alarmDay(alarm({ repeat: weekdays }), NOW)).toBe('Every weekday, next in');
    const snoozed = alarm({ repeat: weekdays, ringsAt: new Date(2026, 5, 1, 9, 39).getTime() });
    expect(alarmDay(snoozed, NOW)).toBe(`Every weekday ${seriesTime(weekdays)}, next in`);
  });

  it('says while it rings that it comes again', () => {
    const time = seriesTime(weekdays);
    expect(ringingDetail(alarm({ repeat: weekdays }))).toContain(`It comes again every weekday at ${time}.`);
    expect(ringingDetail(alarm())).not.toContain('again');
  });
});

it('tells when an alarm is, in days where it is far', () => {
  expect(alarmDay(alarm({ ringsAt: NOW + 60_000 }), NOW)).toBe('in');
  expect(alarmDay(alarm(), NOW)).toMatch(/^\p{L}+, in$/u);
  expect(daysLeft(alarm(), NOW)).toBeNull();
  expect(daysLeft(alarm({ ringsAt: new Date(2026, 5, 2, 10).getTime() }), NOW)).toBe('1 day');
  const christmas = alarm({ ringsAt: new Date(2026, 11, 24, 12).getTime() });
  expect(daysLeft(christmas, NOW)).toBe('206 days');
  expect(alarmDay(christmas, NOW)).toContain('24');
});

it('adds to a stopwatch only while it runs', () => {
  expect(stopwatchMs({ runningSince: null, elapsedMs: 500 }, 9_000)).toBe(500);
  expect(stopwatchMs({ runningSince: 4_000, elapsedMs: 500 }, 9_000)).toBe(5_500);
});
