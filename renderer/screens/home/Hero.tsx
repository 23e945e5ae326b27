import { Button } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import type { WakeRecord } from '../../../contract/channels.ts';
import { formatTime } from '../../components/format.ts';
import { Orb } from '../../components/Orb.tsx';
import { useHark } from '../../components/servicesContext.ts';
import { useRecentWake } from '../../components/useRecentWake.ts';
import { useStateView } from '../../components/useStateView.ts';
import styles from './Hero.module.css';

/** The assistant's state, large; and what it heard last. */
export function Hero() {
  const state = useHark((store) => store.assistant?.state ?? 'starting');
  const { title, detail, tone } = useStateView();
  const wake = useRecentWake();
  return (
    <header className={styles['hero']} data-testid="assistant-state" data-state={state}>
      <Orb tone={tone} woke={wake !== null} />
      <div className={styles['words']}>
        <h1 className={styles['title']} data-woke={wake ? '' : undefined}>
          {wake ? headline(wake) : title}
        </h1>
        <p className={styles['detail']}>{wake ? wakeDetail(wake) : detail}</p>
        <PauseButton />
      </div>
      <LastWake />
    </header>
  );
}

function headline({ phrase, verdict }: WakeRecord): string {
  return verdict === 'maybe' ? `“${phrase}”?` : `Heard “${phrase}”`;
}

function wakeDetail({ at, verdict }: WakeRecord): string {
  return verdict === 'maybe' ? 'Listening to it again' : `at ${formatTime(at)}`;
}

function PauseButton() {
  const state = useHark((store) => store.assistant?.state ?? null);
  const pause = useHark((store) => store.pause);
  const resume = useHark((store) => store.resume);
  const isPaused = state === 'paused';
  const Icon = isPaused ? IconPlayerPlay : IconPlayerPause;
  return (
    <Button
      className={styles['pause']}
      data-testid="pause"
      variant={isPaused ? 'filled' : 'default'}
      size="sm"
      disabled={state === null || state === 'failed'}
      leftSection={<Icon size={18} stroke={1.8} aria-hidden="true" />}
      onClick={() => void (isPaused ? resume() : pause())}
    >
      {isPaused ? 'Resume listening' : 'Pause'}
    </Button>
  );
}

function LastWake() {
  const wake = useHark((store) => store.assistant?.wakes.find(({ verdict }) => verdict === 'woke') ?? null);
  if (!wake) {
    return (
      <div className={styles['last']}>
        <span className={styles['lastLabel']}>Last heard</span>
        <span className={styles['lastNone']}>Nothing yet</span>
      </div>
    );
  }
  return (
    <div className={styles['last']} data-testid="last-wake" data-model={wake.model} data-at={wake.at}>
      <span className={styles['lastLabel']}>Last heard</span>
      <span className={styles['lastPhrase']}>{wake.phrase}</span>
      <span className={styles['lastWhen']}>
        {formatTime(wake.at)} · scored {wake.score.toFixed(2)}
      </span>
    </div>
  );
}
