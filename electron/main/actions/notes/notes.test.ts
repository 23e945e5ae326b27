import { expect, it, vi } from 'vitest';
import { NOTE_MAX_CHARACTERS, type Note } from '../../../../contract/actions.ts';
import { context, services } from '../testing/services.ts';
import { addNote, NOTE_SHOWN_CHARACTERS } from './addNote.ts';
import { deleteNote, deleteNotes } from './deleteNote.ts';
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
    restoreAll: vi.fn((notes: readonly Note[]) => {
      kept = [...notes, ...kept];
    }),
    clear: vi.fn(() => {
      kept = [];
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

it.each<[Record<string, string>, string]>([
  [{ place: 'first' }, 'Buy milk'],
  [{ place: 'last' }, 'Buy milk'],
  [{ place: 'second' }, 'Call the dentist about the eggs'],
  [{ about: 'dentist' }, 'Call the dentist about the eggs'],
  [{ about: 'the egg' }, 'Call the dentist about the eggs'],
  [{ about: 'milk' }, 'Buy milk'],
])('deletes the note that is meant by %o', async (slots, expected) => {
  const notes = book('Buy milk', 'Call the dentist about the eggs', 'Buy bread');
  const prepared = deleteNote.prepare(slots, services({ notes }));
  expect(prepared.preview).toBe(`Delete the note: ${expected}`);
  expect((await prepared.perform(context({ notes }))).reply).toBe(`Deleted: ${expected}.`);
  expect(notes.list()).toHaveLength(2);
});

it.each<[Record<string, string>, string]>([
  [{ about: 'buy' }, 'there is more than one note about buy. Say more of it'],
  [{ about: 'cheese' }, 'there is no note about cheese'],
  [{ place: 'fifth' }, 'there is no fifth note'],
])('deletes none where %o is not one', (slots, message) => {
  const notes = book('Buy milk', 'Call', 'Buy bread');
  const prepared = deleteNote.prepare(slots, services({ notes }));
  expect(() => prepared.perform(context({ notes }))).toThrow(
    expect.objectContaining({ code: 'action.failed', message }),
  );
  expect(notes.list()).toHaveLength(3);
});

it('deletes all notes, says how to have them back, and brings them back', async () => {
  const notes = book('c', 'b', 'a');
  const prepared = deleteNotes.prepare({}, services({ notes }));
  expect(prepared.preview).toBe('Delete all notes, 3 at the moment');
  const { reply, undo } = await prepared.perform(context({ notes }));
  expect(reply).toBe('Deleted 3 notes. Say “undo that” to have them back.');
  expect(notes.list()).toEqual([]);
  expect(notes.clear).toHaveBeenCalledOnce();
  expect(notes.delete).not.toHaveBeenCalled();
  await undo?.();
  expect(texts(notes)).toEqual(['c', 'b', 'a']);
});

it.each<[Record<string, string>, string]>([
  [{ place: 'last' }, 'Buy milk.'],
  [{ place: 'second' }, 'Call.'],
  [{ about: 'buy' }, 'You have 2 notes: Buy milk. Buy bread.'],
  [{ about: 'cheese' }, 'There is no note about cheese.'],
])('reads the note that is meant by %o', async (slots, expected) => {
  const notes = book('Buy milk', 'Call', 'Buy bread');
  const prepared = readNotes.prepare(slots, services({ notes }));
  expect(prepared.preview).toMatch(/^Read the /);
  expect((await prepared.perform(context({ notes }))).reply).toBe(expected);
});

it('puts things on a list, where they are found by it', async () => {
  const notes = book('other');
  await addNote.prepare({ text: 'milk', list: 'shopping' }, services({ notes })).perform(context({ notes }));
  expect(texts(notes)).toEqual(['Shopping list: milk', 'other']);
  const { reply } = await readNotes
    .prepare({ about: 'shopping list' }, services({ notes }))
    .perform(context({ notes }));
  expect(reply).toBe('Shopping list: milk.');
});

it('has nothing to delete', async () => {
  const notes = book();
  for (const action of [deleteNote, deleteNotes]) {
    const prepared = action.prepare({}, services({ notes }));
    expect(() => prepared.perform(context({ notes }))).toThrow('there is no note to delete');
  }
});
