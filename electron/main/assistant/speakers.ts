/** Who spoke: what the engine says of a voice, together with what is known of its profile. */
import type { SpeakerRecord } from '../../../contract/interactions.ts';
import type { ProfileRules } from '../../../contract/profiles.ts';
import type { SpeakerResult } from '../../../contract/speaker.ts';
import type { Speaker } from './policy.ts';

export interface KnownVoice {
  name: string;
  rules: ProfileRules;
  hasPin: boolean;
}

export interface KnownVoices {
  /** 'none' without profiles: voices are not told apart then. 'locked' and 'unavailable' where they should be, but cannot. */
  readonly state: 'none' | 'told_apart' | 'locked' | 'unavailable';
  /** Null where there is no such profile (any more). */
  find(profileId: string): KnownVoice | null;
  /** What guarded commands ask for. */
  guardedBy(): 'words' | 'pin';
  /** A command was given by this voice. */
  heard(profileId: string): void;
  /** @throws HarkError (by rejection) action.refused: no more tries for a while; profile.* */
  isPin(profileId: string, pin: string): Promise<boolean>;
}

/** As it is shown and kept; null where voices are not told apart. */
export function recordOf(result: SpeakerResult, voices: KnownVoices): SpeakerRecord | null {
  if (voices.state === 'none') return null;
  const { outcome, profileId, score, threshold } = result;
  const known = profileOf(result, voices);
  if (known === null) {
    return {
      outcome: outcome === 'known' ? 'stranger' : outcome,
      profileId: null,
      name: null,
      confidence: null,
      score,
      threshold,
    };
  }
  const confidence = isSure(result) ? 'sure' : 'likely';
  return { outcome, profileId, name: known.name, confidence, score, threshold };
}

/** As it is judged. @param result null where the engine said nothing of it */
export function speakerOf(result: SpeakerResult | null, voices: KnownVoices): Speaker | null {
  const { state } = voices;
  if (state === 'none') return null;
  if (state !== 'told_apart') return { outcome: state };
  if (result === null) return { outcome: 'untold' };
  const { outcome, profileId } = result;
  if (outcome !== 'known') return { outcome };
  const known = profileOf(result, voices);
  // Its profile was deleted since.
  if (known === null || profileId === null) return { outcome: 'stranger' };
  return { outcome, profileId, rules: known.rules, isSure: isSure(result), hasPin: known.hasPin };
}

function profileOf({ outcome, profileId }: SpeakerResult, voices: KnownVoices): KnownVoice | null {
  return outcome === 'known' && profileId !== null ? voices.find(profileId) : null;
}

function isSure({ score, strictThreshold }: SpeakerResult): boolean {
  return score !== null && strictThreshold !== null && score >= strictThreshold;
}
