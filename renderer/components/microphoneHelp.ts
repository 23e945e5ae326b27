/** What to do about each way a microphone fails, in the words of the platform. Pure. */
import { unreachable } from '../../contract/failures.ts';
import type { MicrophoneProblem } from './stateView.ts';

/** `platform` is Node's process.platform. */
export function microphoneHelp(problem: MicrophoneProblem, platform: string): string {
  switch (problem) {
    case 'denied':
      return denied(platform);
    case 'missing':
      return 'Until then you can try Hark on the sample recording.';
    case 'busy':
      return busy(platform);
    case 'muted':
      return 'Look for a mute switch on the device or its cable, and for its volume in the sound settings. Hark goes on as soon as it hears anything. A microphone that cuts out between words shows this too, and is fine.';
    case 'failed':
      return 'Hark keeps trying. Plugging it in again, or choosing another one under Settings, often helps.';
    default:
      return unreachable(problem);
  }
}

function denied(platform: string): string {
  switch (platform) {
    case 'darwin':
      return 'Open System Settings › Privacy & Security › Microphone, turn Hark on, and start Hark again.';
    case 'win32':
      return 'Open Settings › Privacy & security › Microphone and let desktop apps use it. Then come back here.';
    default:
      return 'Allow it in the privacy settings of the desktop, or in the permissions of the package if Hark runs in a sandbox. Then come back here.';
  }
}

function busy(platform: string): string {
  const other = 'Close calls, recorders and browser tabs that use it; Hark keeps trying.';
  if (platform !== 'win32') return other;
  return `${other} In the device’s properties, “exclusive control” can also be taken from programs.`;
}
