import { VisuallyHidden } from '@mantine/core';
import { useMemo } from 'react';
import type { Activity } from '../../../contract/health.ts';
import { formatMoment } from '../../components/format.ts';
import { Panel } from '../../components/Panel.tsx';
import { failureText } from '../../store/failureTexts.ts';
import type { HealthFigures } from '../../store/healthSlice.ts';
import { NO_SERIES } from '../../store/monitorSeries.ts';
import styles from './ActivityPanel.module.css';
import {
  heatRows,
  hourSpan,
  outcomeShares,
  peakText,
  perDayText,
  RANGE_WORDS,
  trendText,
} from './activityView.ts';
import type { ChartData } from './chartView.ts';
import { countOf, formatPercent } from './figures.ts';
import { Metric } from './Metric.tsx';
import { TimeChart } from './TimeChart.tsx';
import { OUTCOME_WORDS } from './waterfallView.ts';

const PERCENT = 100;

/** What was asked of Hark, when, and what came of it. */
export function ActivityPanel({ figures, activity }: { figures: HealthFigures; activity: Activity }) {
  const { series, range } = figures;
  const chart = useMemo((): ChartData => {
    const requests = series['hark_interactions_total'] ?? NO_SERIES;
    const errors = series['hark_errors_total'] ?? NO_SERIES;
    return {
      at: requests.at,
      range,
      unit: 'count',
      bars: true,
      lines: [
        { label: 'requests', values: requests.values, color: 'series-1' },
        { label: 'errors', values: errors.values, color: 'danger' },
      ],
    };
  }, [series, range]);
  return (
    <Panel title="Activity">
      <dl className={styles['facts']} data-testid="activity">
        <Fact name={`Requests in ${RANGE_WORDS[range]}`} value={String(activity.total)} />
        {range !== '15m' && <Fact name="A day" value={perDayText(activity.perDay)} />}
        <Fact name="Trend" value={trendText(activity.trend)} />
        <Fact name="Busiest hour" value={peakText(activity)} />
      </dl>
      <TimeChart
        title="Requests over time"
        metrics={['hark_interactions_total', 'hark_errors_total']}
        data={chart}
        testId="chart-requests"
      />
      {activity.total > 0 && (
        <div className={styles['pair']}>
          <Heat activity={activity} />
          <Outcomes activity={activity} />
        </div>
      )}
    </Panel>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** A table whose cells are tinted: the picture is its own alternative. */
function Heat({ activity }: { activity: Activity }) {
  const rows = useMemo(() => heatRows(activity.heat), [activity.heat]);
  return (
    <div className={styles['part']}>
      <h3 className={styles['name']}>By weekday and hour</h3>
      <table className={styles['heat']} data-testid="heat">
        <caption>
          <VisuallyHidden>Requests by weekday and hour of this computer’s clock</VisuallyHidden>
        </caption>
        <thead>
          <tr>
            <td />
            {rows[0]?.cells.map(({ hour }) => (
              <th key={hour} scope="col" abbr={hourSpan(hour)}>
                {hour}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ day, short, long, cells }) => (
            <tr key={day}>
              <th scope="row" abbr={long}>
                {short}
              </th>
              {cells.map(({ hour, count, level }) => (
                <td
                  key={hour}
                  data-level={level}
                  title={`${long}, ${hourSpan(hour)}: ${countOf(count, 'request')}`}
                >
                  {count > 0 ? count : <VisuallyHidden>0</VisuallyHidden>}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <Metric names={['hark_interactions_total']} />
    </div>
  );
}

function Outcomes({ activity }: { activity: Activity }) {
  return (
    <div className={styles['part']}>
      <h3 className={styles['name']}>What came of them</h3>
      <ul className={styles['outcomes']} data-testid="outcomes">
        {outcomeShares(activity).map(({ outcome, count, share }) => (
          <li key={outcome} className={styles['outcome']}>
            <span>{OUTCOME_WORDS[outcome]}</span>
            <span className={styles['count']}>
              {count} <span className={styles['share']}>{formatPercent(share)}</span>
            </span>
            <svg width="100%" height="6" className={styles['track']} aria-hidden="true">
              <rect
                width={`${share * PERCENT}%`}
                height="6"
                className={styles[outcome === 'failed' || outcome === 'refused' ? 'bad' : 'fill']}
              />
            </svg>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What went wrong, the most frequent first. */
export function ErrorsPanel({ activity }: { activity: Activity }) {
  return (
    <Panel title="Errors" aside={<span className={styles['share']}>{RANGE_WORDS[activity.range]}</span>}>
      {activity.errors.length === 0 ? (
        <p className={styles['quiet']}>Nothing went wrong.</p>
      ) : (
        <ul className={styles['errors']} data-testid="errors">
          {activity.errors.map((error) => (
            <ErrorRow key={error.code} error={error} />
          ))}
        </ul>
      )}
      <Metric names={['hark_errors_total']} />
    </Panel>
  );
}

function ErrorRow({ error: { code, count, lastAt, examples } }: { error: Activity['errors'][number] }) {
  const now = Date.now();
  const { title, body } = failureText(code);
  return (
    <li className={styles['error']} data-testid="error" data-code={code}>
      <span className={styles['times']}>{count}×</span>
      <div>
        <p className={styles['name']}>{title}</p>
        <p className={styles['quiet']}>{body}</p>
        {examples.length > 0 && (
          <details className={styles['examples']}>
            <summary>{examples.length === 1 ? 'The last one' : `The last ${examples.length}`}</summary>
            <ol>
              {examples.map(({ at, message }) => (
                <li key={`${at} ${message}`}>
                  <time dateTime={new Date(at).toISOString()}>{formatMoment(at, now)}</time>
                  <span>{message || 'Nothing more is known of it.'}</span>
                </li>
              ))}
            </ol>
          </details>
        )}
      </div>
      <p className={styles['last']}>
        last {formatMoment(lastAt, now)}
        <code>{code}</code>
      </p>
    </li>
  );
}
