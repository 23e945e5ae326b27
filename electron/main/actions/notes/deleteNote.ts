import { HarkError } from '../../../../contract/failures.ts';
import { defineAction } from '../action.ts';
import { ended, shortened } from './addNote.ts';

export const deleteNote = defineAction({
  intent: 'HarkDeleteNote',
  title: 'Delete the last note',
  group: 'Notes',
  risk: 'personal',
  preview(_said, { notes }) {
    const [last] = notes.list();
    return last === undefined ? 'Delete the last note' : `Delete the note: ${shortened(last.text)}`;
  },
  perform(_said, { notes }) {
    const [last] = notes.list();
    if (last === undefined) throw new HarkError('action.failed', 'there is no note to delete');
    notes.delete(last.id);
    return { reply: `Deleted: ${ended(shortened(last.text))}`, undo: () => notes.restore(last) };
  },
});
