import { Button } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay, IconRefresh } from '@tabler/icons-react';
import type { MicrophoneState } from '../../../contract/channels.ts';
import type { HealthSnapshot } from '../../../contract/health.ts';
import { formatSpan } from '../../components/format.ts';
import { Panel } from '../../components/Panel.tsx';
import { useHark, useServices } from '../../components/servicesContext.ts';
import { microphoneProblem } from '../../components/stateView.ts';
import { failureText } from '../../store/failureTexts.ts';
import styles from './Cards.module.css';
import { Fact } from './Fact.tsx';
import { countOf } from './figures.ts';
import { Metric } from './Metric.tsx';
import { PROVIDER_NAMES } from './providersView.ts';
import { type Mark, StateMark } from './StateMark.tsx';

const MINUTE_MS = 60_000;

/** Whole minutes, once there are any. */
function spanText(ms: number): string {
  return formatSpan(ms < MINUTE_MS ? ms : Math.floor(ms / MINUTE_MS) * MINUTE_MS);
}

export function EngineCard({ engine }: { engine: HealthSnapshot['engine'] }) {
  const state = useHark((store) => store.assistant?.state ?? null);
  const pause = useHark((store) => store.pause);
  const resume = useHark((store) => store.resume);
  const restart = useHark((store) => store.restartEngine);
  const isPaused = state === 'paused';
  const Icon = isPaused ? IconPlayerPlay : IconPlayerPause;
  const hop = (ms: number | null) => (ms === null ? '–' : `${ms.toFixed(1)} ms`);
  return (
    <Panel
      title="Voice engine"
      aside={
        <StateMark
          mark={engine.running ? 'good' : 'bad'}
          words={engine.running ? 'Running' : 'Not running'}
        />
      }
    >
      <dl className={styles['facts']} data-testid="engine-card" data-running={engine.running}>
        <Fact name="Listening for" value={engine.upMs === null ? '–' : spanText(engine.upMs)} />
        <Fact name="Restarts" value={String(engine.restarts)} />
        <Fact name="Runs on" value={PROVIDER_NAMES[engine.provider]} />
        <Fact name="Threads" value={engine.threads === null ? '–' : String(engine.threads)} />
        <Fact name="Work per 80 ms of sound" value={hop(engine.hopP50Ms)} />
        <Fact name="Slowest in a hundred" value={hop(engine.hopP99Ms)} />
        <Fact name="Sound waiting" value={countOf(engine.queuedFrames, 'frame')} />
        <Fact name="Sound lost" value={countOf(engine.droppedFrames, 'frame')} />
      </dl>
      <div className={styles['buttons']}>
        <Button
          size="xs"
          variant="default"
          data-testid="engine-restart"
          leftSection={<IconRefresh size={16} stroke={1.8} aria-hidden="true" />}
          onClick={() => void restart()}
        >
          Restart
        </Button>
        <Button
          size="xs"
          variant={isPaused ? 'filled' : 'default'}
          data-testid="engine-pause"
          disabled={state === null || state === 'failed'}
          leftSection={<Icon size={16} stroke={1.8} aria-hidden="true" />}
          onClick={() => void (isPaused ? resume() : pause())}
        >
          {isPaused ? 'Resume listening' : 'Pause'}
        </Button>
      </div>
      <Metric
        names={[
          'hark_hop_seconds',
          'hark_frames_queued',
          'hark_frames_dropped_total',
          'hark_engine_restarts_total',
        ]}
      />
    </Panel>
  );
}

const MICROPHONE_WORDS: Record<MicrophoneState, string> = {
  off: 'Closed',
  opening: 'Opening',
  live: 'Live',
  denied: 'Not allowed',
  missing: 'Not found',
  busy: 'In use elsewhere',
  muted: 'Silent',
  failed: 'Not working',
};

export function MicrophoneCard() {
  const { state, deviceLabel, fallback, inputs } = useHark((store) => store.microphone);
  const isSample = useHark((store) => store.settings?.microphone.source === 'sample');
  const { retryMicrophone } = useServices();
  const problem = microphoneProblem(state);
  const mark: Mark = problem ? 'bad' : state === 'live' ? 'good' : 'none';
  return (
    <Panel title="Microphone" aside={<StateMark mark={mark} words={MICROPHONE_WORDS[state]} />}>
      <dl className={styles['facts']} data-testid="microphone-card" data-state={state}>
        <Fact name="Source" value={isSample ? 'Sample recording' : deviceLabel || 'Not known yet'} />
        {!isSample && <Fact name="Microphones found" value={String(inputs.length)} />}
        {fallback && <Fact name="Chosen one" value="not connected; the default stands in" />}
      </dl>
      {problem && (
        <div className={styles['problem']}>
          <p>
            {failureText(`microphone.${problem}`).title}. {failureText(`microphone.${problem}`).body}
          </p>
          <Button size="xs" variant="default" onClick={retryMicrophone}>
            Try again
          </Button>
        </div>
      )}
      <Metric names={['hark_microphone_state']} />
    </Panel>
  );
}
