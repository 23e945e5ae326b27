import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NOW } from '../testing/services.ts';
import { daysOfRepeat, nextOccurrence } from './repeat.ts';

/** Of June 2026, whose first day is a Monday. */
const at = (day: number, hour: number, minute = 0) => new Date(2026, 5, day, hour, minute).getTime();
const HOUR_MS = 3_600_000;

it.each([
  [['daily'], [0, 1, 2, 3, 4, 5, 6]],
  [['weekdays'], [1, 2, 3, 4, 5]],
  [['weekends'], [0, 6]],
  [
    ['friday', 'monday'],
    [1, 5],
  ],
  [
    ['monday', 'weekdays'],
    [1, 2, 3, 4, 5],
  ],
  [['someday'], []],
])('%o are days %o', (said, days) => expect(daysOfRepeat(said)).toEqual(days));

describe('the next time', () => {
  it.each<[string, string[], number, number, number]>([
    ['of every day is today', ['daily'], 10, 0, at(1, 10)],
    ['of every day is tomorrow where today is over', ['daily'], 9, 0, at(2, 9)],
    ['is never the moment itself', ['daily'], 9, 30, at(2, 9, 30)],
    ['of a weekday is on its day', ['wednesday'], 7, 0, at(3, 7)],
    ['of the day that it is comes in a week where it is over', ['monday'], 7, 0, at(8, 7)],
    ['of weekends is on Saturday', ['weekends'], 7, 15, at(6, 7, 15)],
  ])('%s', (_what, days, hour, minute, expected) => {
    expect(nextOccurrence({ days: daysOfRepeat(days), hour, minute }, NOW)).toBe(expected);
  });

  it('of working days leaves out the weekend', () => {
    const weekdays = { days: daysOfRepeat(['weekdays']), hour: 7, minute: 0 };
    expect(nextOccurrence(weekdays, at(5, 7))).toBe(at(8, 7));
  });
});

describe('over a change of summer time', () => {
  beforeEach(() => {
    vi.stubEnv('TZ', 'Europe/Berlin');
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });
  const daily = (hour: number, minute = 0) => ({ days: daysOfRepeat(['daily']), hour, minute });

  it.each([
    ['spring', 2, 28, 23],
    ['autumn', 9, 24, 25],
  ])('in %s, seven stays seven', (_season, month, day, hours) => {
    const before = new Date(2026, month, day, 7).getTime();
    const next = nextOccurrence(daily(7), before);
    expect(new Date(next).getHours()).toBe(7);
    expect((next - before) / HOUR_MS).toBe(hours);
  });

  it('comes an hour later where its time is left out, and at its time the day after', () => {
    const before = new Date(2026, 2, 28, 12).getTime();
    const next = nextOccurrence(daily(2, 30), before);
    expect(next).toBe(new Date(2026, 2, 29, 3, 30).getTime());
    expect(nextOccurrence(daily(2, 30), next)).toBe(new Date(2026, 2, 30, 2, 30).getTime());
  });

  it('comes once where its time is there twice', () => {
    const first = nextOccurrence(daily(2, 30), new Date(2026, 9, 24, 12).getTime());
    expect(new Date(first).getDate()).toBe(25);
    expect(new Date(nextOccurrence(daily(2, 30), first)).getDate()).toBe(26);
  });
});
