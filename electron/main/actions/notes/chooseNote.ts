/** Which note is meant by what was said of it: its place among the newest, or words that it holds. Pure. */
import { z } from 'zod';
import type { Note } from '../../../../contract/actions.ts';
import { HarkError } from '../../../../contract/failures.ts';
import { shortened } from './addNote.ts';

/** As notes are read and shown, the newest first; "last" is the one that was taken last. */
const PLACES = { first: 0, last: 0, second: 1, third: 2, fourth: 3, fifth: 4 } as const;
type Place = keyof typeof PLACES;

export const whichNoteSlots = {
  place: z.enum(Object.keys(PLACES) as [Place, ...Place[]]).optional(),
  /** Words that it holds. */
  about: z.string().trim().min(1).optional(),
};
const whichNote = z.object(whichNoteSlots);
export type SaidNote = z.infer<typeof whichNote>;

/** "note about milk", "second note", "last note". */
export function saidNote({ place, about }: SaidNote): string {
  if (about !== undefined) return `note about ${shortened(about)}`;
  return `${place ?? 'last'} note`;
}

/** Those that fit. @param notes the newest first; so is what it returns */
export function fittingNotes(notes: readonly Note[], { place, about }: SaidNote): Note[] {
  if (about !== undefined) {
    const words = wordsOf(about);
    return notes.filter(({ text }) => {
      const have = new Set(wordsOf(text));
      return words.every((word) => have.has(word));
    });
  }
  const note = notes[PLACES[place ?? 'last']];
  return note === undefined ? [] : [note];
}

/**
 * The one that is meant. A failure holds no note's words: it is kept in the history, which notes are not to get into.
 *
 * @throws HarkError action.failed: there is none, or several fit; its message asks for more
 */
export function theNote(notes: readonly Note[], said: SaidNote): Note {
  const [first, ...others] = fittingNotes(notes, said);
  if (first === undefined) throw new HarkError('action.failed', `there is no ${saidNote(said)}`);
  if (others.length === 0) return first;
  throw new HarkError('action.failed', `there is more than one ${saidNote(said)}. Say more of it`);
}

/** "The eggs" and "egg" are about one thing. */
function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && !['the', 'a', 'an', 'my'].includes(word))
    .map((word) => (word.length > 3 ? word.replace(/s$/, '') : word));
}
