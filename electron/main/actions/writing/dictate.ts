import { z } from 'zod';
import { HarkError } from '../../../../contract/failures.ts';
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
    if (typing.able()) {
      if (!(await typing.type(text))) throw new HarkError('action.failed', 'it could not be typed');
      return { reply: '' };
    }
    const undo = replaceClipboard(clipboard, text);
    return { reply: 'This desktop lets nobody type for you. It is on the clipboard, ready to paste.', undo };
  },
});
