import { expect, it } from 'vitest';
import { NOW } from '../testing/services.ts';
import { alarmTimeSlots, dateSlot, daysOf, timeOfAlarm, whichTimer } from './slots.ts';

it.each([
  ['today', [0]],
  ['tomorrow', [1]],
  ['day_after_tomorrow', [2]],
  ['monday', [0, 7]],
  ['sunday', [6, 13]],
  ['12-24', [206, 571]],
  ['06-01', [0, 365]],
  ['05-31', [364]],
  ['02-29', []],
])('%s is so many days away', (date, days) => {
  expect(dateSlot.parse(date)).toBe(date);
  expect(daysOf(date, NOW)).toEqual(days);
});

it.each(['someday', '13-01', '1-1', ''])('"%s" is no date', (date) => {
  expect(dateSlot.safeParse(date).success).toBe(false);
});

it('reads which timer is meant', () => {
  expect(whichTimer.parse({ name: ' egg ', length: 'PT10M' })).toEqual({ name: 'egg', lengthMs: 600_000 });
  expect(whichTimer.parse({})).toEqual({});
});

it('reads when an alarm is to ring', () => {
  const slots = alarmTimeSlots.parse({ time: '07:15', part: 'morning', date: 'tomorrow' });
  expect(timeOfAlarm(slots, NOW)).toBe(new Date(2026, 5, 2, 7, 15).getTime());
  const over = alarmTimeSlots.parse({ time: '07:15', time_period: 'am', date: 'today' });
  expect(() => timeOfAlarm(over, NOW)).toThrow(expect.objectContaining({ code: 'action.slots' }));
  const never = alarmTimeSlots.parse({ time: '07:15', date: '02-30' });
  expect(() => timeOfAlarm(never, NOW)).toThrow('that time is over');
});
