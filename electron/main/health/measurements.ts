/** What was measured over a range: what is stored, and the minute under way. */
import {
  type Activity,
  METRICS,
  RANGE_MS,
  type Range,
  type Series,
  type SeriesQuery,
} from '../../../contract/health.ts';
import {
  type MetricRow,
  type MetricStore,
  QUARTER_MS,
  type Resolution,
  TWO_HOURS_MS,
} from '../store/metrics.ts';
import { type ActivityInput, activityOf } from './activity.ts';
import { type Measured, measuredOf } from './measured.ts';
import { bucketQuantile } from './quantiles.ts';
import type { Registry } from './registry.ts';
import { countOf, merge, mergeAll, type Rolled } from './rolled.ts';

const DAY_MS = 86_400_000;
/** Set as long as Hark runs: where it is not, nothing was measured. */
const PRESENCE = 'hark_uptime_seconds';

export interface MeasurementsOptions {
  registry: Registry;
  store: Pick<MetricStore, 'rows' | 'firstAt'>;
  /** Begin of the minute under way, ms since the epoch. */
  minute(): number;
  /** Wall clock, ms since the epoch. */
  now(): number;
}

export class Measurements {
  readonly #options: MeasurementsOptions;

  constructor(options: MeasurementsOptions) {
    this.#options = options;
  }

  /** @throws HarkError store.*; so do those below */
  series({ metric, labels, range }: SeriesQuery): Series {
    const { step } = RANGE_MS[range];
    const { first, points } = this.#window(range);
    const names = this.#options.registry.matching(metric, labels).map(({ name }) => name);
    const byPoint = Array.from({ length: points }, () => new Map<string, Rolled>());
    for (const { at, rolled } of this.#rows(range, [...names, PRESENCE])) {
      const point = byPoint[Math.floor((at - first) / step)];
      if (point !== undefined) mergeAll(point, rolled);
    }
    const { kind } = METRICS[metric];
    const shown = byPoint.map((measured) => pointOf(kind, names, measured));
    const isHistogram = kind === 'histogram';
    return {
      at: shown.map((_, index) => first + index * step),
      values: shown.map(({ value }) => value),
      high: shown.map(({ high }) => high),
      p50: isHistogram ? shown.map(({ p50 }) => p50) : [],
      p99: isHistogram ? shown.map(({ p99 }) => p99) : [],
    };
  }

  /** @param known what is known of failures of this run beside their number */
  activity(range: Range, known: Pick<ActivityInput, 'lastErrors' | 'examples'>): Activity {
    const { registry, store, now } = this.#options;
    const { first, resolution } = this.#window(range);
    const interactions = registry.matching('hark_interactions_total');
    const errors = registry.matching('hark_errors_total');
    const names = [...interactions, ...errors].map(({ name }) => name);
    return activityOf({
      range,
      // Hours of the day are told apart.
      rows: this.#rows(range, names, resolution === 'minute' ? 'minute' : 'quarter'),
      interactions,
      errors,
      from: first,
      now: now(),
      firstAt: store.firstAt(first),
      ...known,
    });
  }

  /** The last 24 h as service levels look at them, without the minute under way. */
  lastDay(): Measured {
    const { store, registry, now } = this.#options;
    const names = measuredNames(registry);
    return measuredOf(store.rows('minute', now() - DAY_MS, now() + 1, names));
  }

  /** The minute under way, as a row like others. */
  get running(): MetricRow {
    return { at: this.#options.minute(), rolled: this.#options.registry.since() };
  }

  /** @param by the coarsest that fits the points where absent */
  #rows(range: Range, names: readonly string[], by?: Resolution): MetricRow[] {
    const { first, before, resolution } = this.#window(range);
    const rows = this.#options.store.rows(by ?? resolution, first, before, names);
    const { at, rolled } = this.running;
    const wanted = new Set(names);
    const own = new Map([...rolled].filter(([name]) => wanted.has(name)));
    return at >= first && at < before ? [...rows, { at, rolled: own }] : rows;
  }

  #window(range: Range): { first: number; before: number; points: number; resolution: Resolution } {
    const { span, step } = RANGE_MS[range];
    const before = (Math.floor(this.#options.now() / step) + 1) * step;
    return {
      first: before - span,
      before,
      points: span / step,
      resolution: resolutionFor(step),
    };
  }
}

/** The coarsest whose stretches make up a point. */
function resolutionFor(step: number): Resolution {
  if (step % TWO_HOURS_MS === 0) return 'two_hours';
  return step % QUARTER_MS === 0 ? 'quarter' : 'minute';
}

function measuredNames(registry: Registry): string[] {
  return (
    [
      'hark_wake_detection_seconds',
      'hark_command_detection_seconds',
      'hark_voice_verification_seconds',
      'hark_interactions_total',
      'hark_app_cpu_ratio',
      'hark_app_memory_ratio',
    ] as const
  ).flatMap((metric) => registry.matching(metric).map(({ name }) => name));
}

interface Point {
  value: number | null;
  high: number | null;
  p50: number | null;
  p99: number | null;
}
const NOTHING: Point = { value: null, high: null, p50: null, p99: null };

/** Counters and histograms are added up; of gauges the worst is taken. */
function pointOf(
  kind: Rolled['kind'],
  names: readonly string[],
  measured: ReadonlyMap<string, Rolled>,
): Point {
  const found = names.map((name) => measured.get(name)).filter((one) => one !== undefined);
  const [one] = found;
  if (one === undefined) {
    const isNone = kind !== 'gauge' && names.length > 0 && measured.has(PRESENCE);
    return isNone ? { ...NOTHING, value: 0 } : NOTHING;
  }
  if (one.kind === 'gauge') {
    const gauges = found.filter((each) => each.kind === 'gauge');
    return {
      ...NOTHING,
      value: Math.max(...gauges.map(({ mean }) => mean)),
      high: Math.max(...gauges.map(({ max }) => max)),
    };
  }
  const all = found.reduce((sum, each) => merge(sum, each));
  if (all.kind === 'histogram') {
    return {
      value: countOf(all),
      high: bucketQuantile(all.counts, 0.95),
      p50: bucketQuantile(all.counts, 0.5),
      p99: bucketQuantile(all.counts, 0.99),
    };
  }
  return { ...NOTHING, value: all.kind === 'counter' ? all.growth : null };
}
