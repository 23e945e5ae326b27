/** The sections of the monitor, and the series that each shows, named as Prometheus writes them. Pure. */
import {
  METRICS,
  type MetricName,
  PROCESSES,
  type Range,
  type Series,
  type SeriesQuery,
  STORAGE_KINDS,
} from '../../contract/health.ts';

interface Wanted {
  metric: MetricName;
  labels: Record<string, string>;
  /** Only how it stands now, whatever the range. */
  isNow?: boolean;
}

const all = (metric: MetricName): Wanted => ({ metric, labels: {} });
const now = (metric: MetricName, labels: Record<string, string> = {}): Wanted => ({
  metric,
  labels,
  isNow: true,
});

export const MONITOR_SECTIONS = ['now', 'speed', 'use', 'machine', 'upkeep', 'log'] as const;
export type MonitorSection = (typeof MONITOR_SECTIONS)[number];

export interface SectionNeeds {
  series: readonly Wanted[];
  activity: boolean;
  traces: boolean;
}
const NOTHING: SectionNeeds = { series: [], activity: false, traces: false };

/** What is fetched, and fetched again, while a section is on screen. */
export const SECTION_NEEDS: Record<MonitorSection, SectionNeeds> = {
  now: NOTHING,
  speed: {
    ...NOTHING,
    series: [
      all('hark_wake_detection_seconds'),
      all('hark_command_detection_seconds'),
      all('hark_voice_verification_seconds'),
    ],
    traces: true,
  },
  use: {
    ...NOTHING,
    series: [all('hark_interactions_total'), all('hark_errors_total')],
    activity: true,
  },
  machine: {
    ...NOTHING,
    series: [
      ...PROCESSES.map((process) => ({ metric: 'hark_process_cpu_ratio' as const, labels: { process } })),
      ...PROCESSES.map((process) => ({ metric: 'hark_process_memory_bytes' as const, labels: { process } })),
      all('hark_system_cpu_ratio'),
      all('hark_app_cpu_ratio'),
      all('hark_system_memory_ratio'),
      all('hark_app_memory_ratio'),
    ],
  },
  upkeep: {
    ...NOTHING,
    series: [
      ...STORAGE_KINDS.map((kind) => now('hark_storage_bytes', { kind })),
      now('hark_disk_free_bytes'),
    ],
  },
  log: NOTHING,
};

/** 'hark_process_cpu_ratio{process="engine"}'. */
export function seriesName(metric: MetricName, labels: Record<string, string> = {}): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return pairs.length === 0 ? metric : `${metric}{${pairs.join(',')}}`;
}

const NOW_RANGE: Range = '15m';

export function queriesOf(section: MonitorSection, range: Range): { name: string; query: SeriesQuery }[] {
  return SECTION_NEEDS[section].series.map(({ metric, labels, isNow }) => ({
    name: seriesName(metric, labels),
    query: { metric, labels, range: isNow ? NOW_RANGE : range },
  }));
}

export const NO_SERIES: Series = { at: [], values: [], high: [], p50: [], p99: [] };

/** What it means, as Prometheus tells it. */
export function metricHelp(metric: MetricName): string {
  return METRICS[metric].help;
}
