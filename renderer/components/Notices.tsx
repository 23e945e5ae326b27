import { Button, CloseButton } from '@mantine/core';
import { type FailureAction, failureText } from '../store/failureTexts.ts';
import styles from './Notices.module.css';
import { useHark, useServices } from './servicesContext.ts';

/** Failures, each with its words and its way on, until they are dismissed. */
export function Notices() {
  const notices = useHark((state) => state.notices);
  const dismiss = useHark((state) => state.dismiss);
  return (
    <div className={styles['stack']} role="alert">
      <ul className={styles['list']} aria-label="Notices">
        {notices.map(({ id, code, message }) => {
          const { title, body, action } = failureText(code);
          return (
            <li key={id} className={styles['notice']} data-testid="notice" data-code={code}>
              <div className={styles['words']}>
                <strong className={styles['title']}>{title}</strong>
                <p>{body}</p>
                {message && <p className={styles['message']}>{message}</p>}
                {action && <NoticeAction action={action} onDone={() => dismiss(id)} />}
              </div>
              <CloseButton aria-label={`Dismiss: ${title}`} onClick={() => dismiss(id)} />
            </li>
          );
        })}
      </ul>
    </div>
  );
}

const ACTION_LABELS: Record<FailureAction, string> = {
  retry_engine: 'Start it again',
  retry_microphone: 'Try again',
  open_settings: 'Open settings',
  open_monitor: 'Have a look',
};

function NoticeAction({ action, onDone }: { action: FailureAction; onDone: () => void }) {
  const { retryMicrophone } = useServices();
  const retryEngine = useHark((state) => state.retryEngine);
  const go = useHark((state) => state.go);
  const showSection = useHark((state) => state.showMonitorSection);
  const actions: Record<FailureAction, () => void> = {
    retry_engine: () => void retryEngine(),
    retry_microphone: retryMicrophone,
    open_settings: () => go('settings'),
    // To the crash reports.
    open_monitor: () => {
      void showSection('upkeep');
      go('monitor');
    },
  };
  const perform = () => {
    onDone();
    actions[action]();
  };
  return (
    <Button size="compact-sm" variant="light" className={styles['action']} onClick={perform}>
      {ACTION_LABELS[action]}
    </Button>
  );
}
