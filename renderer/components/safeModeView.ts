/** Why Hark runs safely, in a sentence. Pure. */
import { SAFE_MODE_AFTER } from '../../contract/upkeep.ts';

export function safeModeReason(failedStarts: number): string {
  if (failedStarts < SAFE_MODE_AFTER) return 'It was asked to.';
  return `It failed to start ${failedStarts} times, one after another.`;
}
