import { Button, Switch } from '@mantine/core';
import type { Alert } from '../../../contract/health.ts';
import { Callout } from '../../components/Callout.tsx';
import { formatMoment } from '../../components/format.ts';
import { Panel } from '../../components/Panel.tsx';
import { useHark } from '../../components/servicesContext.ts';
import styles from './Alerts.module.css';
import { alertFix, alertSpan, alertTitle, LEVEL_UNITS, lasting } from './levelView.ts';
import { StateMark } from './StateMark.tsx';

/** What is wrong now and what to do about it. */
export function AlertBanners({ alerts }: { alerts: readonly Alert[] }) {
  const acknowledge = useHark((store) => store.acknowledgeAlert);
  return lasting(alerts).map((alert) => (
    <Callout
      key={alert.id}
      tone={alert.state === 'broken' ? 'danger' : 'warn'}
      title={alertTitle(alert, LEVEL_UNITS[alert.level])}
      testId={`alert-${alert.level}`}
      actions={
        alert.acknowledged ? (
          <span className={styles['acknowledged']}>Acknowledged</span>
        ) : (
          <Button
            size="xs"
            variant="default"
            data-testid={`acknowledge-${alert.level}`}
            onClick={() => void acknowledge(alert.id)}
          >
            Acknowledge
          </Button>
        )
      }
    >
      {alertFix(alert)}
    </Callout>
  ));
}

export function AlertLog({ alerts }: { alerts: readonly Alert[] }) {
  const now = Date.now();
  return (
    <Panel title="Alert log">
      {alerts.length === 0 ? (
        <p className={styles['quiet']}>No limit was broken yet.</p>
      ) : (
        <ul className={styles['log']} data-testid="alert-log">
          {alerts.map((alert) => (
            <li key={alert.id} className={styles['entry']}>
              <span className={styles['when']}>{formatMoment(alert.since, now)}</span>
              <span>{alertTitle(alert, LEVEL_UNITS[alert.level])}</span>
              <span className={styles['how']}>
                <StateMark
                  mark={alert.endedAt !== null ? 'good' : alert.state === 'broken' ? 'bad' : 'risk'}
                  words={alertSpan(alert, now)}
                />
                {alert.acknowledged && <span className={styles['when']}>acknowledged</span>}
              </span>
            </li>
          ))}
        </ul>
      )}
      <NotifySwitch />
    </Panel>
  );
}

function NotifySwitch() {
  const health = useHark((store) => store.settings?.health ?? null);
  const update = useHark((store) => store.updateSettings);
  if (!health) return null;
  return (
    <Switch
      label="Notify me on the desktop when a limit breaks"
      data-testid="alert-notify"
      checked={health.notify}
      onChange={(event) => void update({ health: { ...health, notify: event.currentTarget.checked } })}
    />
  );
}
