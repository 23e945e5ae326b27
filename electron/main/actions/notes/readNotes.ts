import { z } from 'zod';
import { defineAction } from '../action.ts';
import { counted } from '../wording.ts';
import { ended, shortened } from './addNote.ts';
import { fittingNotes, type SaidNote, saidNote, whichNoteSlots } from './chooseNote.ts';

/** Those that are read aloud, the newest; the window shows them all. */
export const NOTES_READ_MAX = 5;

export const readNotes = defineAction({
  intent: 'HarkReadNotes',
  title: 'Read notes',
  group: 'Notes',
  risk: 'personal',
  slots: z.object(whichNoteSlots),
  preview: (said) => (isAny(said) ? 'Read your notes' : `Read the ${saidNote(said)}`),
  perform(said, { notes }) {
    const every = notes.list();
    const all = isAny(said) ? every : fittingNotes(every, said);
    if (every.length > 0 && all.length === 0) return { reply: `There is no ${saidNote(said)}.` };
    const read = all.slice(0, NOTES_READ_MAX).map(({ text }) => ended(shortened(text)));
    if (read.length === 0) return { reply: 'You have no notes.' };
    if (all.length === 1 && !isAny(said)) return { reply: read[0] ?? '' };
    if (all.length === 1) return { reply: `You have 1 note: ${read[0]}` };
    const which = all.length > read.length ? `. The newest ${read.length}` : '';
    return { reply: `You have ${counted(all.length, 'note')}${which}: ${read.join(' ')}` };
  },
});

/** Nothing was said that tells one from others. */
function isAny({ place, about }: SaidNote): boolean {
  return place === undefined && about === undefined;
}
