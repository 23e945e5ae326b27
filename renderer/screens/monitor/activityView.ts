/** What was asked of Hark, when, and what came of it. Pure. */
import type { Activity, Range } from '../../../contract/health.ts';
import { countOf, formatPercent } from './figures.ts';

const HOURS = 24;
const DAYS_FROM_MONDAY = [1, 2, 3, 4, 5, 6, 0];
const LEVELS = 4;
/** A Sunday. */
const SUNDAY = new Date(2023, 0, 1);
const shortDay = new Intl.DateTimeFormat('en-GB', { weekday: 'short' });
const longDay = new Intl.DateTimeFormat('en-GB', { weekday: 'long' });

export const RANGE_LABELS: Record<Range, string> = {
  '15m': '15 min',
  '24h': '24 h',
  '7d': '7 d',
  '30d': '30 d',
};
/** As the end of a sentence. */
export const RANGE_WORDS: Record<Range, string> = {
  '15m': 'the last 15 minutes',
  '24h': 'the last 24 hours',
  '7d': 'the last seven days',
  '30d': 'the last 30 days',
};

export interface HeatCell {
  hour: number;
  count: number;
  /** 0 for none, 1..4 by how much of the most. */
  level: number;
}
export interface HeatRow {
  /** 0 is Sunday. */
  day: number;
  short: string;
  long: string;
  cells: HeatCell[];
}

/** From Monday to Sunday. */
export function heatRows(heat: Activity['heat']): HeatRow[] {
  const most = Math.max(0, ...heat.flat());
  return DAYS_FROM_MONDAY.map((day) => ({
    day,
    short: shortDay.format(dateOf(day)),
    long: longDay.format(dateOf(day)),
    cells: Array.from({ length: HOURS }, (_, hour) => {
      const count = heat[day]?.[hour] ?? 0;
      return { hour, count, level: count === 0 ? 0 : Math.ceil((count / most) * LEVELS) };
    }),
  }));
}

function dateOf(day: number): Date {
  return new Date(SUNDAY.getFullYear(), SUNDAY.getMonth(), SUNDAY.getDate() + day);
}

/** "18:00 to 19:00". */
export function hourSpan(hour: number): string {
  const clock = (of: number) => `${String(of % HOURS).padStart(2, '0')}:00`;
  return `${clock(hour)} to ${clock(hour + 1)}`;
}

export function peakText({ peak }: Pick<Activity, 'peak'>): string {
  if (!peak) return 'No peak yet';
  return `${longDay.format(dateOf(peak.day))}, ${hourSpan(peak.hour)} (${countOf(peak.count, 'request')})`;
}

/** Less is as many. */
const STEADY = 0.1;
const DOUBLED = 0.95;

/** Second half of the range against the first. */
export function trendText(trend: number | null): string {
  if (trend === null) return 'Too few to tell';
  if (Math.abs(trend) < STEADY) return 'Steady';
  if (trend >= DOUBLED) return `Rising: ${(trend + 1).toFixed(1)} times as many`;
  return trend > 0 ? `Rising: ${formatPercent(trend)} more` : `Falling: ${formatPercent(-trend)} fewer`;
}

export function perDayText(perDay: number): string {
  return perDay > 0 && perDay < 10 ? perDay.toFixed(1) : String(Math.round(perDay));
}

/** Those that happened, with their share. */
export function outcomeShares({ outcomes, total }: Pick<Activity, 'outcomes' | 'total'>) {
  return outcomes
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => b.count - a.count)
    .map(({ outcome, count }) => ({ outcome, count, share: total > 0 ? Math.min(1, count / total) : 0 }));
}
