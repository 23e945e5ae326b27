/** Alarms that come again: on which days, and when next. Pure. */
import type { Repeat } from '../../../../contract/actions.ts';

const DAYS_A_WEEK = 7;
const NOON_HOUR = 12;

/** Names of days of the week as slots have them, from Sunday, as Date counts them. */
export const WEEKDAYS: readonly string[] = [
  'sunday',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
];

const SETS_OF_DAYS: Readonly<Record<string, readonly number[]>> = {
  daily: [0, 1, 2, 3, 4, 5, 6],
  weekdays: [1, 2, 3, 4, 5],
  weekends: [0, 6],
};

/** What a slot may say: a set of days, or one day of the week. */
export const REPEATS: readonly string[] = [...Object.keys(SETS_OF_DAYS), ...WEEKDAYS];

/** All days that are meant, each once, in the order of the week. */
export function daysOfRepeat(said: readonly string[]): number[] {
  const days = said.flatMap((one) => {
    const weekday = WEEKDAYS.indexOf(one);
    return SETS_OF_DAYS[one] ?? (weekday < 0 ? [] : [weekday]);
  });
  return [...new Set(days)].sort((a, b) => a - b);
}

/**
 * Its next time after a moment. Taken by the calendar, not by adding hours: over a change to or from summer time, seven
 * stays seven. A time of day that such a change leaves out comes an hour later on that day.
 *
 * @param after ms since the epoch; so is what it returns
 */
export function nextOccurrence({ days, hour, minute }: Repeat, after: number): number {
  const start = new Date(after);
  const on = (inDays: number, ofHour: number, ofMinute: number) =>
    new Date(start.getFullYear(), start.getMonth(), start.getDate() + inDays, ofHour, ofMinute);
  // Today may be over, so that the same day next week counts too.
  for (let inDays = 0; inDays <= DAYS_A_WEEK; inDays += 1) {
    const at = on(inDays, hour, minute).getTime();
    if (days.includes(on(inDays, NOON_HOUR, 0).getDay()) && at > after) return at;
  }
  // Only where a clock leaves out a whole day, as Samoa's did.
  return on(DAYS_A_WEEK + 1, hour, minute).getTime();
}

/** The last of its times up to a moment, from one that it has. @param from ms since the epoch; so are the others */
export function lastOccurrence(repeat: Repeat, from: number, until: number): number {
  let last = from;
  for (let next = nextOccurrence(repeat, last); next <= until; next = nextOccurrence(repeat, next))
    last = next;
  return last;
}
