import { useMemo } from 'react';
import { type MetricName, PROCESSES, STORAGE_KINDS } from '../../../contract/health.ts';
import { Panel } from '../../components/Panel.tsx';
import { useHark } from '../../components/servicesContext.ts';
import type { HealthFigures } from '../../store/healthSlice.ts';
import { NO_SERIES, seriesName } from '../../store/monitorSeries.ts';
import { type ChartData, gaugesChart, lastOf } from './chartView.ts';
import { formatSize, NOTHING_MEASURED } from './figures.ts';
import { Metric } from './Metric.tsx';
import styles from './ResourcesPanel.module.css';
import { TimeChart } from './TimeChart.tsx';

const PROCESS_NAMES: Record<(typeof PROCESSES)[number], string> = {
  main: 'main',
  engine: 'voice engine',
  window: 'window',
  gpu: 'graphics',
  other: 'others',
};
const STORAGE_NAMES: Record<(typeof STORAGE_KINDS)[number], string> = {
  database: 'History, notes and figures',
  voices: 'Voices',
  logs: 'Logs',
  backups: 'Backups',
  archives: 'Archived history',
  crashes: 'Crash reports',
  models: 'Models',
  other: 'Everything else',
};
const PERCENT = 100;
const NO_FIGURES: HealthFigures['series'] = {};

/** What Hark costs the machine. */
export function ResourcesPanel({ figures }: { figures: HealthFigures }) {
  const charts = useMemo(() => resourceCharts(figures), [figures]);
  return (
    <Panel title="Resources">
      <div className={styles['charts']}>
        {charts.map(({ title, metrics, data, testId }) => (
          <TimeChart key={title} title={title} metrics={metrics} data={data} testId={testId} />
        ))}
      </div>
    </Panel>
  );
}

interface Chart {
  title: string;
  metrics: MetricName[];
  data: ChartData;
  testId: string;
}

function resourceCharts({ series, range }: HealthFigures): Chart[] {
  const ofProcesses = (metric: MetricName) =>
    PROCESSES.map((process) => ({
      label: PROCESS_NAMES[process],
      series: series[seriesName(metric, { process })] ?? NO_SERIES,
    }));
  const shares = (app: MetricName, system: MetricName) => [
    { label: 'Hark', series: series[app] ?? NO_SERIES },
    { label: 'everything', series: series[system] ?? NO_SERIES },
  ];
  return [
    {
      title: 'Processor, by process; 100 % is one core',
      metrics: ['hark_process_cpu_ratio'],
      data: gaugesChart(ofProcesses('hark_process_cpu_ratio'), range, 'cores'),
      testId: 'chart-process-cpu',
    },
    {
      title: 'Processor of the machine',
      metrics: ['hark_app_cpu_ratio', 'hark_system_cpu_ratio'],
      data: gaugesChart(shares('hark_app_cpu_ratio', 'hark_system_cpu_ratio'), range, 'ratio'),
      testId: 'chart-cpu',
    },
    {
      title: 'Memory, by process',
      metrics: ['hark_process_memory_bytes'],
      data: gaugesChart(ofProcesses('hark_process_memory_bytes'), range, 'bytes'),
      testId: 'chart-process-memory',
    },
    {
      title: 'Memory of the machine',
      metrics: ['hark_app_memory_ratio', 'hark_system_memory_ratio'],
      data: gaugesChart(shares('hark_app_memory_ratio', 'hark_system_memory_ratio'), range, 'ratio'),
      testId: 'chart-memory',
    },
  ];
}

/** What Hark keeps on disk, and how much is free there. */
export function StorageCard() {
  const series = useHark((store) => store.figures?.series ?? NO_FIGURES);
  const sizes = STORAGE_KINDS.flatMap((kind) => {
    const bytes = lastOf((series[seriesName('hark_storage_bytes', { kind })] ?? NO_SERIES).values);
    return bytes === null || bytes === 0 ? [] : [{ kind, bytes }];
  });
  const free = lastOf((series['hark_disk_free_bytes'] ?? NO_SERIES).values);
  const most = Math.max(1, ...sizes.map(({ bytes }) => bytes));
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  return (
    <Panel title="Storage">
      {sizes.length === 0 ? (
        <p className={styles['quiet']}>{NOTHING_MEASURED}</p>
      ) : (
        <>
          <p className={styles['total']} data-testid="storage">
            {formatSize(total)}
            {free !== null && <span className={styles['free']}> kept, {formatSize(free)} free</span>}
          </p>
          <ul className={styles['sizes']}>
            {sizes.map(({ kind, bytes }) => (
              <li key={kind} className={styles['size']}>
                <span>{STORAGE_NAMES[kind]}</span>
                <span className={styles['bytes']}>{formatSize(bytes)}</span>
                <svg width="100%" height="6" className={styles['track']} aria-hidden="true">
                  <rect width={`${(bytes / most) * PERCENT}%`} height="6" className={styles['fill']} />
                </svg>
              </li>
            ))}
          </ul>
        </>
      )}
      <Metric names={['hark_storage_bytes', 'hark_disk_free_bytes']} />
    </Panel>
  );
}
