import { z } from 'zod';
import { HarkError } from '../../../../contract/failures.ts';
import { type ActionResult, defineAction } from '../action.ts';
import { shortened } from '../notes/addNote.ts';
import type { ClipboardService } from '../services.ts';

export const COPIED_MAX_CHARACTERS = 5_000;

/**
 * Puts a text on the clipboard.
 *
 * @returns what puts back the text that was there. Where there was none, nothing: an image or a file can have been there,
 * which is gone, and an undo would claim to bring it back.
 */
export function replaceClipboard(clipboard: ClipboardService, text: string): Pick<ActionResult, 'undo'> {
  const before = clipboard.read();
  clipboard.write(text);
  return before === '' ? {} : { undo: () => clipboard.write(before) };
}

export const copyText = defineAction({
  intent: 'HarkCopyText',
  title: 'Copy words',
  group: 'Writing',
  risk: 'personal',
  slots: z.object({ text: z.string().trim().min(1).max(COPIED_MAX_CHARACTERS) }),
  preview: ({ text }) => `Copy “${shortened(text)}”`,
  perform: ({ text }, { clipboard }) => ({ reply: 'Copied.', ...replaceClipboard(clipboard, text) }),
});

export const copyReply = defineAction({
  intent: 'HarkCopyReply',
  title: 'Copy the last answer',
  group: 'Writing',
  risk: 'personal',
  preview: () => 'Copy the last answer',
  perform(_slots, { clipboard, conversation }) {
    const reply = conversation.lastReply();
    if (reply === null) throw new HarkError('action.failed', 'there is no answer to copy yet');
    return { reply: 'Copied.', ...replaceClipboard(clipboard, reply) };
  },
});
