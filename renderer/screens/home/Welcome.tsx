import { Button, CloseButton } from '@mantine/core';
import { IconEar, IconLicense, IconLock, type TablerIcon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { DevicePicker } from '../../components/DevicePicker.tsx';
import { useHark } from '../../components/servicesContext.ts';
import { useMicrophoneSettings } from '../../components/useSettings.ts';
import styles from './Welcome.module.css';

/**
 * What to know on the first run. It stands among the rest of the screen instead of over it: Hark works from the first
 * moment, whether this is read or not.
 */
export function Welcome() {
  const isNew = useHark((store) => store.settings?.licencesSeen === false);
  const update = useHark((store) => store.updateSettings);
  const go = useHark((store) => store.go);
  const mine = useMicrophoneSettings();
  if (!isNew || !mine) return null;
  const close = () => {
    void update({ licencesSeen: true });
    // The button that has the focus goes away with the welcome.
    document.getElementById('content')?.focus();
  };
  const usesSample = mine.settings.source === 'sample';
  return (
    <section className={styles['welcome']} aria-labelledby="welcome" data-testid="welcome">
      <header className={styles['header']}>
        <h2 id="welcome" className={styles['title']}>
          Welcome. Three things to know
        </h2>
        <CloseButton aria-label="Skip the welcome" data-testid="welcome-skip" onClick={close} />
      </header>
      <ul className={styles['points']}>
        <Point Icon={IconEar} title="It listens for its words">
          Every moment of sound is scored against the wake words that are on. Only after one of them does it
          listen to what you say.
        </Point>
        <Point Icon={IconLock} title="It stays on this computer">
          A few seconds of sound are held in memory, never saved, never sent. Commands are kept as text for a
          week, or as long as you set.
        </Point>
        <Point Icon={IconLicense} title="Its models have licences">
          The wake words are openWakeWord’s, under CC BY-NC-SA 4.0: for non-commercial use only.
        </Point>
      </ul>
      <footer className={styles['footer']}>
        <div className={styles['picker']}>
          <DevicePicker />
        </div>
        <Button
          variant="default"
          onClick={() => mine.change({ source: usesSample ? 'microphone' : 'sample' })}
        >
          {usesSample ? 'Use the microphone' : 'Try the sample recording'}
        </Button>
        <Button variant="default" onClick={() => go('about')}>
          Read the licences
        </Button>
        <Button variant="filled" data-testid="welcome-done" onClick={close}>
          Got it
        </Button>
      </footer>
    </section>
  );
}

function Point({ Icon, title, children }: { Icon: TablerIcon; title: string; children: ReactNode }) {
  return (
    <li className={styles['point']}>
      <Icon size={22} stroke={1.6} aria-hidden="true" className={styles['icon']} />
      <h3 className={styles['pointTitle']}>{title}</h3>
      <p>{children}</p>
    </li>
  );
}
