import { expect, it } from 'vitest';
import { BUILT_IN } from '../actions/builtIn.ts';
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
  ['HarkDeleteNote', 'Delete the note: my secret', 'Deleted: my secret.'],
  ['HarkReadNotes', 'Read your notes', 'You have 1 note: my secret.'],
  ['HarkReadClipboard', 'Read the clipboard aloud', 'My secret.'],
  ['HarkRepeat', 'Repeat the last reply', 'You have 1 note: my secret.'],
])('%s leaves nothing of the text behind', (intent, preview, reply) => {
  expect(BUILT_IN.map((one) => one.intent)).toContain(intent);
  const kept = discreet(exchange(intent, preview, reply));
  expect(JSON.stringify(kept)).not.toMatch(/secret/i);
  expect(kept).toMatchObject({ intent, outcome: 'acted', reply: expect.stringMatching(/\.$/) });
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
