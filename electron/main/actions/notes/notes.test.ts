import { expect, it, vi } from 'vitest';
import { NOTE_MAX_CHARACTERS, type Note } from '../../../../contract/actions.ts';
import { context, services } from '../testing/services.ts';
import { addNote, NOTE_SHOWN_CHARACTERS } from './addNote.ts';
import { deleteNote } from './deleteNote.ts';
import { NOTES_READ_MAX, readNotes } from './readNotes.ts';

/** Notes in memory, the newest first. */
function book(...texts: string[]) {
  let kept: Note[] = texts.map((text, i) => ({ id: `${i}`, at: -i, text }));
  return {
    list: () => kept,
    add: vi.fn((text: string) => {
      const note = { id: `new ${text}`, at: 1, text };
      kept = [note, ...kept];
      return note;
    }),
    restore: vi.fn((note: Note) => {
      kept = [note, ...kept].sort((a, b) => b.at - a.at);
    }),
    delete: vi.fn((id: string) => {
      kept = kept.filter((note) => note.id !== id);
    }),
  };
}

const texts = (notes: ReturnType<typeof book>) => notes.list().map(({ text }) => text);

it('takes a note, and takes it back', async () => {
  const notes = book('old');
  const prepared = addNote.prepare({ text: ' buy milk ' }, services({ notes }));
  expect(prepared.preview).toBe('Note: Buy milk');
  expect(notes.add).not.toHaveBeenCalled();
  const { reply, undo } = await prepared.perform(context({ notes }));
  expect(reply).toBe('Noted: Buy milk.');
  expect(texts(notes)).toEqual(['Buy milk', 'old']);
  await undo?.();
  expect(texts(notes)).toEqual(['old']);
});

it('shows only the beginning of a long note, and keeps all of it', async () => {
  const notes = book();
  const text = `A${'é'.repeat(500)}`;
  const { reply } = await addNote.prepare({ text }, services({ notes })).perform(context({ notes }));
  expect(texts(notes)).toEqual([text]);
  expect(reply).toHaveLength('Noted: '.length + NOTE_SHOWN_CHARACTERS + 1);
});

it.each([{}, { text: ' ' }, { text: 'x'.repeat(NOTE_MAX_CHARACTERS + 1) }])(
  'refuses a note of nothing or too much',
  (slots) => {
    expect(() => addNote.prepare(slots as never, services())).toThrow(
      expect.objectContaining({ code: 'action.slots' }),
    );
  },
);

it.each<[string[], string]>([
  [[], 'You have no notes.'],
  [['Buy milk'], 'You have 1 note: Buy milk.'],
  [['Really?', 'Buy milk'], 'You have 2 notes: Really? Buy milk.'],
  [['a', 'b', 'c', 'd', 'e', 'f', 'g'], 'You have 7 notes. The newest 5: a. b. c. d. e.'],
])('reads %o', async (texts, expected) => {
  const notes = book(...texts);
  expect((await readNotes.prepare({}, services({ notes })).perform(context({ notes }))).reply).toBe(expected);
  expect(NOTES_READ_MAX).toBe(5);
});

it('deletes the newest, and brings it back', async () => {
  const notes = book('new', 'old');
  const prepared = deleteNote.prepare({}, services({ notes }));
  expect(prepared.preview).toBe('Delete the note: new');
  const { reply, undo } = await prepared.perform(context({ notes }));
  expect(reply).toBe('Deleted: new.');
  expect(texts(notes)).toEqual(['old']);
  await undo?.();
  expect(texts(notes)).toEqual(['new', 'old']);
});

it('has nothing to delete', async () => {
  const notes = book();
  const prepared = deleteNote.prepare({}, services({ notes }));
  expect(() => prepared.perform(context({ notes }))).toThrow('there is no note to delete');
});
