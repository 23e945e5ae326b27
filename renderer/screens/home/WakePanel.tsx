import { UnstyledButton } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { WakeRecord } from '../../../contract/channels.ts';
import { formatTime } from '../../components/format.ts';
import { Panel } from '../../components/Panel.tsx';
import { useHark } from '../../components/servicesContext.ts';
import { listPhrases } from '../../components/stateView.ts';
import { useWords } from '../../components/useWords.ts';
import { WakeChart } from '../../components/WakeChart.tsx';
import { explainWake, type WakeHop, wakeHops } from './explainWake.ts';
import styles from './WakePanel.module.css';

const NONE: WakeRecord[] = [];

/** Why it woke, for the newest wake or the one that was picked from the list below. */
export function WakePanel() {
  const wakes = useHark((store) => store.assistant?.wakes ?? NONE);
  const [pickedId, setPickedId] = useState<string | null>(null);
  const shown = wakes.find((wake) => wake.id === pickedId) ?? wakes[0];
  return (
    <Panel
      title="Why it woke"
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
                onClick={() => setPickedId(wake.id)}
              >
                <span className={styles['phrase']}>{wake.phrase}</span>
                <span className={styles['figures']}>{wake.score.toFixed(2)}</span>
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
    <div className={styles['explanation']} data-testid="wake-explanation" data-wake={wake.id}>
      <p className={styles['name']}>{wake.phrase}</p>
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
                <td>{hop.threshold.toFixed(2)}</td>
                <td>{hop.levelDbfs.toFixed(0)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
