import { IconAlertTriangle, IconCircleCheck, IconMicrophone, type TablerIcon } from '@tabler/icons-react';
import styles from './EnrollScreen.module.css';

type Tone = 'good' | 'bad' | 'calm';
const ICONS: Record<Tone, TablerIcon> = {
  good: IconCircleCheck,
  bad: IconAlertTriangle,
  calm: IconMicrophone,
};

interface Props {
  title: string;
  advice: string;
  tone: Tone;
  testId: string;
  /** What it is about, for tests. */
  state: string;
}

/** How something was, and what to do about it; told as it changes to those who cannot see it. */
export function Verdict({ title, advice, tone, testId, state }: Props) {
  const Icon = ICONS[tone];
  return (
    <div
      className={styles['verdict']}
      data-tone={tone}
      data-testid={testId}
      data-verdict={state}
      role="status"
    >
      <Icon size={24} stroke={1.8} aria-hidden="true" className={styles['verdictIcon']} />
      <p>
        <strong>{title}</strong>
        {advice !== '' && <span className={styles['advice']}>{advice}</span>}
      </p>
    </div>
  );
}
