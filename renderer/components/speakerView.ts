/** Who spoke, and why a command was refused, in words. Pure. */
import { unreachable } from '../../contract/failures.ts';
import type { Interaction, Refusal, SpeakerRecord } from '../../contract/interactions.ts';
import type { SpeakerResult } from '../../contract/speaker.ts';

export type SpeakerTone = 'sure' | 'likely' | 'stranger' | 'unclear';
export type Voice = Pick<SpeakerRecord, 'outcome' | 'name' | 'confidence'>;

/** As a chip says it: "Anna, surely". */
export function speakerWords({ outcome, name, confidence }: Voice): string {
  switch (outcome) {
    case 'known':
      if (name === null) return 'A voice that was known';
      return confidence === 'sure' ? `${name}, surely` : `Probably ${name}`;
    case 'stranger':
      return 'A voice I do not know';
    case 'not_enough_speech':
      return 'Too little speech to tell';
    case 'too_noisy':
      return 'Too noisy to tell';
    case 'own_playback':
      return 'Hark’s own sound';
    case 'untold':
      return 'Could not be told this time';
    default:
      return unreachable(outcome);
  }
}

export function speakerTone({ outcome, confidence }: Voice): SpeakerTone {
  if (outcome === 'known') return confidence === 'sure' ? 'sure' : 'likely';
  return outcome === 'stranger' ? 'stranger' : 'unclear';
}

/** What was measured, as a record tells it. */
export function voiceOf(speaker: SpeakerResult & { name: string | null }): Voice {
  const { outcome, name, score, strictThreshold } = speaker;
  if (outcome !== 'known') return { outcome, name, confidence: null };
  const isSure = score !== null && strictThreshold !== null && score >= strictThreshold;
  return { outcome, name, confidence: isSure ? 'sure' : 'likely' };
}

/** The heading of a refused command. */
export function refusalTitle(refusal: Refusal | null): string {
  switch (refusal) {
    case null:
      return 'Not allowed';
    case 'stranger':
      return 'Not for a voice I do not know';
    case 'unclear':
      return 'Not without knowing who speaks';
    case 'rules':
      return 'Not allowed for this voice';
    case 'challenge':
      return 'Not confirmed';
    default:
      return unreachable(refusal);
  }
}

/** Why, and what would help. */
export function refusalText(refusal: Refusal): string {
  switch (refusal) {
    case 'stranger':
      return 'This is only done for voices that Hark knows.';
    case 'unclear':
      return 'It could not be told whose voice it was. Say it again, closer to the microphone and in a whole sentence.';
    case 'rules':
      return 'What a voice may have done is set under Voices.';
    case 'challenge':
      return 'The words or the PIN that were asked for did not come, or were not the right ones.';
    default:
      return unreachable(refusal);
  }
}

/** Who said an item of the history; null where voices were not told apart. */
export function whoSaid({ speaker, trigger }: Pick<Interaction, 'speaker' | 'trigger'>): string | null {
  if (trigger === 'typed') return 'Typed';
  return speaker && speakerWords(speaker);
}
