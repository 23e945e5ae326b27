import { MicrophoneNotice } from '../../components/MicrophoneNotice.tsx';
import { ClockPanel } from './ClockPanel.tsx';
import { CommandBar } from './CommandBar.tsx';
import { CommandPanel } from './CommandPanel.tsx';
import { EngineNotice } from './EngineNotice.tsx';
import { Hero } from './Hero.tsx';
import styles from './HomeScreen.module.css';
import { SoundStrip } from './SoundStrip.tsx';
import { WakePanel } from './WakePanel.tsx';
import { Welcome } from './Welcome.tsx';
import { WordsPanel } from './WordsPanel.tsx';

/** How the assistant is, what it hears, what it is doing about it, and what woke it and why. */
export function HomeScreen() {
  return (
    <div className={styles['home']}>
      <Hero />
      <EngineNotice />
      <MicrophoneNotice />
      <Welcome />
      <CommandBar />
      <div className={styles['columns']}>
        <CommandPanel />
        <div className={styles['side']}>
          <SoundStrip />
          <ClockPanel />
          <WakePanel />
        </div>
        <WordsPanel />
      </div>
    </div>
  );
}
