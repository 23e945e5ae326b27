import { Button } from '@mantine/core';
import { IconMicrophone } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { MicrophoneNotice } from '../../components/MicrophoneNotice.tsx';
import { SpeakerChip } from '../../components/SpeakerChip.tsx';
import { useHark } from '../../components/servicesContext.ts';
import { voiceOf } from '../../components/speakerView.ts';
import type { Refusal } from '../../store/profilesSlice.ts';
import styles from './EnrollScreen.module.css';
import { triedView, tryRefusalText } from './enrollView.ts';
import { Paused } from './MicrophoneStep.tsx';
import { RefusalCallout } from './RefusalCallout.tsx';
import { SpeechStrip } from './SpeechStrip.tsx';
import { StepFrame } from './StepFrame.tsx';
import { useSpace } from './useKeys.ts';

interface Props {
  profileId: string;
  onDone(): void;
}

/** Says whose voice it hears, as it will at every command. */
export function TryStep({ profileId, onDone }: Props) {
  const tryIt = useHark((store) => store.tryVoiceprint);
  const end = useHark((store) => store.endReading);
  const tried = useHark((store) => store.tried);
  const isTrying = useHark((store) => store.isTrying);
  const [refused, setRefused] = useState<Refusal | null>(null);
  const [tries, setTries] = useState(0);
  const primary = useRef<HTMLButtonElement>(null);
  const isRight = tried !== null && triedView(tried.speaker, profileId).isRight;
  const listen = async () => {
    if (isTrying) return;
    setTries((count) => count + 1);
    setRefused(await tryIt());
  };
  useSpace(() => void (isRight ? onDone() : listen()));
  const leave = () => {
    if (isTrying) void end('cancel');
    onDone();
  };
  return (
    <StepFrame
      title="Try it"
      actions={
        <>
          {isTrying && (
            <Button size="md" variant="default" data-testid="try-cancel" onClick={() => void end('cancel')}>
              Stop
            </Button>
          )}
          {tried !== null && isRight && (
            <Button size="md" variant="default" data-testid="try-again" onClick={() => void listen()}>
              Once more
            </Button>
          )}
          {!isRight && (
            <Button size="md" variant="default" data-testid="try-skip" onClick={leave}>
              {tries > 0 ? 'Go on anyway' : 'Skip this'}
            </Button>
          )}
          <Button
            ref={primary}
            size="md"
            variant="filled"
            data-testid="try"
            aria-disabled={isTrying}
            leftSection={isRight ? null : <IconMicrophone size={18} stroke={1.8} aria-hidden="true" />}
            onClick={() => void (isRight ? onDone() : listen())}
          >
            {isTrying ? 'Listening…' : isRight ? 'Go on' : tries > 0 ? 'Try once more' : 'Listen to me'}
          </Button>
        </>
      }
    >
      <p className={styles['lead']}>
        Press Space or the button and say any whole sentence. Then let someone else try.
      </p>
      <Paused />
      <MicrophoneNotice />
      <SpeechStrip isListening={isTrying} speechMs={null} />
      <div className={styles['heard']} role="status" data-testid="tried">
        {isTrying && <p className={styles['hint']}>Listening…</p>}
        {!isTrying && tried && (
          <>
            {tried.speaker && <SpeakerChip voice={voiceOf(tried.speaker)} />}
            <p>{triedView(tried.speaker, profileId).text}</p>
          </>
        )}
      </div>
      <RefusalCallout refusal={refused} textOf={tryRefusalText} />
    </StepFrame>
  );
}
