import { SegmentedControl, UnstyledButton } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { Traces as AllTraces, MetricName, ServiceLevelId, Trace } from '../../../contract/health.ts';
import type { Stage } from '../../../contract/interactions.ts';
import { formatElapsed, formatMoment } from '../../components/format.ts';
import { STAGE_LABELS } from '../../components/interactionView.ts';
import { Panel } from '../../components/Panel.tsx';
import { useHark } from '../../components/servicesContext.ts';
import type { HealthFigures } from '../../store/healthSlice.ts';
import { NO_SERIES } from '../../store/monitorSeries.ts';
import { latencyChart } from './chartView.ts';
import styles from './LatencyPanel.module.css';
import { LEVEL_TITLES } from './levelView.ts';
import { Metric } from './Metric.tsx';
import { TimeChart } from './TimeChart.tsx';
import {
  OUTCOME_WORDS,
  scaleOf,
  TRIGGER_WORDS,
  traceSummary,
  untilAnswered,
  waterfall,
} from './waterfallView.ts';

const LATENCIES: {
  level: ServiceLevelId & ('wake_detection' | 'command_detection' | 'voice_verification');
  metric: MetricName;
}[] = [
  { level: 'wake_detection', metric: 'hark_wake_detection_seconds' },
  { level: 'command_detection', metric: 'hark_command_detection_seconds' },
  { level: 'voice_verification', metric: 'hark_voice_verification_seconds' },
];
const SHOWN_MAX = 8;
const KEY: readonly Stage[] = ['wake', 'speech', 'text', 'intent', 'action'];

/** How fast it is, over time. */
export function LatencyPanel({ figures }: { figures: HealthFigures }) {
  const targets = useHark((store) => store.settings?.health.targets ?? null);
  const charts = useMemo(
    () =>
      LATENCIES.map(({ level, metric }) => ({
        level,
        metric,
        data: latencyChart(figures.series[metric] ?? NO_SERIES, figures.range, targets?.[level] ?? null),
      })),
    [figures.series, figures.range, targets],
  );
  return (
    <Panel title="Latency">
      <div className={styles['charts']}>
        {charts.map(({ level, metric, data }) => (
          <TimeChart
            key={level}
            title={LEVEL_TITLES[level]}
            metrics={[metric]}
            data={data}
            testId={`chart-${level}`}
          />
        ))}
      </div>
    </Panel>
  );
}

/** Where the time went, for single requests. */
export function WaterfallPanel({ traces }: { traces: AllTraces }) {
  const [view, setView] = useState<'last' | 'slowest'>('last');
  const [pickedId, setPickedId] = useState<string | null>(null);
  const shown = traces[view].slice(0, SHOWN_MAX);
  const picked = shown.find(({ id }) => id === pickedId) ?? shown[0];
  return (
    <Panel
      title="Where the time goes"
      aside={
        <SegmentedControl
          size="xs"
          aria-label="Which requests"
          data-testid="trace-view"
          data={[
            { value: 'last', label: 'The last ones' },
            { value: 'slowest', label: 'Slowest of the day' },
          ]}
          value={view}
          onChange={(value) => setView(value as 'last' | 'slowest')}
        />
      }
    >
      {picked ? (
        <div className={styles['split']}>
          <Traces traces={shown} picked={picked} onPick={setPickedId} />
          <Waterfall trace={picked} />
        </div>
      ) : (
        <p className={styles['quiet']}>
          Nothing measured yet. Say or type a command, and its stages show here.
        </p>
      )}
      <Metric names={['hark_stage_seconds']} />
    </Panel>
  );
}

interface TracesProps {
  traces: readonly Trace[];
  picked: Trace;
  onPick(id: string): void;
}

/** All on one scale, so that the bars can be compared. */
function Traces({ traces, picked, onPick }: TracesProps) {
  const scale = scaleOf(traces.map(untilAnswered));
  const now = Date.now();
  return (
    <div className={styles['list']}>
      <ul aria-label="Requests" data-testid="traces">
        {traces.map((trace) => (
          <li key={trace.id}>
            <UnstyledButton
              className={styles['trace']}
              aria-pressed={trace === picked}
              title={traceSummary(trace)}
              onClick={() => onPick(trace.id)}
            >
              <span className={styles['when']}>{formatMoment(trace.at, now)}</span>
              <span className={styles['outcome']}>{OUTCOME_WORDS[trace.outcome]}</span>
              <span className={styles['took']}>{formatElapsed(trace.totalMs)}</span>
              <svg width="100%" height="8" className={styles['track']} aria-hidden="true">
                {waterfall(untilAnswered(trace), scale).map(({ stage, x, width }) => (
                  <rect key={stage} x={`${x}%`} width={`${width}%`} height="8" className={styles[stage]} />
                ))}
              </svg>
            </UnstyledButton>
          </li>
        ))}
      </ul>
      <ul className={styles['key']} aria-hidden="true">
        {KEY.map((stage) => (
          <li key={stage}>
            <svg width="10" height="10" aria-hidden="true">
              <rect width="10" height="10" rx="2" className={styles[stage]} />
            </svg>
            {STAGE_LABELS[stage]}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Waterfall({ trace }: { trace: Trace }) {
  const bars = waterfall(trace, scaleOf([trace]));
  return (
    <div className={styles['waterfall']} data-testid="waterfall" data-trace={trace.id}>
      <p className={styles['summary']}>
        {TRIGGER_WORDS[trace.trigger]}, {traceSummary(trace)}
      </p>
      <table className={styles['stages']}>
        <thead>
          <tr>
            <th scope="col">Stage</th>
            <th scope="col">
              <span className={styles['ends']}>
                <span>0 ms</span>
                <span>{formatElapsed(scaleOf([trace]))}</span>
              </span>
            </th>
            <th scope="col">From</th>
            <th scope="col">Took</th>
          </tr>
        </thead>
        <tbody>
          {bars.map(({ stage, label, state, startMs, durationMs, x, width }) => (
            <tr key={stage} data-stage={stage}>
              <th scope="row">
                {label}
                {state === 'failed' && <span className={styles['failed']}> failed</span>}
              </th>
              <td className={styles['bar']}>
                <svg width="100%" height="12" aria-hidden="true">
                  <rect x={`${x}%`} width={`${width}%`} height="12" rx="2" className={styles[stage]} />
                </svg>
              </td>
              <td>{formatElapsed(startMs)}</td>
              <td>{formatElapsed(durationMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
