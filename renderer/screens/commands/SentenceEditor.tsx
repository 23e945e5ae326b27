import { type KeyboardEvent, type Ref, useImperativeHandle, useLayoutEffect, useMemo, useRef } from 'react';
import { type Change, indent, indexAt, lineCount, lineNumbers, newLine } from './caret.ts';
import styles from './SentenceEditor.module.css';

export interface EditorHandle {
  /** Puts the caret there, in sight. Both from 1. */
  goTo(line: number, column: number): void;
}

interface Props {
  ref: Ref<EditorHandle>;
  label: string;
  describedBy: string;
  value: string;
  /** Lines with a mistake, from 1. */
  marked: ReadonlySet<number>;
  onChange(value: string): void;
}

/** Lines above the one that the caret goes to. */
const LINES_ABOVE = 3;

/**
 * A plain text field with line numbers. The tab key indents only while one is editing: it passes the field by until
 * something was typed or clicked in it, and again after Escape, so that it holds nobody.
 */
export function SentenceEditor({ ref, label, describedBy, value, marked, onChange }: Props) {
  const field = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLDivElement>(null);
  const isEditing = useRef(false);
  const count = useMemo(() => lineCount(value), [value]);

  useImperativeHandle(ref, () => ({
    goTo(line, column) {
      const element = field.current;
      if (!element) return;
      const index = indexAt(element.value, line, column);
      element.focus();
      element.setSelectionRange(index, index);
      const lineHeight = Number.parseFloat(getComputedStyle(element).lineHeight);
      element.scrollTop = Math.max(0, (line - 1 - LINES_ABOVE) * lineHeight);
    },
  }));
  const align = () => {
    if (gutter.current && field.current) gutter.current.scrollTop = field.current.scrollTop;
  };
  useLayoutEffect(align);

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const { selectionStart: start, selectionEnd: end, value: text } = event.currentTarget;
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') {
      isEditing.current = false;
      return;
    }
    const isTab = event.key === 'Tab' && !event.ctrlKey && !event.altKey && !event.metaKey;
    if (isTab && !isEditing.current) return;
    if (isTab) {
      event.preventDefault();
      apply(event.currentTarget, indent(text, start, end, event.shiftKey));
    } else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      isEditing.current = true;
      apply(event.currentTarget, newLine(text, start, end));
    } else if (event.key.startsWith('Arrow')) {
      isEditing.current = true;
    }
  };
  return (
    <div className={styles['editor']}>
      <div ref={gutter} className={styles['gutter']} aria-hidden="true">
        <Numbers count={count} marked={marked} />
      </div>
      <textarea
        ref={field}
        className={styles['field']}
        aria-label={label}
        aria-describedby={describedBy}
        aria-invalid={marked.size > 0}
        data-testid="sentences"
        wrap="off"
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        value={value}
        onChange={(event) => {
          isEditing.current = true;
          onChange(event.currentTarget.value);
        }}
        onPointerDown={() => {
          isEditing.current = true;
        }}
        onBlur={() => {
          isEditing.current = false;
        }}
        onKeyDown={onKeyDown}
        onScroll={align}
      />
    </div>
  );
}

/** As one text where nothing is marked: a long file has as many numbers as lines. */
function Numbers({ count, marked }: { count: number; marked: ReadonlySet<number> }) {
  const text = useMemo(() => lineNumbers(count), [count]);
  return (
    <>
      <pre className={styles['numbers']}>{text}</pre>
      {[...marked].map((line) => (
        <span
          key={line}
          className={styles['mark']}
          ref={(mark) => mark?.style.setProperty('--row', `${line}`)}
        >
          {line}
        </span>
      ))}
    </>
  );
}

/** Through the browser's own editing, which can be undone; setting the value could not. */
function apply(element: HTMLTextAreaElement, change: Change | null): void {
  if (!change) return;
  element.setSelectionRange(change.from, change.to);
  document.execCommand('insertText', false, change.insert);
  element.setSelectionRange(...change.selection);
}
