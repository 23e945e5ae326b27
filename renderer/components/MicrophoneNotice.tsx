import { Button } from '@mantine/core';
import { failureText } from '../store/failureTexts.ts';
import { Callout } from './Callout.tsx';
import { microphoneHelp } from './microphoneHelp.ts';
import { useHark, useServices } from './servicesContext.ts';
import { type MicrophoneProblem, microphoneProblem } from './stateView.ts';
import { useMicrophoneSettings } from './useSettings.ts';

/** Whatever is to be said about the audio source: a problem with its help, a stand-in, or the sample recording. */
export function MicrophoneNotice() {
  const microphone = useHark((state) => state.microphone);
  const mine = useMicrophoneSettings();
  if (!mine) return null;
  const problem = microphoneProblem(microphone.state);
  if (problem) return <Problem problem={problem} />;
  if (mine.settings.source === 'sample') {
    return (
      <Callout
        tone="info"
        title="Playing the sample recording"
        testId="sample-notice"
        actions={
          <Button size="xs" variant="default" onClick={() => mine.change({ source: 'microphone' })}>
            Use the microphone
          </Button>
        }
      >
        What Hark hears is a built-in recording with pauses, not this room.
      </Callout>
    );
  }
  if (microphone.fallback && mine.settings.device) {
    const { label } = mine.settings.device;
    return (
      <Callout
        tone="warn"
        title={`${label || 'The chosen microphone'} is not connected`}
        testId="fallback-notice"
        actions={
          <Button size="xs" variant="default" onClick={() => mine.change({ device: null })}>
            Keep the default
          </Button>
        }
      >
        The system’s default microphone stands in for it until it is plugged in again.
      </Callout>
    );
  }
  return null;
}

function Problem({ problem }: { problem: MicrophoneProblem }) {
  const { retryMicrophone } = useServices();
  const platform = useHark((state) => state.info?.platform ?? '');
  const mine = useMicrophoneSettings();
  const { title, body } = failureText(`microphone.${problem}`);
  const offersSample = mine?.settings.source === 'microphone' && problem !== 'muted';
  return (
    <Callout
      tone="warn"
      title={title}
      testId={`microphone-${problem}`}
      actions={
        <>
          <Button size="xs" variant="filled" onClick={retryMicrophone}>
            Try again
          </Button>
          {offersSample && (
            <Button size="xs" variant="default" onClick={() => mine.change({ source: 'sample' })}>
              Use the sample recording
            </Button>
          )}
        </>
      }
    >
      {body} {microphoneHelp(problem, platform)}
    </Callout>
  );
}
