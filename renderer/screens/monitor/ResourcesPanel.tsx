import { useMemo } from 'react';
import { type MetricName, PROCESSES } from '../../../contract/health.ts';
import { Panel } from '../../components/Panel.tsx';
import type { HealthFigures } from '../../store/healthSlice.ts';
import { NO_SERIES, seriesName } from '../../store/monitorSeries.ts';
import { type ChartData, gaugesChart } from './chartView.ts';
import styles from './ResourcesPanel.module.css';
import { TimeChart } from './TimeChart.tsx';

const PROCESS_NAMES: Record<(typeof PROCESSES)[number], string> = {
  main: 'main',
  engine: 'voice engine',
  window: 'window',
  gpu: 'graphics',
  other: 'others',
};

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
