import { type ReactNode, useEffect, useId, useRef } from 'react';
import styles from './Dialog.module.css';

interface Props {
  open: boolean;
  title: string;
  /** Escape, or the browser, closes it: what that means. */
  onCancel(): void;
  children: ReactNode;
  testId?: string;
}

/**
 * A question or an alarm over everything else. The focus goes to its heading, not to a button: keys pressed by someone
 * who is typing when it opens then answer nothing. It goes back to where it was when the dialog closes.
 */
export function Dialog({ open, title, onCancel, children, testId }: Props) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (!element) return;
    if (open && !element.open) {
      element.showModal();
      heading.current?.focus();
    } else if (!open) {
      element.close();
    }
  }, [open]);
  return (
    <dialog
      ref={dialog}
      className={styles['dialog']}
      aria-labelledby={id}
      data-testid={testId}
      onCancel={(event) => {
        event.preventDefault();
        onCancel();
      }}
      // The browser closes it by itself at a second Escape.
      onClose={() => {
        if (!open) return;
        onCancel();
        dialog.current?.showModal();
      }}
    >
      {open && (
        <div className={styles['content']}>
          <h2 id={id} ref={heading} tabIndex={-1} className={styles['title']}>
            {title}
          </h2>
          {children}
        </div>
      )}
    </dialog>
  );
}
