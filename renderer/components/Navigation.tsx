import { UnstyledButton, VisuallyHidden } from '@mantine/core';
import {
  IconActivityHeartbeat,
  IconAdjustments,
  IconEar,
  IconHistory,
  IconInfoCircle,
  IconMessage2,
  IconNotes,
  IconSettings,
  IconUserCircle,
  type TablerIcon,
} from '@tabler/icons-react';
import { SCREENS, type Screen } from '../store/appSlice.ts';
import styles from './Navigation.module.css';
import { useHark } from './servicesContext.ts';
import { useRecentWake } from './useRecentWake.ts';
import { useStateView } from './useStateView.ts';

const ENTRIES: Record<Screen, { label: string; Icon: TablerIcon }> = {
  home: { label: 'Home', Icon: IconEar },
  notes: { label: 'Notes', Icon: IconNotes },
  commands: { label: 'Commands', Icon: IconMessage2 },
  history: { label: 'History', Icon: IconHistory },
  profiles: { label: 'Voices', Icon: IconUserCircle },
  words: { label: 'Wake words', Icon: IconAdjustments },
  monitor: { label: 'Monitor', Icon: IconActivityHeartbeat },
  settings: { label: 'Settings', Icon: IconSettings },
  about: { label: 'About', Icon: IconInfoCircle },
};

const ALERT_ID = 'alert-lasts';

/** The way between the screens, with the assistant's state always in sight below it. */
export function Navigation() {
  const current = useHark((state) => state.screen);
  const go = useHark((state) => state.go);
  const isAlerted = useHark(({ health }) => health?.alerts.some(({ endedAt }) => endedAt === null) ?? false);
  const { title, tone } = useStateView();
  const wake = useRecentWake();
  return (
    <nav className={styles['rail']} aria-label="Screens">
      <div className={styles['brand']}>
        <Mark />
        <span>Hark</span>
      </div>
      <ul className={styles['list']}>
        {SCREENS.map((screen) => {
          const { label, Icon } = ENTRIES[screen];
          const isMarked = screen === 'monitor' && isAlerted;
          return (
            <li key={screen}>
              <UnstyledButton
                className={styles['entry']}
                aria-current={screen === current ? 'page' : undefined}
                aria-describedby={isMarked ? ALERT_ID : undefined}
                onClick={() => go(screen)}
              >
                <Icon size={20} stroke={1.6} aria-hidden="true" />
                <span>{label}</span>
                {isMarked && <span className={styles['alert']} data-testid="alert-mark" aria-hidden="true" />}
              </UnstyledButton>
              {isMarked && <VisuallyHidden id={ALERT_ID}>An alert lasts</VisuallyHidden>}
            </li>
          );
        })}
      </ul>
      <p className={styles['state']} data-tone={wake ? 'wake' : tone}>
        <span className={styles['dot']} aria-hidden="true" />
        <span>{wake ? `“${wake.phrase}”${wake.verdict === 'maybe' ? '?' : ''}` : title}</span>
      </p>
    </nav>
  );
}

/** A sound and what takes it in. */
function Mark() {
  return (
    <svg viewBox="0 0 24 24" width="26" height="26" aria-hidden="true" className={styles['mark']}>
      <circle cx="6.5" cy="12" r="2.6" fill="currentColor" />
      <path
        d="M12 6.5a8 8 0 0 1 0 11M16.5 3.5a13 13 0 0 1 0 17"
        fill="none"
        stroke="currentColor"
        strokeWidth="2.4"
        strokeLinecap="round"
      />
    </svg>
  );
}
