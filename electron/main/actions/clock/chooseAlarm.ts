/** Which alarm is meant by what was said of it. Pure. */
import { z } from 'zod';
import type { ClockItem } from '../../../../contract/actions.ts';
import { HarkError } from '../../../../contract/failures.ts';
import { timeSlot } from '../../../../contract/slots.ts';
import { counted, dateInDays, daysBetween, everyTime, listed, moment } from '../wording.ts';
import { inOrder, named, ORDERS } from './choose.ts';
import { daysOfRepeat, REPEATS } from './repeat.ts';
import { alarmSlots, daysOf } from './slots.ts';

/** "Recurring", of whatever days. */
const ANY_REPEAT = 'any';

/** What can be said of an alarm to tell it from others; nothing of it for "the alarm". */
export const whichAlarmSlots = {
  name: z.string().trim().min(1).optional(),
  time: timeSlot.optional(),
  time_period: alarmSlots.time_period,
  part: alarmSlots.part,
  date: alarmSlots.date,
  /** "The daily alarm". */
  series: z
    .string()
    .refine((text) => text === ANY_REPEAT || REPEATS.includes(text), 'is no day that comes again')
    .optional(),
  order: z.enum(ORDERS).optional(),
};
const whichAlarm = z.object(whichAlarmSlots);
export type SaidAlarm = z.infer<typeof whichAlarm>;

/**
 * The one that is meant; where nothing was said of it, the one that rings, or the only one.
 *
 * @param alarms the next to ring first
 * @throws HarkError action.failed: there is none, or several fit; its message asks for more
 */
export function theAlarm(alarms: readonly ClockItem[], said: SaidAlarm, now: number): ClockItem {
  if (alarms.length === 0) throw new HarkError('action.failed', 'no alarm is set');
  const fit = fittingAlarms(alarms, said, now);
  const [first, ...others] = fit;
  if (first === undefined) throw new HarkError('action.failed', `there is no ${saidAlarm(said, now)}`);
  if (others.length === 0) return first;
  const all = listed(fit.map((alarm) => alarmInWords(alarm, now)));
  throw new HarkError('action.failed', `there are ${counted(fit.length, 'alarm')}: ${all}. Say which one`);
}

/** "7:15 tomorrow morning", "every weekday at 7:00 AM", "gym at 7:15 tomorrow morning". */
export function alarmInWords({ name, ringsAt, repeat }: ClockItem, now: number): string {
  const when = repeat === undefined ? moment(ringsAt ?? now, now) : everyTime(repeat);
  if (name === null) return when;
  return repeat === undefined ? `${name} at ${when}` : `${name} ${when}`;
}

/** Of what was said alone: "alarm", "gym alarm", "7:15 AM alarm for tomorrow". */
export function saidAlarm(
  { name, time, time_period, part, date, series, order }: SaidAlarm,
  now: number,
): string {
  const words = [
    order ?? '',
    series === undefined ? '' : series === ANY_REPEAT ? 'repeating' : series.replace(/s$/, ''),
    name ?? '',
    time === undefined ? '' : `${time.hour % 12 || 12}:${String(time.minute).padStart(2, '0')}`,
    time_period === 'am' || time_period === 'pm' ? time_period.toUpperCase() : '',
    part ?? '',
    'alarm',
    date === undefined ? '' : `for ${dayInWords(date, now)}`,
  ];
  return words.filter((word) => word !== '').join(' ');
}

function dayInWords(date: string, now: number): string {
  const [days] = daysOf(date, now);
  if (days === undefined) return 'that day';
  if (days === 0 || days === 1) return days === 0 ? 'today' : 'tomorrow';
  return dateInDays(days, now);
}

function fittingAlarms(alarms: readonly ClockItem[], said: SaidAlarm, now: number): ClockItem[] {
  const { name, time, part, date, series, order } = said;
  const byName = name === undefined ? [...alarms] : named(alarms, name);
  const fit = byName.filter(
    (alarm) => fitsTime(alarm, said) && fitsDay(alarm, date, now) && fitsSeries(alarm, series),
  );
  if (order !== undefined) return inOrder(fit, order);
  const isOpen = [name, time, part, date, series].every((one) => one === undefined);
  const ringing = isOpen ? fit.filter(({ state }) => state === 'ringing').slice(0, 1) : [];
  return ringing.length > 0 ? ringing : fit;
}

/** An hour that could be either fits both. One that was snoozed is still known by its own time, where it comes again. */
function fitsTime({ ringsAt, repeat }: ClockItem, { time, time_period, part }: SaidAlarm): boolean {
  const rings = ringsAt === null ? null : new Date(ringsAt);
  const hour = repeat?.hour ?? rings?.getHours();
  const minute = repeat?.minute ?? rings?.getMinutes();
  if (hour === undefined || minute === undefined) return false;
  if (time !== undefined) {
    if (minute !== time.minute || hour % 12 !== time.hour % 12) return false;
    if (time_period !== undefined) return hour === time.hour;
  }
  if (part === undefined) return true;
  return part === 'morning' ? hour < 12 : hour >= 12 || (part === 'night' && hour < 5);
}

/** One that comes again is there on each of its days. */
function fitsDay({ ringsAt, repeat }: ClockItem, date: string | undefined, now: number): boolean {
  if (date === undefined) return true;
  if (ringsAt === null) return false;
  const days = daysOf(date, now);
  if (repeat === undefined) return days.includes(daysBetween(now, ringsAt));
  return days.some((day) => {
    const at = new Date(now);
    at.setDate(at.getDate() + day);
    return repeat.days.includes(at.getDay());
  });
}

function fitsSeries({ repeat }: ClockItem, series: string | undefined): boolean {
  if (series === undefined) return true;
  if (repeat === undefined) return false;
  return series === ANY_REPEAT || repeat.days.join() === daysOfRepeat([series]).join();
}
