/** Voiceprints made of takes, added to, cut back. Pure. */
import { HarkError, unreachable } from '../../../contract/failures.ts';
import { type DraftCheck, REFERENCES_MAX, TAKES_MIN } from '../../../contract/speaker.ts';
import { type Draft, takesOf } from './draft.ts';
import { likenesses, MICROPHONES_LIKENESS_MIN, meanCosine, TAKES_LIKENESS_MIN } from './likeness.ts';
import { requireModel } from './sealedPrint.ts';
import type { Reference, Voiceprint } from './voiceprint.ts';

export type PrintEdit =
  | { what: 'remove_reference'; referenceId: string }
  | { what: 'undo_adaptation'; since: number };

/** What the takes of a draft have in common. */
export function checkDraft(draft: Draft): DraftCheck {
  const takes = takesOf(draft);
  const alike = likenesses(takes.map(({ speech }) => speech.embedding)).filter((value) => value !== null);
  return {
    takes: draft.takes.map((take) => take?.report ?? null),
    cohesion: alike.length === 0 ? null : alike.reduce((sum, value) => sum + value, 0) / alike.length,
    consistent: alike.every((value) => value >= TAKES_LIKENESS_MIN),
    speechMs: takes.reduce((sum, { speech }) => sum + speech.speechMs, 0),
  };
}

/**
 * The voiceprint that a draft makes, or `base` with the draft's references added.
 * @throws HarkError enrollment.speech, enrollment.inconsistent, profile.full, profile.foreign_model
 */
export function printOf(draft: Draft, base: Voiceprint | null): Voiceprint {
  const takes = takesOf(draft);
  if (takes.length < TAKES_MIN) {
    throw new HarkError('enrollment.speech', `${takes.length} good sentences instead of ${TAKES_MIN}`);
  }
  const inconsistent = (why: string) => new HarkError('enrollment.inconsistent', why);
  if (!checkDraft(draft).consistent) throw inconsistent('the sentences do not sound like one person');
  const added = takes.flatMap(({ speech, wake }) => (wake === null ? [speech] : [speech, wake]));
  const { model, modelSha256 } = draft;
  if (base === null) return { model, modelSha256, references: added };

  requireModel(base, draft);
  const known = speechOf(base);
  for (const { speech } of takes) {
    const likeness = meanCosine(speech.embedding, known);
    if (likeness !== null && likeness < MICROPHONES_LIKENESS_MIN) {
      throw inconsistent('the sentences do not sound like the person of this profile');
    }
  }
  const references = [
    ...base.references,
    ...added.map((reference): Reference => ({ ...reference, origin: 'microphone' })),
  ];
  return { model, modelSha256, references: withRoom(references) };
}

/** @throws HarkError profile.unknown, enrollment.speech where no speech that was enrolled would be left */
export function edited(print: Voiceprint, edit: PrintEdit): Voiceprint {
  const references = print.references.filter((reference) => !goes(reference, edit));
  if (edit.what === 'remove_reference' && references.length === print.references.length) {
    throw new HarkError('profile.unknown', 'the profile has no such reference');
  }
  if (!references.some(({ kind, origin }) => kind === 'speech' && origin !== 'adaptation')) {
    throw new HarkError('enrollment.speech', 'a profile needs at least one reference');
  }
  return { ...print, references };
}

function goes(reference: Reference, edit: PrintEdit): boolean {
  switch (edit.what) {
    case 'remove_reference':
      return reference.id === edit.referenceId;
    case 'undo_adaptation':
      return reference.origin === 'adaptation' && reference.at >= edit.since;
    default:
      return unreachable(edit);
  }
}

function speechOf(print: Voiceprint): Float32Array[] {
  return print.references.filter(({ kind }) => kind === 'speech').map(({ embedding }) => embedding);
}

/** Adaptations make room for what was enrolled, the oldest first. @throws HarkError profile.full */
function withRoom(references: readonly Reference[]): readonly Reference[] {
  const surplus = references.length - REFERENCES_MAX;
  if (surplus <= 0) return references;
  const oldest = references
    .filter(({ origin }) => origin === 'adaptation')
    .toSorted((a, b) => a.at - b.at)
    .slice(0, surplus);
  if (oldest.length < surplus) {
    throw new HarkError('profile.full', `a profile holds at most ${REFERENCES_MAX} references`);
  }
  return references.filter((reference) => !oldest.includes(reference));
}
