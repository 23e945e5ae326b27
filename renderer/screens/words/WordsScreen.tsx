import { useEffect, useRef } from 'react';
import { highestEvidence } from '../../capture/meterFeed.ts';
import { formatScore, formatTime } from '../../components/format.ts';
import { LevelMeter } from '../../components/LevelMeter.tsx';
import { MicrophoneNotice } from '../../components/MicrophoneNotice.tsx';
import { Panel } from '../../components/Panel.tsx';
import { ScoreTrace } from '../../components/ScoreTrace.tsx';
import { useHark, useServices } from '../../components/servicesContext.ts';
import { useWords } from '../../components/useWords.ts';
import { SensitivitySlider, WordSwitch } from '../../components/WordControls.tsx';
import type { Word } from '../../store/words.ts';
import { Page } from '../Page.tsx';
import styles from './WordsScreen.module.css';

/** Which words listen and how easily each wakes, with a live test beside every slider. */
export function WordsScreen() {
  const words = useWords();
  return (
    <Page
      title="Wake words"
      intro="Turn words on and off, and set how easily each one wakes. Say the word while you move its slider: the line shows what Hark makes of it, the dashed one what is enough."
    >
      <MicrophoneNotice />
      <Panel title="Sound now">
        <LevelMeter />
        <p className={styles['hint']}>
          If a television wakes Hark, move the slider to the left; if you have to repeat yourself, to the
          right. In a noisy room the threshold comes down by itself.
        </p>
      </Panel>
      {words.map((word) => (
        <WordCard key={word.model} word={word} />
      ))}
    </Page>
  );
}

function WordCard({ word }: { word: Word }) {
  const lastAt = useHark(
    (store) => store.assistant?.wakes.find((wake) => wake.model === word.model)?.at ?? null,
  );
  return (
    <section className={styles['card']} aria-label={word.phrase}>
      <header className={styles['header']}>
        <WordSwitch word={word} />
        {lastAt !== null && <span className={styles['heard']}>heard at {formatTime(lastAt)}</span>}
      </header>
      {!word.usable && <p className={styles['broken']}>Its model file is missing or damaged. See About.</p>}
      {word.enabled && word.usable && (
        <div className={styles['test']}>
          <div className={styles['trace']}>
            <ScoreTrace model={word.model} phrase={word.phrase} detailed />
            <BestScore model={word.model} phrase={word.phrase} />
          </div>
          <div className={styles['sensitivity']}>
            <p className={styles['label']}>Sensitivity</p>
            <SensitivitySlider word={word} />
            <p className={styles['ends']} aria-hidden="true">
              <span>fewer false wakes</span>
              <span>fewer misses</span>
            </p>
          </div>
        </div>
      )}
    </section>
  );
}

/** How often the sentence below a trace follows it. */
const SENTENCE_EVERY_MS = 500;

/** Says what the trace shows, written past React. */
function BestScore({ model, phrase }: { model: string; phrase: string }) {
  const { feed } = useServices();
  const box = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    let writtenAt = Number.NEGATIVE_INFINITY;
    const write = () => {
      const now = performance.now();
      if (!box.current || now - writtenAt < SENTENCE_EVERY_MS) return;
      writtenAt = now;
      const trace = feed.trace(model);
      box.current.textContent = sentence(phrase, highestEvidence(trace), trace.thresholds.at(-1) ?? null);
    };
    write();
    return feed.subscribe(write);
  }, [feed, model, phrase]);
  return <p ref={box} className={styles['best']} />;
}

function sentence(phrase: string, best: number | null, threshold: number | null): string {
  if (best === null || threshold === null) return `Say “${phrase}” to test it.`;
  const verdict = best >= threshold ? 'enough to wake' : 'not enough to wake';
  return `Best in the last ten seconds: ${formatScore(best)}, ${verdict} (${formatScore(threshold)} needed).`;
}
