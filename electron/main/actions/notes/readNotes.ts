import { defineAction } from '../action.ts';
import { counted } from '../wording.ts';
import { ended, shortened } from './addNote.ts';

/** Those that are read aloud, the newest; the window shows them all. */
export const NOTES_READ_MAX = 5;

export const readNotes = defineAction({
  intent: 'HarkReadNotes',
  title: 'Read notes',
  group: 'Notes',
  risk: 'personal',
  preview: () => 'Read your notes',
  perform(_said, { notes }) {
    const all = notes.list();
    const read = all.slice(0, NOTES_READ_MAX).map(({ text }) => ended(shortened(text)));
    if (read.length === 0) return { reply: 'You have no notes.' };
    if (all.length === 1) return { reply: `You have 1 note: ${read[0]}` };
    const which = all.length > read.length ? `. The newest ${read.length}` : '';
    return { reply: `You have ${counted(all.length, 'note')}${which}: ${read.join(' ')}` };
  },
});
