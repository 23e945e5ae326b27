/** Compares voices: what a profile's references and a cohort of strangers say of a stretch of speech. */
import type { SpeakerResult, VoiceSummary } from '../../../contract/speaker.ts';
import { unreachable } from '../../../contract/failures.ts';
import type { SpokenSample, Voiceprint } from './voiceprint.ts';

/** A profile, made ready to be compared with. */
export interface KnownVoice {
  profileId: string;
  print: Voiceprint;
  summary: VoiceSummary;
}

/** @throws HarkError profile.foreign_model where another model made it */
export function knownVoice(_profileId: string, _print: Voiceprint, _targetFar: number): KnownVoice {
  return unreachable(undefined as never);
}

/**
 * Whose voice a sample is. Never throws: what cannot be told is an outcome.
 * @param kind 'wake' for a wake phrase alone, which is short and always the same; 'speech' for anything
 */
export function judgeVoice(
  _sample: SpokenSample,
  _voices: readonly KnownVoice[],
  _kind: 'speech' | 'wake',
): Omit<SpeakerResult, 'latencyMs'> {
  return unreachable(undefined as never);
}
