/**
 * The one registry of measurements. A series (a metric with a value for each of its labels) is looked up once and kept
 * by whoever measures; observing allocates nothing. What a series grew since the last roll-up is kept beside its total.
 */

import { HarkError } from '../../../contract/failures.ts';
import {
  BUCKETS_S,
  type LabelsOf,
  METRIC_NAMES,
  METRICS,
  type MetricName,
} from '../../../contract/health.ts';
import { BUCKETS, type Rolled } from './rolled.ts';

export class Counter {
  total = 0;
  #since = 0;

  add(growth = 1): void {
    if (!(growth > 0 && growth < Number.POSITIVE_INFINITY)) return;
    this.total += growth;
    this.#since += growth;
  }

  get since(): Rolled | null {
    return this.#since === 0 ? null : { kind: 'counter', growth: this.#since };
  }

  settle(): void {
    this.#since = 0;
  }
}

export class Gauge {
  /** Null until it was set. */
  value: number | null = null;
  #count = 0;
  #sum = 0;
  #max = 0;

  set(value: number): void {
    if (!Number.isFinite(value)) return;
    this.value = value;
    this.#max = this.#count === 0 ? value : Math.max(this.#max, value);
    this.#count += 1;
    this.#sum += value;
  }

  /** It is not known any more. */
  forget(): void {
    this.value = null;
  }

  get since(): Rolled | null {
    if (this.#count === 0) return null;
    const mean = this.#sum / this.#count;
    return { kind: 'gauge', count: this.#count, mean, max: this.#max, last: this.value ?? mean };
  }

  settle(): void {
    this.#count = 0;
    this.#sum = 0;
  }
}

export class Histogram {
  readonly counts = new Float64Array(BUCKETS);
  readonly #settled = new Float64Array(BUCKETS);
  sum = 0;
  count = 0;
  #settledSum = 0;
  #settledCount = 0;

  /** @param seconds what is negative or no number is not counted */
  observe(seconds: number): void {
    if (!(seconds >= 0 && seconds < Number.POSITIVE_INFINITY)) return;
    let bucket = 0;
    while (bucket < BUCKETS_S.length && seconds > (BUCKETS_S[bucket] ?? 0)) bucket += 1;
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
    this.sum += seconds;
    this.count += 1;
  }

  get since(): Rolled | null {
    if (this.count === this.#settledCount) return null;
    return {
      kind: 'histogram',
      counts: Array.from(this.counts, (count, bucket) => count - (this.#settled[bucket] ?? 0)),
      sum: this.sum - this.#settledSum,
    };
  }

  settle(): void {
    this.#settled.set(this.counts);
    this.#settledSum = this.sum;
    this.#settledCount = this.count;
  }
}

interface Kinds {
  counter: Counter;
  gauge: Gauge;
  histogram: Histogram;
}
type SeriesOf<N extends MetricName> = Kinds[(typeof METRICS)[N]['kind']];
/** Labels are left out where a metric has none. */
type Given<N extends MetricName> = keyof LabelsOf<N> extends never ? [] : [labels: LabelsOf<N>];

export interface Series {
  metric: MetricName;
  /** As Prometheus writes it: hark_errors_total{code="internal"}. */
  name: string;
  labels: Readonly<Record<string, string>>;
  state: Counter | Gauge | Histogram;
}

export class Registry {
  readonly #series = new Map<string, Series>();

  constructor() {
    for (const metric of METRIC_NAMES) {
      for (const labels of combinations(METRICS[metric].labels)) {
        const name = seriesName(metric, labels);
        this.#series.set(name, { metric, name, labels, state: makeState(METRICS[metric].kind) });
      }
    }
  }

  /** @throws HarkError internal: there is no such series, whatever the types were told */
  of<N extends MetricName>(metric: N, ...[labels]: Given<N>): SeriesOf<N> {
    const found = this.#series.get(seriesName(metric, (labels ?? {}) as Record<string, string>));
    if (found === undefined) throw new HarkError('internal', `${metric} has no such labels`);
    return found.state as SeriesOf<N>;
  }

  /** All of a metric that have these labels. Labels that there are none of have no series. */
  matching(metric: MetricName, labels: Readonly<Record<string, string>> = {}): Series[] {
    return [...this.#series.values()].filter(
      (series) =>
        series.metric === metric &&
        Object.entries(labels).every(([label, value]) => series.labels[label] === value),
    );
  }

  get all(): Iterable<Series> {
    return this.#series.values();
  }

  /** What was measured since it was last settled, by the name of the series. */
  since(): Map<string, Rolled> {
    const found = new Map<string, Rolled>();
    for (const { name, state } of this.#series.values()) {
      const { since } = state;
      if (since !== null) found.set(name, since);
    }
    return found;
  }

  /** What `since` told is kept elsewhere now. */
  settle(): void {
    for (const { state } of this.#series.values()) state.settle();
  }
}

function makeState(kind: keyof Kinds): Counter | Gauge | Histogram {
  switch (kind) {
    case 'counter':
      return new Counter();
    case 'gauge':
      return new Gauge();
    case 'histogram':
      return new Histogram();
  }
}

/** In the order in which the contract names the labels. */
function seriesName(metric: MetricName, labels: Readonly<Record<string, string>>): string {
  const names = Object.keys(METRICS[metric].labels);
  if (names.length === 0) return metric;
  return `${metric}{${names.map((name) => `${name}="${labels[name]}"`).join(',')}}`;
}

function combinations(labels: Readonly<Record<string, readonly string[]>>): Record<string, string>[] {
  return Object.entries(labels).reduce<Record<string, string>[]>(
    (sofar, [label, values]) => sofar.flatMap((one) => values.map((value) => ({ ...one, [label]: value }))),
    [{}],
  );
}
