import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  type TablerIcon,
} from '@tabler/icons-react';
import styles from './StateMark.module.css';

export type Mark = 'good' | 'risk' | 'bad' | 'none';

const ICONS: Record<Mark, TablerIcon> = {
  good: IconCircleCheck,
  risk: IconAlertTriangle,
  bad: IconCircleX,
  none: IconCircleDashed,
};

/** A state by its own shape and words, never by colour alone. */
export function StateMark({ mark, words, size = 16 }: { mark: Mark; words: string; size?: number }) {
  const Icon = ICONS[mark];
  return (
    <span className={styles['mark']} data-mark={mark}>
      <Icon size={size} stroke={2} aria-hidden="true" />
      {words}
    </span>
  );
}
