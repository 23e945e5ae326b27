import { z } from 'zod';
import { NOTE_MAX_CHARACTERS } from '../../../../contract/actions.ts';
import { defineAction } from '../action.ts';
import { capitalised } from '../wording.ts';

/** A preview or reply shows no more of it. */
export const NOTE_SHOWN_CHARACTERS = 120;

/** What belongs to a list says to which: "Shopping list: milk", so that it is found by it. */
const slots = z
  .object({ text: z.string().trim().min(1).max(NOTE_MAX_CHARACTERS), list: z.string().optional() })
  .transform(({ text, list }) => ({
    text: capitalised(list === undefined ? text : `${list} list: ${text}`),
  }));

export const addNote = defineAction({
  intent: 'HarkAddNote',
  title: 'Take a note',
  group: 'Notes',
  risk: 'open',
  slots,
  preview: ({ text }) => `Note: ${shortened(text)}`,
  perform({ text }, { notes }) {
    const { id } = notes.add(text);
    return { reply: `Noted: ${ended(shortened(text))}`, undo: () => notes.delete(id) };
  },
});

/** Its beginning, as whole characters. */
export function shortened(text: string): string {
  const characters = [...text];
  if (characters.length <= NOTE_SHOWN_CHARACTERS) return text;
  return `${characters.slice(0, NOTE_SHOWN_CHARACTERS).join('')}…`;
}

/** With a full stop, where it has no end of its own. */
export function ended(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
