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
}

/**
 * The next time that fits. Where the hour could be either, that is the next in the 12-hour sense; on a day that was
 * said, the first of the two that is still to come.
 *
 * @param now ms since the epoch; so is what it returns. Null where that time of that day is over.
 */
export function alarmTime(said: SaidTime, now: number): number | null {
  const days = said.days ?? [0, 1];
  // A night goes on past midnight: "tonight at one" is tomorrow by the calendar.
  const times = days.flatMap((day) =>
    hoursOf(said).map(({ hour, later }) => timeOn(day + later, hour, said, now)),
  );
  const next = times.filter((time) => time > now).sort((a, b) => a - b);
  return next[0] ?? null;
}

function hoursOf({ hour, period, part, days }: SaidTime): { hour: number; later: number }[] {
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
      return [am, pm];
  }
}

function timeOn(inDays: number, hour: number, { minute }: SaidTime, now: number): number {
  const day = new Date(now);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + inDays, hour, minute).getTime();
}
