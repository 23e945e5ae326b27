import { ActionIcon, Button } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { CRASH_REPORTS_KEPT, type CrashReport } from '../../../contract/upkeep.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { formatMoment } from '../../components/format.ts';
import { Panel } from '../../components/Panel.tsx';
import { useHark } from '../../components/servicesContext.ts';
import cards from './Cards.module.css';
import styles from './CrashesCard.module.css';
import { countOf } from './figures.ts';
import { Metric } from './Metric.tsx';
import { StateMark } from './StateMark.tsx';
import { CRASHED } from './upkeepView.ts';

const LIST_ID = 'crash-reports';

/** What went down, and how: kept here, for whoever wants to know. */
export function CrashesCard() {
  const crashes = useHark((store) => store.crashes);
  const load = useHark((store) => store.loadCrashes);
  useEffect(() => void load(), [load]);
  const count = crashes?.length ?? 0;
  return (
    <Panel
      title="Crash reports"
      aside={
        crashes && (
          <StateMark mark={count === 0 ? 'good' : 'risk'} words={count === 0 ? 'None' : `${count} kept`} />
        )
      }
    >
      <p className={cards['text']} id={LIST_ID} tabIndex={-1}>
        They stay on this computer and are never sent. The last {CRASH_REPORTS_KEPT} are kept.
      </p>
      {crashes && count > 0 && (
        <>
          <ul className={styles['crashes']} data-testid="crashes">
            {crashes.map((crash) => (
              <Crash key={crash.id} crash={crash} />
            ))}
          </ul>
          <DeleteAll count={count} />
        </>
      )}
      <Metric names={['hark_crashes_total']} />
    </Panel>
  );
}

function Crash({ crash: { id, at, process, version, what, detail } }: { crash: CrashReport }) {
  const remove = useHark((store) => store.deleteCrash);
  const when = formatMoment(at, Date.now());
  return (
    <li className={styles['crash']} data-testid="crash">
      <details>
        <summary className={styles['summary']}>
          <span className={styles['when']}>{when}</span>
          <span>
            {CRASHED[process]}: {what}
          </span>
        </summary>
        <p className={cards['quiet']}>Hark {version}</p>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <section className={styles['scroll']} tabIndex={0} aria-label={`Details of the crash of ${when}`}>
          <pre className={styles['detail']}>{detail}</pre>
        </section>
      </details>
      <ActionIcon
        variant="subtle"
        size="lg"
        aria-label={`Delete the report of ${when}`}
        data-testid="crash-delete"
        onClick={() => {
          void remove(id);
          // The button goes with its report.
          document.getElementById(LIST_ID)?.focus();
        }}
      >
        <IconTrash size={16} stroke={1.8} aria-hidden="true" />
      </ActionIcon>
    </li>
  );
}

function DeleteAll({ count }: { count: number }) {
  const clear = useHark((store) => store.clearCrashes);
  const [isAsking, setAsking] = useState(false);
  const clearAll = async () => {
    setAsking(false);
    await clear();
    document.getElementById(LIST_ID)?.focus();
  };
  return (
    <div className={cards['buttons']}>
      <Button size="xs" variant="default" data-testid="crashes-clear" onClick={() => setAsking(true)}>
        Delete all…
      </Button>
      <Dialog
        open={isAsking}
        title={`Delete ${countOf(count, 'crash report')}?`}
        onCancel={() => setAsking(false)}
        testId="crashes-clear-dialog"
      >
        <p>Nothing brings them back.</p>
        <div className={cards['buttons']}>
          <Button variant="filled" data-testid="crashes-clear-yes" onClick={() => void clearAll()}>
            Delete
          </Button>
          <Button variant="default" onClick={() => setAsking(false)}>
            Keep them
          </Button>
        </div>
      </Dialog>
    </div>
  );
}
