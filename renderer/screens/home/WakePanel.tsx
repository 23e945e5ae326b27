import { UnstyledButton } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { WakeRecord } from '../../../contract/channels.ts';
import { formatScore, formatTime } from '../../components/format.ts';
import { Panel } from '../../components/Panel.tsx';
import { useHark } from '../../components/servicesContext.ts';
import { listPhrases } from '../../components/stateView.ts';
import { newestWake } from '../../components/useRecentWake.ts';
import { useWords } from '../../components/useWords.ts';
import { WakeChart } from '../../components/WakeChart.tsx';
import { explainWake, type ScoreBar, scoreBars, type WakeHop, wakeHops, wokeNothing } from './explainWake.ts';
import styles from './WakePanel.module.css';

const NONE: WakeRecord[] = [];
const PERCENT = 100;
const VERDICT_WORDS: Partial<Record<WakeRecord['verdict'], string>> = {
  maybe: 'maybe…',
  rejected: 'no',
  unknown_voice: 'not known',
};

/** Why it woke, or did not, for the newest or the one that was picked from the list below. */
export function WakePanel() {
  const wakes = useHark((store) => store.assistant?.wakes ?? NONE);
  const [pickedId, setPickedId] = useState<string | null>(null);
  const woke = newestWake(wakes);
  const shown = wakes.find((wake) => wake.id === pickedId) ?? woke ?? wakes[0];
  return (
    <Panel
      title={shown && wokeNothing(shown) ? 'Why it did not wake' : 'Why it woke'}
      aside={shown && <span className={styles['when']}>{formatTime(shown.at)}</span>}
    >
      {shown ? <Explanation wake={shown} /> : <Empty />}
      {wakes.length > 0 && (
        <ul className={styles['list']} data-testid="wake-list" aria-label="Recent wakes">
          {wakes.map((wake) => (
            <li key={wake.id}>
              <UnstyledButton
                className={styles['wake']}
                aria-pressed={wake === shown}
                data-verdict={wake.verdict}
                onClick={() => setPickedId(wake.id)}
              >
                <span className={styles['phrase']}>{wake.phrase}</span>
                <span className={styles['figures']}>
                  {VERDICT_WORDS[wake.verdict] ?? formatScore(wake.score)}
                </span>
                <span className={styles['figures']}>{formatTime(wake.at)}</span>
              </UnstyledButton>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Empty() {
  const words = useWords().filter((word) => word.enabled && word.usable);
  return (
    <p className={styles['empty']}>
      {words.length > 0
        ? `Say ${listPhrases(words.map((word) => word.phrase))}. What woke Hark shows here, with the sound around it.`
        : 'Turn on a wake word to hear from it here.'}
    </p>
  );
}

function Explanation({ wake }: { wake: WakeRecord }) {
  const summary = explainWake(wake);
  return (
    <div
      className={styles['explanation']}
      data-testid="wake-explanation"
      data-wake={wake.id}
      data-verdict={wake.verdict}
    >
      <p className={styles['name']}>{wake.phrase}</p>
      {(wake.look || wake.verdict !== 'woke') && <Scores bars={scoreBars(wake)} />}
      {wake.trace ? (
        <WakeChart trace={wake.trace} summary={`Score and level around the wake. ${summary}`} />
      ) : (
        <PendingTrace key={wake.id} at={wake.at} />
      )}
      {wake.trace && <Key />}
      <p className={styles['summary']}>{summary}</p>
      {wake.trace && <Figures hops={wakeHops(wake.trace)} />}
    </div>
  );
}

/** What the wake model and the recogniser gave, and what that makes together. */
function Scores({ bars }: { bars: ScoreBar[] }) {
  return (
    <dl className={styles['scores']} data-testid="wake-scores">
      {bars.map(({ label, value, needed, filled, mark }) => (
        <div key={label} className={styles['score']}>
          <dt>{label}</dt>
          <dd className={styles['value']}>
            {value}
            {needed && <span className={styles['needed']}> needs {needed}</span>}
          </dd>
          <dd className={styles['bar']}>
            <svg width="100%" height="8" className={styles['track']} aria-hidden="true">
              <rect width={`${filled * PERCENT}%`} height="8" className={styles['fill']} />
              {mark !== null && (
                <rect x={`${mark * PERCENT}%`} width="2" height="8" className={styles['mark']} />
              )}
            </svg>
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** The explanation follows the wake by a second of sound; later than this, none will. */
const EXPLAINED_WITHIN_MS = 4_000;

function PendingTrace({ at }: { at: number }) {
  const [awaited, setAwaited] = useState(true);
  useEffect(() => {
    const timer = setTimeout(() => setAwaited(false), Math.max(0, at + EXPLAINED_WITHIN_MS - Date.now()));
    return () => clearTimeout(timer);
  }, [at]);
  return (
    <p className={styles['pending']}>
      {awaited
        ? 'Listening to the second after it…'
        : 'The sound broke off right after it: there is no picture.'}
    </p>
  );
}

function Key() {
  return (
    <ul className={styles['key']} aria-hidden="true">
      <li data-line="score">score</li>
      <li data-line="raw">raw score</li>
      <li data-line="threshold">threshold</li>
      <li data-line="level">level</li>
    </ul>
  );
}

function Figures({ hops }: { hops: WakeHop[] }) {
  return (
    <details className={styles['details']}>
      <summary>Show the figures</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={styles['scroll']} tabIndex={0} aria-label="Figures around the wake">
        <table className={styles['table']}>
          <thead>
            <tr>
              <th scope="col">Time</th>
              <th scope="col">Score</th>
              <th scope="col">Raw</th>
              <th scope="col">Needed</th>
              <th scope="col">dBFS</th>
            </tr>
          </thead>
          <tbody>
            {hops.map((hop) => (
              <tr key={hop.timeS}>
                <th scope="row">{hop.timeS.toFixed(2)} s</th>
                <td>{hop.evidence?.toFixed(2) ?? '–'}</td>
                <td>{hop.score?.toFixed(2) ?? '–'}</td>
                <td>{formatScore(hop.threshold)}</td>
                <td>{hop.levelDbfs.toFixed(0)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
