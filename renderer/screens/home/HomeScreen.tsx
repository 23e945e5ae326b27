import { MicrophoneNotice } from '../../components/MicrophoneNotice.tsx';
import { EngineNotice } from './EngineNotice.tsx';
import { Hero } from './Hero.tsx';
import styles from './HomeScreen.module.css';
import { SoundStrip } from './SoundStrip.tsx';
import { WakePanel } from './WakePanel.tsx';
import { Welcome } from './Welcome.tsx';
import { WordsPanel } from './WordsPanel.tsx';

/** Live wake status: how the assistant is, what it hears, what woke it and why. */
export function HomeScreen() {
  return (
    <div className={styles['home']}>
      <Hero />
      <EngineNotice />
      <MicrophoneNotice />
      <Welcome />
      <div className={styles['columns']}>
        <div className={styles['live']}>
          <SoundStrip />
          <WordsPanel />
        </div>
        <WakePanel />
      </div>
    </div>
  );
}
