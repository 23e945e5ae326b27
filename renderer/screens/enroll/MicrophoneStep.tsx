import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { HopMessage } from '../../../contract/engine.ts';
import { Callout } from '../../components/Callout.tsx';
import { DevicePicker } from '../../components/DevicePicker.tsx';
import { LevelMeter } from '../../components/LevelMeter.tsx';
import { MicrophoneNotice } from '../../components/MicrophoneNotice.tsx';
import { useHark, useServices } from '../../components/servicesContext.ts';
import styles from './EnrollScreen.module.css';
import { ROOM_VIEWS, RoomCheck, type RoomVerdict } from './roomCheck.ts';
import { StepFrame } from './StepFrame.tsx';
import { Verdict } from './Verdict.tsx';

interface Props {
  canGoBack: boolean;
  onBack(): void;
  onDone(): void;
}

/** Whether the microphone and the room will do. */
export function MicrophoneStep({ canGoBack, onBack, onDone }: Props) {
  const isLive = useHark(({ microphone }) => microphone.state === 'live');
  const verdict = useRoomVerdict();
  const { title, advice, tone } = ROOM_VIEWS[isLive ? verdict : 'waiting'];
  const isGood = isLive && verdict === 'good';
  return (
    <StepFrame
      title="Does the microphone hear you?"
      actions={
        <>
          {canGoBack && (
            <Button size="md" variant="default" onClick={onBack}>
              Back
            </Button>
          )}
          <Button
            size="md"
            variant={isGood ? 'filled' : 'default'}
            data-testid="microphone-done"
            disabled={!isLive}
            onClick={onDone}
          >
            {isGood || !isLive ? 'Go on' : 'Go on anyway'}
          </Button>
        </>
      }
    >
      <p className={styles['lead']}>
        Speak from where you usually talk to Hark. The bar moves with your voice and should stay below its
        end.
      </p>
      <Paused />
      <MicrophoneNotice />
      <DevicePicker />
      <div className={styles['panel']}>
        <LevelMeter />
      </div>
      {isLive && <Verdict title={title} advice={advice} tone={tone} testId="room-verdict" state={verdict} />}
    </StepFrame>
  );
}

/** Of a paused Hark the microphone is closed. */
export function Paused() {
  const isPaused = useHark(({ assistant }) => assistant?.state === 'paused');
  const resume = useHark((store) => store.resume);
  if (!isPaused) return null;
  return (
    <Callout
      tone="warn"
      title="Hark is paused"
      testId="enroll-paused"
      actions={
        <Button size="xs" variant="filled" onClick={() => void resume()}>
          Resume listening
        </Button>
      }
    >
      The microphone is closed meanwhile.
    </Callout>
  );
}

/** Changes a few times a minute at most; what it is made of stays out of React. */
function useRoomVerdict(): RoomVerdict {
  const { feed } = useServices();
  const device = useHark(({ settings }) => settings?.microphone.device?.id ?? null);
  const [verdict, setVerdict] = useState<RoomVerdict>('waiting');
  // biome-ignore lint/correctness/useExhaustiveDependencies: another microphone begins anew
  useEffect(() => {
    const check = new RoomCheck();
    let last: HopMessage | null = null;
    setVerdict('waiting');
    return feed.subscribe(() => {
      const hop = feed.last;
      if (!hop) return check.reset();
      if (hop === last) return;
      last = hop;
      check.accept(hop);
      setVerdict(check.verdict);
    });
  }, [feed, device]);
  return verdict;
}
