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
  day_before_yesterday: -2,
  yesterday: -1,
  today: 0,
  tomorrow: 1,
  day_after_tomorrow: 2,
};
/** "2026-12-24", "12-24", "24": what was not said is left open. */
const CALENDAR_DAY = /^(?:(?:(\d{4})-)?(0[1-9]|1[0-2])-)?(0[1-9]|[12]\d|3[01])$/;
/** From one 29 February to the next, over a century that has none. */
const LEAP_GAP_MAX_YEARS = 8;
/** No two months in a row lack their 31st: two of them are there among so many. */
const MONTHS_WITH_TWO = 5;
/** Dates of a day of the year or month that can be meant: the next, and the one after it. */
const DATES_MEANT = 2;
const NOON_HOUR = 12;

/**
 * A day as the grammar writes it: "today", "day_before_yesterday" and the like, a weekday, "2026-12-24", "12-24" where no
 * year was said, "24" where no month was.
 */
export const dateSlot = z
  .string()
  .refine(
    (text) => Object.hasOwn(NEAR_DAYS, text) || isWeekday(text) || CALENDAR_DAY.test(text),
    'is no date',
  );

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

/** Which of the days of a name are meant: those to come, or those that were. */
export type Direction = 'ahead' | 'back';

/**
 * Days from today that a date can be, the nearest first: a weekday is today's or next week's, a day of the year or of the
 * month the next two that there are; looking back, those before today. One that was said with its year is that one alone,
 * also where it is over. Empty for one that no calendar has.
 */
export function daysOf(date: string, now: number, direction: Direction = 'ahead'): number[] {
  const near = NEAR_DAYS[date];
  if (near !== undefined) return [near];
  const weekday = WEEKDAYS.indexOf(date);
  if (weekday >= 0) {
    const days = (weekday - new Date(now).getDay() + 7) % 7;
    return direction === 'ahead' ? [days, days + 7] : [days - 7, days - 14];
  }
  const [, year, month, dayText] = CALENDAR_DAY.exec(date) ?? [];
  const day = Number(dayText);
  const today = new Date(now);
  const noonOf = (ofYear: number, ofMonth: number) => new Date(ofYear, ofMonth, day, NOON_HOUR);
  const step = direction === 'ahead' ? 1 : -1;
  const found = (count: number, at: (i: number) => Date) =>
    Array.from({ length: count }, (_, i) => at(i * step))
      // The calendar makes 2 March of a 30 February.
      .filter((time) => time.getDate() === day)
      .map((time) => daysBetween(now, time.getTime()));
  if (year !== undefined) return found(1, () => noonOf(Number(year), Number(month) - 1));
  const all =
    month === undefined
      ? found(MONTHS_WITH_TWO, (i) => noonOf(today.getFullYear(), today.getMonth() + i))
      : found(LEAP_GAP_MAX_YEARS + 1, (i) => noonOf(today.getFullYear() + i, Number(month) - 1));
  return all.filter((days) => (direction === 'ahead' ? days >= 0 : days < 0)).slice(0, DATES_MEANT);
}

function isWeekday(date: string): boolean {
  return WEEKDAYS.includes(date);
}
