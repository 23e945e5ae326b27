/** Timers and alarms in words. Pure. */
import type { ClockItem, MissedItem, Stopwatch } from '../../contract/actions.ts';
import { formatCountdown, formatMoment, formatOtherDay, formatSpan, formatTime } from './format.ts';

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

/** "Pasta", "10:00 timer", "Alarm". */
export function clockTitle({ kind, name, durationMs }: ClockItem): string {
  if (name !== null) return name;
  if (kind === 'alarm') return 'Alarm';
  return durationMs === null ? 'Timer' : `${formatCountdown(durationMs)} timer`;
}

/** When a timer rings. */
export function clockDetail(item: ClockItem, now: number): string {
  if (item.state === 'paused') return 'Paused';
  if (item.ringsAt === null) return '';
  return `at ${formatMoment(item.ringsAt, now)}`;
}

/** Hour and minute of an alarm. */
export function clockTime({ ringsAt }: ClockItem): string {
  return ringsAt === null ? '–' : formatMoment(ringsAt, ringsAt);
}

/** Day of an alarm that is not today's; empty for today. */
export function clockDay({ ringsAt }: ClockItem, now: number): string {
  return ringsAt === null ? '' : formatOtherDay(ringsAt, now);
}

/** What a ringing one says. */
export function ringingTitle({ kind, name }: ClockItem): string {
  const what = kind === 'timer' ? 'Time is up' : 'It is time';
  return name === null ? what : `${what}: ${name}`;
}

/** What else a ringing one tells. */
export function ringingDetail({ durationMs, ringsAt, late }: ClockItem): string {
  const parts = [
    durationMs === null ? '' : `Set for ${formatSpan(durationMs)}.`,
    ringsAt === null ? '' : `${late ? 'It was to ring at' : 'Ringing since'} ${formatTime(ringsAt)}.`,
    late ? 'It rings late: Hark was off, or the computer slept.' : '',
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

export function stopwatchMs({ runningSince, elapsedMs }: Stopwatch, now: number): number {
  return elapsedMs + (runningSince === null ? 0 : Math.max(0, now - runningSince));
}
