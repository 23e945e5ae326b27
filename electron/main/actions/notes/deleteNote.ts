import { z } from 'zod';
import { HarkError } from '../../../../contract/failures.ts';
import { defineAction } from '../action.ts';
import { counted } from '../wording.ts';
import { ended, shortened } from './addNote.ts';
import { fittingNotes, saidNote, theNote, whichNoteSlots } from './chooseNote.ts';

export const deleteNote = defineAction({
  intent: 'HarkDeleteNote',
  title: 'Delete a note',
  group: 'Notes',
  risk: 'personal',
  slots: z.object(whichNoteSlots),
  preview(said, { notes }) {
    const [note, ...others] = fittingNotes(notes.list(), said);
    if (note === undefined || others.length > 0) return `Delete the ${saidNote(said)}`;
    return `Delete the note: ${shortened(note.text)}`;
  },
  perform(said, { notes }) {
    const all = notes.list();
    if (all.length === 0) throw new HarkError('action.failed', 'there is no note to delete');
    const note = theNote(all, said);
    notes.delete(note.id);
    return { reply: `Deleted: ${ended(shortened(note.text))}`, undo: () => notes.restore(note) };
  },
});

export const deleteNotes = defineAction({
  intent: 'HarkDeleteNotes',
  title: 'Delete all notes',
  group: 'Notes',
  risk: 'guarded',
  preview: (_said, { notes }) => `Delete all notes, ${notes.list().length} at the moment`,
  perform(_said, { notes }) {
    const all = notes.list();
    if (all.length === 0) throw new HarkError('action.failed', 'there is no note to delete');
    notes.clear();
    return {
      reply: `Deleted ${counted(all.length, 'note')}. Say “undo that” to have ${all.length === 1 ? 'it' : 'them'} back.`,
      undo: () => notes.restoreAll(all),
    };
  },
});
