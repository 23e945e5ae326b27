import { z } from 'zod';
import { defineAction } from '../action.ts';
import { shortened } from '../notes/addNote.ts';
import { capitalised } from '../wording.ts';
import { COPIED_MAX_CHARACTERS, replaceClipboard } from './copyText.ts';

export const dictate = defineAction({
  intent: 'HarkDictate',
  title: 'Write what I say',
  group: 'Writing',
  risk: 'personal',
  slots: z.object({ text: z.string().trim().min(1).max(COPIED_MAX_CHARACTERS).transform(capitalised) }),
  preview: ({ text }) => `Write “${shortened(text)}”`,
  async perform({ text }, { typing, clipboard }) {
    const isAble = typing.able();
    if (isAble && (await typing.type(text))) return { reply: '' };
    // What was dictated is not lost for that.
    const why = isAble ? 'It could not be typed.' : 'This desktop lets nobody type for you.';
    const reply = `${why} It is on the clipboard, ready to paste.`;
    return { reply, ...replaceClipboard(clipboard, text) };
  },
});
