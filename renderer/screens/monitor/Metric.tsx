import { Fragment } from 'react';
import type { MetricName } from '../../../contract/health.ts';
import { metricHelp } from '../../store/monitorSeries.ts';
import styles from './Metric.module.css';

/** The metrics that figures come from, by the names under which Prometheus reads them too. */
export function Metric({ names }: { names: readonly MetricName[] }) {
  return (
    <p className={styles['names']}>
      {names.map((name) => (
        <code key={name} className={styles['name']} title={metricHelp(name)}>
          {name.split('_').map((part, i) => (
            <Fragment key={part}>
              {i > 0 && (
                <>
                  _<wbr />
                </>
              )}
              {part}
            </Fragment>
          ))}
        </code>
      ))}
    </p>
  );
}
