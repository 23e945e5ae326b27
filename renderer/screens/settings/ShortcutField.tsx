import { Button } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import { useHark } from '../../components/servicesContext.ts';
import { acceleratorOf, keysOf } from './accelerator.ts';
import styles from './SettingsScreen.module.css';

/** The global shortcut that pauses and resumes: press the button, then the keys. */
export function ShortcutField() {
  const shortcut = useHark((store) => store.settings?.pauseShortcut ?? null);
  const info = useHark((store) => store.info);
  const update = useHark((store) => store.updateSettings);
  const [recording, setRecording] = useState(false);
  const platform = info?.platform ?? '';

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
    void update({ pauseShortcut: accelerator });
  };

  return (
    <div className={styles['field']}>
      <div>
        <p className={styles['label']}>Pause and resume from anywhere</p>
        <p className={styles['hint']} aria-live="polite">
          {recording
            ? 'Press the keys together, Escape to leave it as it is.'
            : info?.pauseShortcutActive === false
              ? 'Another program or the desktop keeps these keys, so they do nothing. Choose others; pausing here and from the tray still works.'
              : 'Works in every program, also while this window is closed.'}
        </p>
      </div>
      <div className={styles['controls']}>
        <Button
          variant="default"
          data-testid="shortcut"
          aria-label={
            shortcut ? `Change the shortcut ${keysOf(shortcut, platform).join(' ')}` : 'Set a shortcut'
          }
          onClick={() => setRecording(!recording)}
          onKeyDown={record}
          onBlur={() => setRecording(false)}
        >
          {recording ? 'Press keys…' : shortcut ? <Keys keys={keysOf(shortcut, platform)} /> : 'None'}
        </Button>
        {shortcut && (
          <Button variant="subtle" onClick={() => void update({ pauseShortcut: null })}>
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
