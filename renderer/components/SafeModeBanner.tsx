import { Button } from '@mantine/core';
import { useState } from 'react';
import styles from './SafeModeBanner.module.css';
import { safeModeReason } from './safeModeView.ts';
import { useHark } from './servicesContext.ts';

/** Above every screen as long as Hark runs safely: why, what that means, and the ways out of it. */
export function SafeModeBanner() {
  const safeMode = useHark((state) => state.info?.safeMode ?? null);
  const enrolling = useHark((state) => state.enrolling);
  const restart = useHark((state) => state.restart);
  const exportLog = useHark((state) => state.exportLog);
  const go = useHark((state) => state.go);
  const [isSaved, setIsSaved] = useState(false);
  if (safeMode === null) return null;
  return (
    <section className={styles['banner']} aria-labelledby="safe-mode" data-testid="safe-mode">
      <div className={styles['words']}>
        <strong id="safe-mode" className={styles['title']}>
          Hark runs safely
        </strong>
        <p>
          {safeModeReason(safeMode.failedStarts)} Default settings hold, but for those about voices and the
          history, and only the processor computes. Your own sentences, actions, names of applications and
          shortcuts are left out. Settings that you change now are forgotten at the end.
        </p>
        <p role="status" className={styles['saved']}>
          {isSaved && 'The report is saved. It holds nothing that was said and no names.'}
        </p>
      </div>
      <div className={styles['actions']}>
        <Button size="xs" variant="filled" data-testid="start-usual" onClick={() => void restart('usual')}>
          Start as usual
        </Button>
        <Button
          size="xs"
          variant="default"
          data-testid="save-report"
          onClick={() => void exportLog().then(setIsSaved)}
        >
          Save a report
        </Button>
        {!enrolling && (
          <Button size="xs" variant="default" onClick={() => go('monitor')}>
            Monitor and backups
          </Button>
        )}
      </div>
    </section>
  );
}
