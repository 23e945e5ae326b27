import { type ReactNode, useEffect, useRef } from 'react';
import styles from './Page.module.css';

interface Props {
  title: string;
  intro: string;
  children: ReactNode;
}

/** A screen under its heading, which takes the focus when the screen opens so that the keyboard starts there. */
export function Page({ title, intro, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <div className={styles['page']}>
      <header className={styles['header']}>
        <h1 ref={heading} tabIndex={-1} className={styles['title']}>
          {title}
        </h1>
        <p className={styles['intro']}>{intro}</p>
      </header>
      {children}
    </div>
  );
}
