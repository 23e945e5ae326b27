import type { ReactNode } from 'react';
import styles from './Callout.module.css';

interface Props {
  tone: 'warn' | 'danger' | 'info';
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
  testId?: string;
}

/** Something that needs attention, with what can be done about it. */
export function Callout({ tone, title, children, actions, testId }: Props) {
  return (
    <div className={styles['callout']} data-tone={tone} data-testid={testId}>
      <div className={styles['words']}>
        <strong className={styles['title']}>{title}</strong>
        {children}
      </div>
      {actions && <div className={styles['actions']}>{actions}</div>}
    </div>
  );
}
