import { Button } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import type { ShortcutState } from '../../../contract/channels.ts';
import { useHark } from '../../components/servicesContext.ts';
import { acceleratorOf, keysOf } from './accelerator.ts';
import styles from './SettingsScreen.module.css';

interface Props {
  label: string;
  /** What it does, while it works. */
  hint: string;
  /** What still works while another program keeps its keys. */
  fallback: string;
  shortcut: string | null;
  state: ShortcutState;
  testId: string;
  onChange(shortcut: string | null): void;
}

/** A global shortcut: press the button, then the keys. */
export function ShortcutField({ label, hint, fallback, shortcut, state, testId, onChange }: Props) {
  const byPortal = useHark((store) => store.info?.shortcutsByPortal ?? false);
  const platform = useHark((store) => store.info?.platform ?? '');
  const [recording, setRecording] = useState(false);

  const record = (event: KeyboardEvent) => {
    // Tab goes on as everywhere, so that the keyboard is never caught here.
    if (!recording || event.key === 'Tab') return;
    event.preventDefault();
    if (event.key === 'Escape') {
      setRecording(false);
      return;
    }
    const accelerator = acceleratorOf(event, platform);
    if (accelerator === null) return;
    setRecording(false);
    onChange(accelerator);
  };

  return (
    <div className={styles['field']}>
      <div>
        <p className={styles['label']}>{label}</p>
        <p className={styles['hint']} aria-live="polite">
          {recording
            ? 'Press the keys together, Escape to leave it as it is.'
            : (troubleText(state, byPortal, fallback) ?? hint)}
        </p>
      </div>
      <div className={styles['controls']}>
        <Button
          variant="default"
          data-testid={testId}
          aria-label={
            shortcut ? `${label}: change ${keysOf(shortcut, platform).join(' ')}` : `${label}: set a shortcut`
          }
          onClick={() => setRecording(!recording)}
          onKeyDown={record}
          onBlur={() => setRecording(false)}
        >
          {recording ? 'Press keys…' : shortcut ? <Keys keys={keysOf(shortcut, platform)} /> : 'None'}
        </Button>
        {shortcut && (
          <Button variant="subtle" aria-label={`${label}: clear`} onClick={() => onChange(null)}>
            Clear
          </Button>
        )}
      </div>
    </div>
  );
}

function Keys({ keys }: { keys: string[] }) {
  return (
    <span className={styles['keys']}>
      {keys.map((key) => (
        <kbd key={key} className={styles['key']}>
          {key}
        </kbd>
      ))}
    </span>
  );
}

/** What is not as it should be, or not known to be; null where it works. */
function troubleText(state: ShortcutState, byPortal: boolean, fallback: string): string | null {
  switch (state) {
    case 'none':
    case 'works':
      return null;
    case 'asked':
      return `The desktop was asked for these keys. It may want your consent, or have you set them in its own keyboard settings; that they work is known after the first press. Until then, ${fallback}`;
    case 'refused':
      return byPortal
        ? `The desktop gives Hark no such keys. Its own keyboard settings may; ${fallback}`
        : `Another program or the desktop keeps these keys, so they do nothing. Choose others; ${fallback}`;
  }
}
