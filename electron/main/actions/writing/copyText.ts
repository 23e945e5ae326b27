import { z } from 'zod';
import { HarkError } from '../../../../contract/failures.ts';
import { defineAction } from '../action.ts';
import { shortened } from '../notes/addNote.ts';
import type { ClipboardService } from '../services.ts';

export const COPIED_MAX_CHARACTERS = 5_000;

/** Puts a text on the clipboard. @returns what puts back what was there */
export function replaceClipboard(clipboard: ClipboardService, text: string): () => void {
  const before = clipboard.read();
  clipboard.write(text);
  return () => clipboard.write(before);
}

export const copyText = defineAction({
  intent: 'HarkCopyText',
  title: 'Copy words',
  group: 'Writing',
  risk: 'personal',
  slots: z.object({ text: z.string().trim().min(1).max(COPIED_MAX_CHARACTERS) }),
  preview: ({ text }) => `Copy “${shortened(text)}”`,
  perform: ({ text }, { clipboard }) => ({ reply: 'Copied.', undo: replaceClipboard(clipboard, text) }),
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
    return { reply: 'Copied.', undo: replaceClipboard(clipboard, reply) };
  },
});
