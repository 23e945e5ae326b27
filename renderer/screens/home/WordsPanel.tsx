import { Panel } from '../../components/Panel.tsx';
import { ScoreTrace } from '../../components/ScoreTrace.tsx';
import { useWords } from '../../components/useWords.ts';
import { SensitivitySlider, WordSwitch } from '../../components/WordControls.tsx';
import type { Word } from '../../store/words.ts';
import styles from './WordsPanel.module.css';

/** One line per wake word: whether it is on, its live score, and how easily it wakes. */
export function WordsPanel() {
  const words = useWords();
  return (
    <Panel title="Wake words" aside={<span className={styles['legend']}>score, last ten seconds</span>}>
      <ul className={styles['rows']}>
        {words.map((word) => (
          <Row key={word.model} word={word} />
        ))}
      </ul>
    </Panel>
  );
}

function Row({ word }: { word: Word }) {
  return (
    <li className={styles['row']}>
      <div className={styles['name']}>
        <WordSwitch word={word} />
        <div className={styles['sensitivity']}>
          <span className={styles['label']} aria-hidden="true">
            Sensitivity
          </span>
          <SensitivitySlider word={word} />
        </div>
      </div>
      {word.enabled && word.usable ? (
        <ScoreTrace model={word.model} phrase={word.phrase} />
      ) : (
        <p className={styles['off']}>{word.usable ? 'Off' : 'Its model file is missing or damaged'}</p>
      )}
    </li>
  );
}
