/** Values as English that is read aloud as well as shown. */
import type { Repeat } from '../../../contract/actions.ts';

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;
const DAY_NAMES = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;
const MONTH_NAMES = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/** "1 hour", "3 eggs". */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`;
}

/** "a", "a and b", "a, b and c". */
export function listed(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * "3 minutes 20 seconds". Under a second in whole tenths: "0.5 seconds".
 *
 * @param parts units named at most, the largest ones; the rest is dropped
 */
export function lengthOf(ms: number, parts: number = UNITS.length): string {
  const named = partsOf(ms).slice(0, parts);
  if (named.length === 0) return counted(Math.round(ms / 100) / 10, 'second');
  return named.map(([count, unit]) => counted(count, unit)).join(' ');
}

/** "10 minute", "1 hour 30 minute": before the noun. */
export function lengthAdjective(ms: number): string {
  return partsOf(ms)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}

function partsOf(ms: number): [number, string][] {
  let left = Math.round(ms / 1_000) * 1_000;
  if (ms < 1_000) left = 0;
  return UNITS.flatMap(([unit, length]) => {
    const count = Math.floor(left / length);
    left -= count * length;
    return count > 0 ? [[count, unit] as [number, string]] : [];
  });
}

/** "3:05 PM", "noon", "midnight". @param at ms since the epoch */
export function clockTime(at: number): string {
  const time = new Date(at);
  const hour = time.getHours();
  if (time.getMinutes() === 0 && hour % 12 === 0) return hour === 0 ? 'midnight' : 'noon';
  return `${hour % 12 || 12}:${twoDigits(time)} ${hour < 12 ? 'AM' : 'PM'}`;
}

/** "7:15 tomorrow morning", "noon on Friday", "9:30 PM on June 24", of another year also that. @param at ms since the epoch */
export function moment(at: number, now: number): string {
  const time = new Date(at);
  const hour = time.getHours();
  const days = daysBetween(now, at);
  const isNamed = time.getMinutes() === 0 && hour % 12 === 0;
  if (days < 0 || days > 6) return `${clockTime(at)} on ${monthDay(at)}${yearUnless(at, now)}`;
  if (isNamed)
    return `${clockTime(at)} ${days === 0 ? 'today' : days === 1 ? 'tomorrow' : `on ${weekday(at)}`}`;
  const digits =
    time.getMinutes() === 0 ? `${hour % 12 || 12} o'clock` : `${hour % 12 || 12}:${twoDigits(time)}`;
  const part = partOfDay(hour);
  if (days === 0) return `${digits} ${part === 'night' ? 'tonight' : `this ${part}`}`;
  return `${digits} ${days === 1 ? 'tomorrow' : `on ${weekday(at)}`} ${part}`;
}

const EVERY_DAY = 7;
const WORKING_DAYS = '1,2,3,4,5';

/** "every day at 7:15 AM", "every weekday at noon", "every Monday and Friday at 6:00 PM". */
export function everyTime({ days, hour, minute }: Repeat): string {
  const at = clockTime(new Date(2000, 0, 1, hour, minute).getTime());
  if (days.length === EVERY_DAY) return `every day at ${at}`;
  if (days.join() === WORKING_DAYS) return `every weekday at ${at}`;
  return `every ${listed(days.map((day) => DAY_NAMES[day] ?? ''))} at ${at}`;
}

/** "Wednesday, June 24". */
export function date(at: number): string {
  return `${weekday(at)}, ${monthDay(at)}`;
}

export function year(at: number): number {
  return new Date(at).getFullYear();
}

/** "Wednesday, June 24", and its year where that is another than now's. @param days from today */
export function dateInDays(days: number, now: number): string {
  const at = new Date(now);
  at.setDate(at.getDate() + days);
  return `${date(at.getTime())}${yearUnless(at.getTime(), now)}`;
}

function yearUnless(at: number, now: number): string {
  return year(at) === year(now) ? '' : `, ${year(at)}`;
}

/** Calendar days from one to the other on this machine's clock, whatever the hours. */
export function daysBetween(from: number, to: number): number {
  return Math.round((noonOf(to) - noonOf(from)) / 86_400_000);
}

function noonOf(at: number): number {
  return new Date(at).setHours(12, 0, 0, 0);
}

function weekday(at: number): string {
  return DAY_NAMES[new Date(at).getDay()] ?? '';
}

function monthDay(at: number): string {
  const day = new Date(at);
  return `${MONTH_NAMES[day.getMonth()]} ${day.getDate()}`;
}

function partOfDay(hour: number): 'morning' | 'afternoon' | 'evening' | 'night' {
  if (hour < 12) return 'morning';
  if (hour < 17) return 'afternoon';
  return hour < 21 ? 'evening' : 'night';
}

function twoDigits(time: Date): string {
  return String(time.getMinutes()).padStart(2, '0');
}
