/** Who may have what done, and what has to be proven before. The one place that decides it. */
import { unreachable } from '../../../contract/failures.ts';
import type { Refusal, Risk } from '../../../contract/interactions.ts';
import type { ProfileRules } from '../../../contract/profiles.ts';
import type { SpeakerOutcome } from '../../../contract/speaker.ts';

/** Whose command it is, as far as that can be told. */
export type Speaker =
  | {
      outcome: 'known';
      profileId: string;
      rules: ProfileRules;
      /** Above the strict threshold. */
      isSure: boolean;
      hasPin: boolean;
    }
  | { outcome: Exclude<SpeakerOutcome, 'known'> }
  /** There are profiles, but nothing was said of this voice: they are locked, or cannot be compared with. */
  | { outcome: 'locked' | 'unavailable' };

/** Why not, as finely as it is said. */
export type Reason = Exclude<Speaker['outcome'], 'known'> | 'unsure' | 'rules' | 'challenge';

export type Verdict =
  | { may: 'do' }
  /** Once that was met. */
  | { may: 'prove'; by: 'words' | 'pin'; profileId: string }
  | { may: 'not'; reason: Reason };

/**
 * @param speaker null where voices are not told apart, or nothing was spoken: whoever is at this machine counts as its
 *   owner then
 * @param guardedBy what guarded commands ask for; words, of whoever has no PIN
 */
export function judge(risk: Risk, speaker: Speaker | null, guardedBy: 'words' | 'pin'): Verdict {
  if (risk === 'open' || speaker === null) return { may: 'do' };
  if (speaker.outcome !== 'known') return { may: 'not', reason: speaker.outcome };
  const { rules, isSure, hasPin, profileId } = speaker;
  switch (risk) {
    case 'personal':
      return rules.personal ? { may: 'do' } : { may: 'not', reason: 'rules' };
    case 'guarded':
      if (!rules.guarded) return { may: 'not', reason: 'rules' };
      if (!isSure) return { may: 'not', reason: 'unsure' };
      return { may: 'prove', by: guardedBy === 'pin' && hasPin ? 'pin' : 'words', profileId };
    default:
      return unreachable(risk);
  }
}

/** As it is kept. */
export function refusalOf(reason: Reason): Refusal {
  return reason === 'stranger' || reason === 'rules' || reason === 'challenge' ? reason : 'unclear';
}
