/** Every metric as Prometheus reads it: text format 0.0.4. */
import { BUCKETS_S, METRIC_NAMES, METRICS, type MetricName } from '../../../contract/health.ts';
import { Histogram, type Registry, type Series } from './registry.ts';

export function exposition(registry: Registry): string {
  return METRIC_NAMES.map((metric) => metricText(metric, registry.matching(metric))).join('');
}

/** A gauge that was never set is left out. */
function metricText(metric: MetricName, series: readonly Series[]): string {
  const { help, kind } = METRICS[metric];
  const lines = [`# HELP ${metric} ${help}`, `# TYPE ${metric} ${kind}`];
  for (const { name, labels, state } of series) {
    if (state instanceof Histogram) lines.push(...histogramLines(metric, labels, state));
    else if ('total' in state) lines.push(`${name} ${state.total}`);
    else if (state.value !== null) lines.push(`${name} ${state.value}`);
  }
  return `${lines.join('\n')}\n`;
}

function histogramLines(
  metric: MetricName,
  labels: Series['labels'],
  { counts, sum, count }: Histogram,
): string[] {
  const own = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  const braced = (more: string[]) =>
    own.length + more.length === 0 ? '' : `{${[...own, ...more].join(',')}}`;
  let cumulative = 0;
  const buckets = BUCKETS_S.map((bound, bucket) => {
    cumulative += counts[bucket] ?? 0;
    return `${metric}_bucket${braced([`le="${bound}"`])} ${cumulative}`;
  });
  return [
    ...buckets,
    `${metric}_bucket${braced(['le="+Inf"'])} ${count}`,
    `${metric}_sum${braced([])} ${sum}`,
    `${metric}_count${braced([])} ${count}`,
  ];
}
