/**
 * What history keeps of an exchange. Some previews and replies say what was meant for one's ears only: a note that was
 * deleted then would live on in the history, and what was read aloud from the notes or the clipboard would be kept a
 * second time. What a person said is kept as they said it, once. The window still shows it all, as long as it is the
 * exchange at hand.
 */
import type { Interaction } from '../../../contract/interactions.ts';

interface Words {
  preview: string;
  reply: string | null;
}

/** By intent. A reply that is null holds no such words. */
const KEPT_INSTEAD: Readonly<Record<string, Words>> = {
  HarkAddNote: { preview: 'Take a note', reply: 'Noted.' },
  HarkDeleteNote: { preview: 'Delete a note', reply: 'Deleted a note.' },
  HarkReadNotes: { preview: 'Read your notes', reply: 'Read your notes aloud.' },
  HarkCopyText: { preview: 'Copy words', reply: null },
  HarkDictate: { preview: 'Write what was said', reply: null },
  HarkReadClipboard: { preview: 'Read the clipboard aloud', reply: 'Read the clipboard aloud.' },
  // Whatever it was, it is kept where it was said first.
  HarkRepeat: { preview: 'Repeat the last reply', reply: 'Repeated the last reply.' },
};

export function discreet(interaction: Interaction): Interaction {
  const { intent, action, reply, outcome } = interaction;
  const instead = intent === null ? undefined : KEPT_INSTEAD[intent];
  if (instead === undefined || action === null) return interaction;
  return {
    ...interaction,
    action: { ...action, preview: instead.preview },
    // Why it failed tells nothing of the text.
    reply: outcome === 'acted' && reply !== null && reply !== '' ? (instead.reply ?? reply) : reply,
  };
}
