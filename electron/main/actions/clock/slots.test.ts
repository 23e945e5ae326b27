import { expect, it } from 'vitest';
import { z } from 'zod';
import { NOW } from '../testing/services.ts';
import {
  alarmSlots,
  alarmTimeSlots,
  dateSlot,
  daysOf,
  newNameSlot,
  repeatOf,
  repeatSlots,
  timeOfAlarm,
  whichTimer,
} from './slots.ts';

it.each([
  ['today', [0]],
  ['tomorrow', [1]],
  ['day_after_tomorrow', [2]],
  ['monday', [0, 7]],
  ['sunday', [6, 13]],
  ['12-24', [206, 571]],
  ['06-01', [0, 365]],
  ['05-31', [364, 730]],
  ['yesterday', [-1]],
  ['02-29', [638, 2_099]],
  ['02-30', []],
  ['day_before_yesterday', [-2]],
  ['2026-06-05', [4]],
  ['2026-01-05', [-147]],
  ['2028-02-29', [638]],
  ['2027-02-29', []],
  ['05', [4, 34]],
  ['01', [0, 30]],
  ['31', [60, 91]],
])('%s is so many days away', (date, days) => {
  expect(dateSlot.parse(date)).toBe(date);
  expect(daysOf(date, NOW)).toEqual(days);
});

it.each([
  ['monday', [-7, -14]],
  ['sunday', [-1, -8]],
  ['12-25', [-158, -523]],
  ['06-01', [-365, -730]],
  ['05', [-27, -57]],
  ['31', [-1, -62]],
  ['2026-06-05', [4]],
  ['yesterday', [-1]],
])('%s was so many days ago', (date, days) => {
  expect(daysOf(date, NOW, 'back')).toEqual(days);
});

it.each(['someday', '13-01', '1-1', '32', '00', '5', '26-06-05', '2026-05', ''])(
  '"%s" is no date',
  (date) => {
    expect(dateSlot.safeParse(date).success).toBe(false);
  },
);

it('reads which timer is meant', () => {
  expect(whichTimer.parse({ name: ' egg ', length: 'PT10M' })).toEqual({ name: 'egg', lengthMs: 600_000 });
  expect(whichTimer.parse({ order: 'first' })).toEqual({ order: 'first' });
  expect(whichTimer.parse({})).toEqual({});
  expect(whichTimer.safeParse({ order: 'fourth' }).success).toBe(false);
});

it('knows a name from a sentence that was caught by mistake', () => {
  expect(newNameSlot.parse(' rhubarb crumble ')).toBe('rhubarb crumble');
  for (const name of ['timer for five minutes and an', 'ten minute', 'one two three four five', ' ']) {
    expect(newNameSlot.safeParse(name).success).toBe(false);
  }
});

it.each<[string, Record<string, string>, number]>([
  ['waking, in the morning', { time: '07:00', why: 'wake' }, new Date(2026, 5, 2, 7).getTime()],
  ['on this weekday, not tonight', { time: '08:00', date: 'monday' }, new Date(2026, 5, 8, 8).getTime()],
  ['on this weekday, to come', { time: '10:00', date: 'monday' }, new Date(2026, 5, 1, 10).getTime()],
  ['today', { time: '08:00', date: 'today' }, new Date(2026, 5, 1, 20).getTime()],
  ['on the date of today', { time: '08:00', date: '06-01' }, new Date(2026, 5, 1, 20).getTime()],
  ['on another day', { time: '03:00', date: 'friday' }, new Date(2026, 5, 5, 15).getTime()],
  ['on a day of the month', { time: '08:00', date: '05' }, new Date(2026, 5, 5, 8).getTime()],
  ['in another year', { time: '08:00', date: '2028-01-05' }, new Date(2028, 0, 5, 8).getTime()],
])('reads when an alarm is to ring: %s', (_what, slots, expected) => {
  expect(timeOfAlarm(alarmTimeSlots.parse(slots), NOW)).toBe(expected);
});

it.each<[Record<string, string>, ReturnType<typeof repeatOf>]>([
  [{ time: '07:00' }, null],
  [
    { time: '07:00', repeat: 'daily' },
    { days: [0, 1, 2, 3, 4, 5, 6], hour: 7, minute: 0 },
  ],
  [
    { time: '07:30', repeat: 'weekdays', why: 'wake' },
    { days: [1, 2, 3, 4, 5], hour: 7, minute: 30 },
  ],
  [
    { time: '03:00', repeat: 'friday', repeat2: 'monday' },
    { days: [1, 5], hour: 15, minute: 0 },
  ],
  [
    { time: '21:00', time_period: 'pm', repeat: 'weekends' },
    { days: [0, 6], hour: 21, minute: 0 },
  ],
  [
    { time: '08:00', part: 'evening', repeat: 'daily' },
    { days: [0, 1, 2, 3, 4, 5, 6], hour: 20, minute: 0 },
  ],
])('reads when an alarm comes again: %o', (slots, expected) => {
  expect(repeatOf(z.object({ ...alarmSlots, ...repeatSlots }).parse(slots))).toEqual(expected);
});

it('reads when an alarm is to ring', () => {
  const slots = alarmTimeSlots.parse({ time: '07:15', part: 'morning', date: 'tomorrow' });
  expect(timeOfAlarm(slots, NOW)).toBe(new Date(2026, 5, 2, 7, 15).getTime());
  const over = alarmTimeSlots.parse({ time: '07:15', time_period: 'am', date: 'today' });
  expect(() => timeOfAlarm(over, NOW)).toThrow(expect.objectContaining({ code: 'action.slots' }));
  for (const date of ['2026-01-05', 'day_before_yesterday']) {
    const past = alarmTimeSlots.parse({ time: '07:15', date });
    expect(() => timeOfAlarm(past, NOW)).toThrow('that time is over');
  }
  const never = alarmTimeSlots.parse({ time: '07:15', date: '02-30' });
  expect(() => timeOfAlarm(never, NOW)).toThrow('that time is over');
});
