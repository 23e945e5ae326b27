import { expect, it } from 'vitest';
import { answerIn } from './answers.ts';

/** As the recogniser writes it. */
const heard = (text: string) => answerIn({ text, intent: null });

it.each([
  [
    'yes',
    [
      'Yes.',
      'Yes, please.',
      'Yes, please, er.',
      'Sure!',
      'Sure, sure.',
      'OK, do it.',
      'Go ahead.',
      'Of course.',
    ],
  ],
  ['yes', ['yes, open it', 'Yeah, just this once.', 'Why not?', 'all right', 'open it']],
  [
    'always',
    ['Always.', 'Yes, always.', 'always allow that', 'Yes, and don’t ask me again.', "Don't ask again."],
  ],
  [
    'no',
    [
      'No.',
      'No, thanks.',
      'Nope',
      'No, don’t.',
      'Not now.',
      'Please don’t.',
      'Do not open it.',
      'Rather not.',
    ],
  ],
  ['no', ['Stop.', 'cancel that', 'Never mind.', 'No, no, leave it.', 'I’d rather not.']],
] as const)('hears %s', (answer, texts) => {
  expect(texts.map((text) => [text, heard(text)])).toEqual(texts.map((text) => [text, answer]));
});

it('takes nothing else for an answer', () => {
  const texts = [
    ...['', 'er', 'Set a timer for ten minutes.', 'No idea what you mean.', 'Yes or no?', 'Yesterday'],
    ...[
      'Note buy milk.',
      'Sure about that?',
      'Nobody knows.',
      'Stop the timer.',
      'Open wikipedia',
      'not always',
    ],
  ];
  expect(texts.map(heard)).toEqual(texts.map(() => null));
});

it('takes a command to stop for a no, in whatever words', () => {
  expect(answerIn({ text: 'Forget about it.', intent: 'HarkCancel' })).toBe('no');
  expect(answerIn({ text: 'Undo that.', intent: 'HarkUndo' })).toBeNull();
});
