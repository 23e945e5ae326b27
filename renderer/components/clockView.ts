/** Timers and alarms in words. Pure. */
import type { ClockItem, MissedItem, Repeat, Stopwatch } from '../../contract/actions.ts';
import {
  daysBetween,
  formatCountdown,
  formatMoment,
  formatOtherDay,
  formatSpan,
  formatTime,
} from './format.ts';

const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'long' });
/** Of several days: all seven names would not fit. */
const shortWeekday = new Intl.DateTimeFormat(undefined, { weekday: 'short' });
/** A Sunday, for the days of a series are counted from there. */
const A_SUNDAY = { year: 2023, month: 0, day: 1 };
const DAYS_A_WEEK = 7;
const WORKING_DAYS = '1,2,3,4,5';
const WEEKEND = '0,6';
const MS_PER_DAY = 86_400_000;

/** What is left of it, ms; not below 0. Null where nothing counts down: an alarm that is paused, say. */
export function leftMs(item: ClockItem, now: number): number | null {
  const left = item.state === 'paused' ? item.remainingMs : item.ringsAt === null ? null : item.ringsAt - now;
  return left === null ? null : Math.max(0, left);
}

/** Part of a timer that is left, 0..1; null for what was not set as a length of time. */
export function leftShare(item: ClockItem, now: number): number | null {
  const left = leftMs(item, now);
  if (left === null || item.durationMs === null || item.durationMs <= 0) return null;
  return Math.min(1, left / item.durationMs);
}

/** "Pasta", "10:00 timer", "2 day timer", "Alarm". */
export function clockTitle({ kind, name, durationMs }: ClockItem): string {
  if (name !== null) return name;
  if (kind === 'alarm') return 'Alarm';
  if (durationMs === null) return 'Timer';
  // Before its noun a unit has no plural: "2 day 3 hour timer".
  const length =
    durationMs < MS_PER_DAY ? formatCountdown(durationMs) : formatSpan(durationMs).replace(/s\b/g, '');
  return `${length} timer`;
}

/** "Every day", "Every weekday", "Every Friday", "Every Mon, Wed and Fri". */
export function repeatText({ days }: Repeat): string {
  const [only = 0] = days;
  const sorted = days.toSorted((a, b) => a - b).join();
  if (days.length === DAYS_A_WEEK) return 'Every day';
  if (sorted === WORKING_DAYS) return 'Every weekday';
  if (sorted === WEEKEND) return 'Every weekend';
  if (days.length === 1) return `Every ${weekday.format(dayOfWeek(only))}`;
  // From Monday: "Sat and Sun", as a week is spoken of.
  const names = days
    .toSorted((a, b) => ((a + 6) % DAYS_A_WEEK) - ((b + 6) % DAYS_A_WEEK))
    .map((day) => shortWeekday.format(dayOfWeek(day)));
  return `Every ${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function dayOfWeek(day: number): Date {
  return new Date(A_SUNDAY.year, A_SUNDAY.month, A_SUNDAY.day + day);
}

/** What taking it away does: of one that comes again, that all its days go. */
export function removalText(item: ClockItem): string {
  const { repeat, name } = item;
  if (repeat === undefined) return `Cancel “${clockTitle(item)}”`;
  const series = `${lowered(repeatText(repeat))} ${seriesTime(repeat)}`;
  return `Delete ${name === null ? '' : `“${name}”, `}${series}`;
}

/** Of the series: one that was snoozed rings at another time. */
export function seriesTime({ hour, minute }: Repeat): string {
  const { year, month, day } = A_SUNDAY;
  const at = new Date(year, month, day, hour, minute).getTime();
  return formatMoment(at, at);
}

/** When a timer rings. */
export function clockDetail(item: ClockItem, now: number): string {
  if (item.state === 'paused') return 'Paused';
  if (item.ringsAt === null) return '';
  return `at ${formatMoment(item.ringsAt, now)}`;
}

/** When an alarm rings, beside its hour, up to the time that is left: "Friday, in", "Every weekday, next in", "in". */
export function alarmDay(item: ClockItem, now: number): string {
  const { ringsAt, repeat } = item;
  if (ringsAt === null) return '';
  if (repeat === undefined) {
    const day = formatOtherDay(ringsAt, now);
    return day === '' ? 'in' : `${day}, in`;
  }
  // One that was snoozed rings at another time than it comes again.
  const time = seriesTime(repeat) === clockTime(item) ? '' : ` ${seriesTime(repeat)}`;
  return `${repeatText(repeat)}${time}, next in`;
}

/** "3 days" where so many are left that seconds say nothing; null where they are to be counted. */
export function daysLeft({ ringsAt }: ClockItem, now: number): string | null {
  if (ringsAt === null || ringsAt - now < MS_PER_DAY) return null;
  const days = daysBetween(now, ringsAt);
  return `${days} day${days === 1 ? '' : 's'}`;
}

/** Hour and minute of an alarm. */
export function clockTime({ ringsAt }: ClockItem): string {
  return ringsAt === null ? '–' : formatMoment(ringsAt, ringsAt);
}

/** What a ringing one says. */
export function ringingTitle({ kind, name }: ClockItem): string {
  const what = kind === 'timer' ? 'Time is up' : 'It is time';
  return name === null ? what : `${what}: ${name}`;
}

/** What else a ringing one tells. */
export function ringingDetail({ durationMs, ringsAt, late, repeat }: ClockItem): string {
  const parts = [
    durationMs === null ? '' : `Set for ${formatSpan(durationMs)}.`,
    ringsAt === null ? '' : `${late ? 'It was to ring at' : 'Ringing since'} ${formatTime(ringsAt)}.`,
    late ? 'It rings late: Hark was off, or the computer slept.' : '',
    repeat === undefined ? '' : `It comes again ${lowered(repeatText(repeat))} at ${seriesTime(repeat)}.`,
  ];
  return parts.filter((part) => part !== '').join(' ');
}

/** "Missed: Pasta", "Missed alarm". */
export function missedTitle({ kind, name }: MissedItem): string {
  return name === null ? `Missed ${kind}` : `Missed: ${name}`;
}

/** When one that nobody heard rang, or should have. */
export function missedText({ at }: MissedItem, now: number): string {
  return `was to ring at ${formatMoment(at, now)}`;
}

function lowered(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

export function stopwatchMs({ runningSince, elapsedMs }: Stopwatch, now: number): number {
  return elapsedMs + (runningSince === null ? 0 : Math.max(0, now - runningSince));
}
