import { IconFileMusic, IconMicrophone, IconMicrophoneOff } from '@tabler/icons-react';
import type { MicrophoneState } from '../../../contract/channels.ts';
import { LevelMeter } from '../../components/LevelMeter.tsx';
import { useHark } from '../../components/servicesContext.ts';
import styles from './SoundStrip.module.css';

const STATE_WORDS: Record<MicrophoneState, string> = {
  off: 'closed',
  opening: 'opening',
  live: 'live',
  denied: 'not allowed',
  missing: 'not found',
  busy: 'in use elsewhere',
  muted: 'silent',
  failed: 'not working',
};

/** The source of the sound and its level. */
export function SoundStrip() {
  const { state, deviceLabel } = useHark((store) => store.microphone);
  const isSample = useHark((store) => store.settings?.microphone.source === 'sample');
  const isHearing = state === 'live' || state === 'opening';
  const Icon = isSample ? IconFileMusic : isHearing ? IconMicrophone : IconMicrophoneOff;
  const name = isSample ? 'Sample recording' : deviceLabel || 'Microphone';
  return (
    <section className={styles['strip']} aria-label="Sound">
      <div className={styles['source']} data-testid="mic-state" data-state={state}>
        <Icon size={20} stroke={1.6} aria-hidden="true" className={styles['icon']} />
        <div className={styles['names']}>
          <span className={styles['name']} title={name}>
            {name}
          </span>
          <span className={styles['state']}>{STATE_WORDS[state]}</span>
        </div>
      </div>
      <LevelMeter />
    </section>
  );
}
