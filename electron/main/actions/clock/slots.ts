/** Slots that several actions of the clock take. */
import { z } from 'zod';
import { HarkError } from '../../../../contract/failures.ts';
import { durationSlot, timeSlot } from '../../../../contract/slots.ts';
import { daysBetween } from '../wording.ts';
import { alarmTime } from './alarmTime.ts';
import type { Said } from './choose.ts';

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const NEAR_DAYS = ['today', 'tomorrow', 'day_after_tomorrow'];
const MONTH_DAY = /^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

/** A day as the grammar writes it: "today", "tomorrow", "day_after_tomorrow", a weekday, or "12-24". */
export const dateSlot = z
  .string()
  .refine(
    (text) => NEAR_DAYS.includes(text) || WEEKDAYS.includes(text) || MONTH_DAY.test(text),
    'is no date',
  );

/** Which timer is meant; all of it absent for "the timer". */
export const whichTimer = z
  .object({ name: z.string().trim().min(1).optional(), length: durationSlot.optional() })
  .transform(({ name, length }): Said => ({ name, lengthMs: length }));

/** When an alarm is to ring. */
export const alarmSlots = {
  time: timeSlot,
  time_period: z.enum(['am', 'pm', '24h']).optional(),
  part: z.enum(['morning', 'afternoon', 'evening', 'night']).optional(),
  date: dateSlot.optional(),
};
export const alarmTimeSlots = z.object(alarmSlots);
export type AlarmTimeSlots = z.infer<typeof alarmTimeSlots>;

/** @returns ms since the epoch @throws HarkError action.slots: that time of that day is over */
export function timeOfAlarm({ time, time_period, part, date }: AlarmTimeSlots, now: number): number {
  const days = date === undefined ? undefined : daysOf(date, now);
  const at = alarmTime({ ...time, period: time_period, part, days }, now);
  if (at === null) throw new HarkError('action.slots', 'that time is over');
  return at;
}

/**
 * Days from today that a date can be: a weekday is today's or next week's, a day of the year this year's or next year's.
 * Empty for one that no year to come has.
 */
export function daysOf(date: string, now: number): number[] {
  const near = NEAR_DAYS.indexOf(date);
  if (near >= 0) return [near];
  const weekday = WEEKDAYS.indexOf(date);
  if (weekday >= 0) {
    const days = (weekday - new Date(now).getDay() + 7) % 7;
    return [days, days + 7];
  }
  const [month = 1, day = 1] = date.split('-').map(Number);
  const year = new Date(now).getFullYear();
  return [year, year + 1]
    .map((one) => new Date(one, month - 1, day, 12))
    .filter((time) => time.getDate() === day)
    .map((time) => daysBetween(now, time.getTime()))
    .filter((days) => days >= 0);
}
