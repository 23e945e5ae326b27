import { Button } from '@mantine/core';
import { IconAlarm, IconBellRinging } from '@tabler/icons-react';
import { useMemo } from 'react';
import type { ClockItem } from '../../contract/actions.ts';
import { ringing } from '../store/clockSlice.ts';
import { ringingDetail, ringingTitle } from './clockView.ts';
import { Dialog } from './Dialog.tsx';
import styles from './RingingDialog.module.css';
import { useHark } from './servicesContext.ts';

/** Timers and alarms that ring, over everything else until each is dismissed. */
export function RingingDialog() {
  const clock = useHark((state) => state.clock);
  const act = useHark((state) => state.clockAct);
  const items = useMemo(() => ringing(clock), [clock]);
  const [first] = items;
  const dismissAll = () => {
    for (const item of items) void act('dismiss', item.id);
  };
  const title = items.length > 1 ? `${items.length} are ringing` : first ? ringingTitle(first) : '';
  return (
    <Dialog open={items.length > 0} title={title} onCancel={dismissAll} testId="ringing">
      <ul className={styles['items']}>
        {items.map((item) => (
          <Ringing key={item.id} item={item} titled={items.length > 1} />
        ))}
      </ul>
      {items.length > 1 && (
        <Button variant="filled" data-testid="dismiss-all" onClick={dismissAll}>
          Dismiss all
        </Button>
      )}
    </Dialog>
  );
}

function Ringing({ item, titled }: { item: ClockItem; titled: boolean }) {
  const act = useHark((state) => state.clockAct);
  const Icon = item.kind === 'timer' ? IconBellRinging : IconAlarm;
  const name = item.name ?? (item.kind === 'timer' ? 'the timer' : 'the alarm');
  return (
    <li className={styles['item']} data-testid="ringing-item" data-id={item.id}>
      <Icon size={44} stroke={1.4} aria-hidden="true" className={styles['icon']} />
      <div className={styles['words']}>
        {titled && <p className={styles['title']}>{ringingTitle(item)}</p>}
        <p className={styles['detail']}>{ringingDetail(item)}</p>
      </div>
      <div className={styles['actions']}>
        <Button
          variant={titled ? 'light' : 'filled'}
          data-testid="dismiss"
          aria-label={`Dismiss ${name}`}
          onClick={() => void act('dismiss', item.id)}
        >
          Dismiss
        </Button>
        <Button
          variant="default"
          data-testid="snooze"
          aria-label={`Snooze ${name}`}
          onClick={() => void act('snooze', item.id)}
        >
          Snooze
        </Button>
      </div>
    </li>
  );
}
