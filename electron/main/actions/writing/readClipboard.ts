import { defineAction } from '../action.ts';
import { ended } from '../notes/addNote.ts';

/** Read aloud, more than this is a lecture. */
const READ_MAX_CHARACTERS = 400;

export const readClipboard = defineAction({
  intent: 'HarkReadClipboard',
  title: 'Read the clipboard',
  group: 'Writing',
  risk: 'personal',
  preview: () => 'Read the clipboard aloud',
  perform(_slots, { clipboard }) {
    const text = clipboard.read().trim();
    if (text === '') return { reply: 'There is no text on the clipboard.' };
    const characters = [...text];
    if (characters.length <= READ_MAX_CHARACTERS) return { reply: ended(text) };
    return { reply: `${characters.slice(0, READ_MAX_CHARACTERS).join('')}… and more.` };
  },
});
