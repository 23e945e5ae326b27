/** What a chart over time shows, its figures and its words. Pure. */
import { RANGE_MS, type Range, type Series } from '../../../contract/health.ts';
import { formatFigure, NOTHING_MEASURED, type Unit } from './figures.ts';

export interface Line {
  label: string;
  /** One for each time; null where nothing was measured. */
  values: (number | null)[];
  /** A colour token. */
  color: string;
  dash?: number[];
  width?: number;
}

export interface ChartData {
  /** Start of each point, ms since the epoch. */
  at: number[];
  lines: Line[];
  unit: Unit;
  range: Range;
  bars?: boolean;
  /** Lines go on over points at which nothing was measured. */
  isJoined?: boolean;
  /** A dashed line across. */
  limit?: { label: string; value: number };
}

/** With colours apart, dashes keep lines apart for those who do not see the colours. */
const STROKES: { color: string; dash: number[] }[] = [
  { color: 'series-1', dash: [] },
  { color: 'series-2', dash: [7, 3] },
  { color: 'series-3', dash: [2, 2] },
  { color: 'series-4', dash: [9, 3, 2, 3] },
  { color: 'series-5', dash: [4, 4] },
];

export function strokeOf(index: number): { color: string; dash: number[] } {
  return STROKES[index % STROKES.length] ?? { color: 'series-1', dash: [] };
}

/** Median and 95th percentile of a latency, against its target. Between single requests lies nothing to be shown. */
export function latencyChart(series: Series, range: Range, target: number | null): ChartData {
  return {
    at: series.at,
    range,
    unit: 'seconds',
    isJoined: true,
    lines: [
      { label: 'p50', values: series.p50, color: 'series-3', dash: [4, 3], width: 1.5 },
      { label: 'p95', values: series.high, color: 'series-1', width: 2 },
    ],
    ...(target === null ? {} : { limit: { label: 'target', value: target } }),
  };
}

/** Several gauges of one unit: the mean of each point. Those that were never measured are left out. */
export function gaugesChart(
  gauges: readonly { label: string; series: Series }[],
  range: Range,
  unit: Unit,
): ChartData {
  const measured = gauges.filter(({ series }) => series.values.some((value) => value !== null));
  return {
    at: measured[0]?.series.at ?? [],
    range,
    unit,
    lines: measured.map(({ label, series }, index) => ({
      label,
      values: series.values,
      ...strokeOf(index),
      width: 2,
    })),
  };
}

export function hasFigures({ lines }: ChartData): boolean {
  return lines.some(({ values }) => values.some((value) => value !== null));
}

export function lastOf(values: readonly (number | null)[]): number | null {
  return values.findLast((value) => value !== null) ?? null;
}

/** For those who cannot see it. */
export function chartSummary(title: string, data: ChartData): string {
  if (!hasFigures(data)) return `${title}: ${NOTHING_MEASURED.toLowerCase()}`;
  const parts = data.lines.flatMap(({ label, values }) => {
    const known = values.filter((value) => value !== null);
    if (known.length === 0) return [];
    const [least, most, last] = [Math.min(...known), Math.max(...known), known.at(-1) ?? null];
    const words = (value: number | null) => formatFigure(value, data.unit);
    return [`${label} ${words(last)} last, between ${words(least)} and ${words(most)}`];
  });
  const limit = data.limit ? `; ${data.limit.label} ${formatFigure(data.limit.value, data.unit)}` : '';
  return `${title}: ${parts.join('; ')}${limit}`;
}

export interface FigureRow {
  at: number;
  values: (number | null)[];
}

/** Points at which anything was measured, newest first. */
export function figureRows({ at, lines }: ChartData): FigureRow[] {
  return at
    .map((time, point) => ({ at: time, values: lines.map(({ values }) => values[point] ?? null) }))
    .filter(({ values }) => values.some((value) => value !== null))
    .reverse();
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const dayAndClock = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});
const dayOfMonth = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

/** A point in time, as precise as the range needs it. */
export function pointText(at: number, range: Range): string {
  return (range === '15m' ? clock : dayAndClock).format(at);
}

/** A mark of the time axis. */
export function tickText(at: number, range: Range): string {
  return (range === '15m' || range === '24h' ? clock : dayOfMonth).format(at);
}

const MINUTE_S = 60;
const HOUR_S = 3_600;
const DAY_S = 86_400;
/** Distances that marks of the time axis may have, s. */
export const TICKS_S: Record<Range, number[]> = {
  '15m': [5 * MINUTE_S, 15 * MINUTE_S],
  '24h': [3 * HOUR_S, 6 * HOUR_S, 12 * HOUR_S],
  '7d': [DAY_S, 2 * DAY_S, 3 * DAY_S],
  '30d': [5 * DAY_S, 10 * DAY_S, 15 * DAY_S],
};

/** Ends of the time axis, s since the epoch: the whole range, up to the end of the last point. */
export function axisEnds({ at, range }: ChartData): [number, number] {
  const { span, step } = RANGE_MS[range];
  const end = (at.at(-1) ?? 0) + step;
  return [(end - span) / 1_000, end / 1_000];
}
