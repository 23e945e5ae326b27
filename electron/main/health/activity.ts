/** How much Hark is used, and when; what fails. Pure. */
import { type Activity, RANGE_MS, type Range } from '../../../contract/health.ts';
import type { MetricRow } from '../store/metrics.ts';
import type { Series } from './registry.ts';
import type { Rolled } from './rolled.ts';

const DAY_MS = 86_400_000;
/** Interactions that a trend is told of, at least. */
export const TREND_MIN = 10;

export interface ActivityInput {
  range: Range;
  rows: readonly MetricRow[];
  interactions: readonly Series[];
  errors: readonly Series[];
  /** Begin of the range, ms since the epoch. */
  from: number;
  now: number;
  /** Begin of what is known within it; null for nothing. */
  firstAt: number | null;
  /** When failures happened last, where that is known better than by the rows. */
  lastErrors: ReadonlyMap<string, number>;
  /** What failures of this run said, newest first. */
  examples(code: string): Activity['errors'][number]['examples'];
}

export function activityOf(input: ActivityInput): Activity {
  const { range, rows, interactions, from, now, firstAt } = input;
  const heat = Array.from({ length: 7 }, () => new Array<number>(24).fill(0));
  const byOutcome = new Map<string, number>();
  const halves: [number, number] = [0, 0];
  const middle = from + RANGE_MS[range].span / 2;
  let total = 0;
  for (const { at, rolled } of rows) {
    for (const { name, labels } of interactions) {
      const count = growthOf(rolled.get(name));
      if (count === 0) continue;
      const outcome = labels['outcome'] ?? '';
      byOutcome.set(outcome, (byOutcome.get(outcome) ?? 0) + count);
      total += count;
      halves[at < middle ? 0 : 1] += count;
      const when = new Date(at);
      const hours = heat[when.getDay()];
      if (hours !== undefined) hours[when.getHours()] = (hours[when.getHours()] ?? 0) + count;
    }
  }
  const knownMs = now - Math.max(from, firstAt ?? from);
  const days = Math.max(knownMs, Math.min(RANGE_MS[range].span, DAY_MS)) / DAY_MS;
  const isWhole = firstAt !== null && firstAt < middle;
  return {
    range,
    total,
    perDay: total / days,
    trend: isWhole && halves[0] > 0 && total >= TREND_MIN ? halves[1] / halves[0] - 1 : null,
    heat,
    peak: peakOf(heat),
    outcomes: ([...byOutcome] as [Activity['outcomes'][number]['outcome'], number][])
      .map(([outcome, count]) => ({ outcome, count }))
      .sort((a, b) => b.count - a.count),
    errors: errorsOf(input),
  };
}

function errorsOf({ rows, errors, lastErrors, examples }: ActivityInput): Activity['errors'] {
  return errors
    .map(({ name, labels }) => {
      const code = labels['code'] as Activity['errors'][number]['code'];
      const grown = rows.filter(({ rolled }) => growthOf(rolled.get(name)) > 0);
      const count = grown.reduce((sum, { rolled }) => sum + growthOf(rolled.get(name)), 0);
      const lastAt = lastErrors.get(code) ?? grown.at(-1)?.at ?? 0;
      return { code, count, lastAt, examples: examples(code) };
    })
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || b.lastAt - a.lastAt);
}

function peakOf(heat: readonly (readonly number[])[]): Activity['peak'] {
  let peak: Activity['peak'] = null;
  for (const [day, hours] of heat.entries()) {
    for (const [hour, count] of hours.entries()) {
      if (count > (peak?.count ?? 0)) peak = { day, hour, count };
    }
  }
  return peak;
}

function growthOf(rolled: Rolled | undefined): number {
  return rolled?.kind === 'counter' ? Math.round(rolled.growth) : 0;
}
