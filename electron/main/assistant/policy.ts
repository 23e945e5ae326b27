/** Who may have what done. The one place that decides it. */

import { unreachable } from '../../../contract/failures.ts';
import type { Risk } from '../../../contract/interactions.ts';

/** Whose command it is, as far as that can be told. */
export interface Speaker {
  /** Name of the profile whose voice it is; null for a stranger. */
  profile: string | null;
}

/** @param speaker null where voices are not told apart: then whoever is at this machine counts as its owner */
export function mayPerform(risk: Risk, speaker: Speaker | null): boolean {
  switch (risk) {
    case 'open':
      return true;
    case 'personal':
    case 'guarded':
      return speaker === null || speaker.profile !== null;
    default:
      return unreachable(risk);
  }
}
