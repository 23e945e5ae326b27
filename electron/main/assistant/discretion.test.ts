import { expect, it } from 'vitest';
import { BUILT_IN } from '../actions/builtIn.ts';
import { context } from '../actions/testing/services.ts';
import { anInteraction } from '../store/testing/interaction.ts';
import { discreet } from './discretion.ts';

const action = (intent: string, preview: string) => ({
  intent,
  title: 'A title',
  preview,
  risk: 'personal' as const,
  undoable: false,
  undone: false,
  error: null,
});
const exchange = (intent: string, preview: string, reply: string) =>
  anInteraction({ intent, action: action(intent, preview), reply, slots: {} });

it.each([
  ['HarkAddNote', 'Note: My secret', 'Noted: My secret.'],
  ['HarkDeleteNote', 'Delete the note: my secret', 'Deleted: my secret.'],
  ['HarkReadNotes', 'Read your notes', 'You have 1 note: my secret.'],
  ['HarkCopyText', 'Copy “my secret”', 'Copied.'],
  ['HarkDictate', 'Write “My secret”', 'It could not be typed. It is on the clipboard, ready to paste.'],
  ['HarkReadClipboard', 'Read the clipboard aloud', 'My secret.'],
  ['HarkRepeat', 'Repeat the last reply', 'You have 1 note: my secret.'],
])('%s leaves nothing of the text behind', (intent, preview, reply) => {
  expect(BUILT_IN.map((one) => one.intent)).toContain(intent);
  const kept = discreet(exchange(intent, preview, reply));
  expect(JSON.stringify(kept)).not.toMatch(/secret/i);
  expect(kept).toMatchObject({ intent, outcome: 'acted', reply: expect.stringMatching(/\.$/) });
});

/** Actions of notes and of the clipboard, with words that must not be kept a second time. */
const SECRET = 'grandmother';
const kept = [{ id: '1', at: 1, text: `Call ${SECRET}` }];
const everything = context({
  notes: {
    list: () => kept,
    add: (text) => ({ id: '2', at: 2, text }),
    restore: () => undefined,
    restoreAll: () => undefined,
    delete: () => undefined,
    clear: () => undefined,
  },
  clipboard: { read: () => SECRET, write: () => undefined },
  typing: { able: () => false, type: async () => false },
  conversation: { lastReply: () => SECRET, undoLast: async () => null },
});
const SLOTS: Record<string, Record<string, string>> = {
  HarkAddNote: { text: SECRET },
  HarkCopyText: { text: SECRET },
  HarkDictate: { text: SECRET },
};
const ofNotesAndClipboard = BUILT_IN.filter(
  ({ group, intent }) => group === 'Notes' || group === 'Writing' || intent === 'HarkRepeat',
);

it('knows all actions of notes and the clipboard', () => {
  expect(ofNotesAndClipboard.map(({ intent }) => intent).sort()).toEqual([
    'HarkAddNote',
    'HarkCopyReply',
    'HarkCopyText',
    'HarkDeleteNote',
    'HarkDeleteNotes',
    'HarkDictate',
    'HarkReadClipboard',
    'HarkReadNotes',
    'HarkRepeat',
  ]);
});

it.each(ofNotesAndClipboard)('$intent, done, is kept without their words', async ({ intent, prepare }) => {
  const { preview, perform } = prepare(SLOTS[intent] ?? {}, everything);
  const { reply } = await perform(everything);
  expect(JSON.stringify(discreet(exchange(intent, preview, reply)))).not.toMatch(new RegExp(SECRET, 'i'));
});

it('keeps why it failed, and everything else as it was', () => {
  const failed = {
    ...exchange('HarkDeleteNote', 'x', 'There is no note to delete.'),
    outcome: 'failed' as const,
  };
  expect(discreet(failed).reply).toBe('There is no note to delete.');
  const timer = exchange('HarkSetTimer', 'Timer for 10 seconds', 'Timer set.');
  expect(discreet(timer)).toBe(timer);
  const unheard = anInteraction({ intent: null, reply: null });
  expect(discreet(unheard)).toBe(unheard);
});
