/** The moment that is meant by "seven", "half past six in the evening", "tomorrow at eight". Pure. */

/** As the grammar tells it: 'am', 'pm' or '24h' where that was said or follows from the hour. */
export type Period = 'am' | 'pm' | '24h';
export type PartOfDay = 'morning' | 'afternoon' | 'evening' | 'night';

export interface SaidTime {
  hour: number;
  minute: number;
  /** Absent where the hour could be either of two. */
  period?: Period | undefined;
  /** "in the morning", "tonight": settles what the period leaves open. */
  part?: PartOfDay | undefined;
  /** Days that can be meant, from today; absent where none was said. */
  days?: readonly number[] | undefined;
  /** What settles an hour that could be either; without it, the next of the two counts. */
  sense?: Sense | undefined;
}

/** People are woken in the morning; at another day's "eight" they are up in the morning, at its "three" after noon. */
export type Sense = 'waking' | 'daytime';
/** Before it, "wake me up at two" ends a nap as well as a night. */
const WAKING_FROM_HOUR = 4;
const DAYTIME_FROM_HOUR = 5;

/**
 * The next time that fits. Where the hour could be either and no sense settles it, that is the next in the 12-hour
 * sense; on a day that was said, the first of the two that is still to come.
 *
 * @param now ms since the epoch; so is what it returns. Null where that time of that day is over.
 */
export function alarmTime(said: SaidTime, now: number): number | null {
  const next = timesOf(said, now).filter((time) => time > now);
  return next.sort((a, b) => a - b)[0] ?? null;
}

/** All that can be meant, also what is over. */
export function timesOf(said: SaidTime, now: number): number[] {
  // A night goes on past midnight: "tonight at one" is tomorrow by the calendar.
  return (said.days ?? [0, 1]).flatMap((day) =>
    hoursOf(said).map(({ hour, later }) => timeOn(day + later, hour, said, now)),
  );
}

/** Of day after day, where there is no next one to prefer. */
export function hourOfSeries(said: SaidTime): number {
  const [first] = hoursOf(said);
  return first?.hour ?? said.hour;
}

function hoursOf({ hour, period, part, days, sense }: SaidTime): { hour: number; later: number }[] {
  const am = { hour: hour % 12, later: 0 };
  const pm = { hour: (hour % 12) + 12, later: 0 };
  if (period === '24h') return [{ hour, later: 0 }];
  if (period === 'am') return [am];
  if (period === 'pm') return [pm];
  switch (part) {
    case 'morning':
      return [am];
    case 'afternoon':
    case 'evening':
      return [pm];
    case 'night':
      // "Nine at night" is before midnight, "two at night" after it.
      if (am.hour >= 5) return [pm];
      return [{ ...am, later: days === undefined ? 0 : 1 }];
    default:
      if (sense === 'waking' && am.hour >= WAKING_FROM_HOUR) return [am];
      if (sense === 'daytime') return am.hour >= DAYTIME_FROM_HOUR ? [am] : [pm];
      return [am, pm];
  }
}

function timeOn(inDays: number, hour: number, { minute }: SaidTime, now: number): number {
  const day = new Date(now);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + inDays, hour, minute).getTime();
}
