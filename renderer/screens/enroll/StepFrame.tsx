import { type ReactNode, useEffect, useRef } from 'react';
import styles from './EnrollScreen.module.css';

interface Props {
  title: string;
  /** Takes the focus whenever it changes: another sentence is another page to those who cannot see it. */
  focusKey?: string | number;
  children: ReactNode;
  /** Buttons at the foot, the way on last. */
  actions: ReactNode;
}

/** One step under its heading, which takes the focus so that keyboard and reader begin there. */
export function StepFrame({ title, focusKey, children, actions }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for what is shown
  useEffect(() => heading.current?.focus({ preventScroll: true }), [focusKey]);
  return (
    <div className={styles['step']}>
      <div className={styles['inside']}>
        <h1 ref={heading} tabIndex={-1} className={styles['title']}>
          {title}
        </h1>
        {children}
      </div>
      <footer className={styles['foot']}>{actions}</footer>
    </div>
  );
}
