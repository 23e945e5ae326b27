import { Button } from '@mantine/core';
import { Callout } from '../../components/Callout.tsx';
import { useHark } from '../../components/servicesContext.ts';
import { failureText } from '../../store/failureTexts.ts';

/** Why the assistant does not listen although it is not paused, and the way back. */
export function EngineNotice() {
  const assistant = useHark((store) => store.assistant);
  const retry = useHark((store) => store.retryEngine);
  if (assistant?.state !== 'degraded' && assistant?.state !== 'failed') return null;
  const { title, body } = failureText(assistant.failure?.code ?? 'internal');
  return (
    <Callout
      tone={assistant.state === 'failed' ? 'danger' : 'warn'}
      title={title}
      testId="engine-notice"
      actions={
        <Button size="xs" variant="filled" data-testid="retry" onClick={() => void retry()}>
          Start it again
        </Button>
      }
    >
      {body}
      {assistant.failure && <p>Details: {assistant.failure.message}.</p>}
    </Callout>
  );
}
