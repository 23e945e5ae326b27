/** Which of the ways a microphone can fail to open an error of getUserMedia stands for. */
import type { MicrophoneState } from '../../contract/channels.ts';

export type OpenFailure = Extract<MicrophoneState, 'denied' | 'missing' | 'busy' | 'failed'>;

export function classifyOpenError(error: unknown): OpenFailure {
  switch (error instanceof Error ? error.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'denied';
    case 'NotFoundError':
    // The chosen device went away between the look at the list and the attempt to open it.
    case 'OverconstrainedError':
      return 'missing';
    // The device is there and allowed, but the system could not start it: in practice another program holds it.
    case 'NotReadableError':
    case 'AbortError':
      return 'busy';
    default:
      return 'failed';
  }
}
