/** Slots that several actions of the clock take. */
import { z } from 'zod';
import type { Repeat } from '../../../../contract/actions.ts';
import { HarkError } from '../../../../contract/failures.ts';
import { durationSlot, timeSlot } from '../../../../contract/slots.ts';
import { daysBetween } from '../wording.ts';
import { alarmTime, hourOfSeries, type Sense } from './alarmTime.ts';
import { ORDERS, type Said } from './choose.ts';
import { daysOfRepeat, REPEATS, WEEKDAYS } from './repeat.ts';

/** Days from today of those that have a name of their own. */
const NEAR_DAYS: Readonly<Record<string, number>> = {
  yesterday: -1,
  today: 0,
  tomorrow: 1,
  day_after_tomorrow: 2,
};
const MONTH_DAY = /^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
/** From one 29 February to the next, over a century that has none. */
const LEAP_GAP_MAX_YEARS = 8;
/** Dates of a day of the year that can be meant: the next, and the one after it. */
const DATES_MEANT = 2;

/** A day as the grammar writes it: "today", "tomorrow", "day_after_tomorrow", "yesterday", a weekday, or "12-24". */
export const dateSlot = z
  .string()
  .refine((text) => Object.hasOwn(NEAR_DAYS, text) || isWeekday(text) || MONTH_DAY.test(text), 'is no date');

/** More words are no name but a sentence that was caught by mistake. */
const NAME_MAX_WORDS = 4;
const OF_THE_CLOCK = /\b(timers?|alarms?|stopwatch|seconds|minutes?|hours?)\b/i;

/** A name that a timer or alarm is given: "set a timer for five minutes and an alarm for seven" gives none. */
export const newNameSlot = z
  .string()
  .trim()
  .min(1)
  .refine(
    (name) => name.split(/\s+/).length <= NAME_MAX_WORDS && !OF_THE_CLOCK.test(name),
    'that is no name; say one thing at a time',
  );

/** What can be said of a timer to tell it from others. */
const timerSlots = {
  name: z.string().trim().min(1).optional(),
  length: durationSlot.optional(),
  order: z.enum(ORDERS).optional(),
};

/** Which timer is meant; all of it absent for "the timer". */
export const whichTimer = z
  .object(timerSlots)
  .transform(({ name, length, order }): Said => ({ name, lengthMs: length, order }));

/** By how much a timer is changed or to what, and which one it is. */
export const timerChange = z
  .object({ duration: durationSlot, ...timerSlots })
  .transform(({ duration, name, length, order }) => ({
    duration,
    which: { name, lengthMs: length, order } satisfies Said,
  }));

/** When an alarm is to ring. */
export const alarmSlots = {
  time: timeSlot,
  time_period: z.enum(['am', 'pm', '24h']).optional(),
  part: z.enum(['morning', 'afternoon', 'evening', 'night']).optional(),
  date: dateSlot.optional(),
  /** "Wake me up", which settles what the hour leaves open. */
  why: z.literal('wake').optional(),
};
const repeatSlot = z.string().refine((text) => REPEATS.includes(text), 'is no day that comes again');
/** "Every monday", "every monday and friday": one slot for each. */
export const repeatSlots = {
  repeat: repeatSlot.optional(),
  repeat2: repeatSlot.optional(),
  repeat3: repeatSlot.optional(),
};
export const alarmTimeSlots = z.object(alarmSlots);
export type AlarmTimeSlots = z.infer<typeof alarmTimeSlots>;
type RepeatSlots = z.infer<z.ZodObject<typeof repeatSlots>>;

/** @returns ms since the epoch @throws HarkError action.slots: that time of that day is over */
export function timeOfAlarm(said: AlarmTimeSlots, now: number): number {
  const { time, time_period, part, date } = said;
  const days = date === undefined ? undefined : daysOf(date, now);
  const at = alarmTime({ ...time, period: time_period, part, days, sense: senseOf(said, now) }, now);
  if (at === null) throw new HarkError('action.slots', 'that time is over');
  return at;
}

/** When it comes again; null for an alarm that rings once. */
export function repeatOf(said: AlarmTimeSlots & RepeatSlots): Repeat | null {
  const days = daysOfRepeat([said.repeat, said.repeat2, said.repeat3].filter((one) => one !== undefined));
  if (days.length === 0) return null;
  const { time, time_period, part, why } = said;
  const sense = why === 'wake' ? 'waking' : 'daytime';
  return { days, hour: hourOfSeries({ ...time, period: time_period, part, sense }), minute: time.minute };
}

/** Of today an hour can be either; a weekday is never today just because its morning is over. */
function senseOf({ why, date }: Pick<AlarmTimeSlots, 'why' | 'date'>, now: number): Sense | undefined {
  if (why === 'wake') return 'waking';
  if (date === undefined) return undefined;
  return isWeekday(date) || daysOf(date, now)[0] !== 0 ? 'daytime' : undefined;
}

/**
 * Days from today that a date can be: a weekday is today's or next week's, a day of the year the next two that there
 * are. Empty for one that no year has.
 */
export function daysOf(date: string, now: number): number[] {
  const near = NEAR_DAYS[date];
  if (near !== undefined) return [near];
  const weekday = WEEKDAYS.indexOf(date);
  if (weekday >= 0) {
    const days = (weekday - new Date(now).getDay() + 7) % 7;
    return [days, days + 7];
  }
  const [month = 1, day = 1] = date.split('-').map(Number);
  const year = new Date(now).getFullYear();
  return Array.from({ length: LEAP_GAP_MAX_YEARS + 1 }, (_, i) => new Date(year + i, month - 1, day, 12))
    .filter((time) => time.getDate() === day)
    .map((time) => daysBetween(now, time.getTime()))
    .filter((days) => days >= 0)
    .slice(0, DATES_MEANT);
}

function isWeekday(date: string): boolean {
  return WEEKDAYS.includes(date);
}
