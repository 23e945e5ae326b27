/** Words that mean nothing: where they may be said, and where they belong to what is said. */
import { describe, expect, it } from 'vitest';
import { Grammar } from './grammar.ts';
import { SkipPhrases } from './skipPhrases.ts';
import { wordsOf } from './words.ts';

const grammar = Grammar.compile([
  {
    name: 'skip.yaml',
    builtIn: false,
    text: `language: en
intents:
  Timer: { data: [{ sentences: ["set a timer for {duration}"] }] }
  Sum: { data: [{ sentences: ["what is {n:a} plus {n:b}"] }] }
  Note: { data: [{ sentences: ["note {free}", "put {free} on the list"] }] }
lists: { duration: { type: duration }, n: { type: number }, free: { wildcard: true } }
skip_words: [please, thank you, "(kindly|um)"]
`,
  },
]);

describe('skipped words', () => {
  it.each([
    ['set a timer for ten minutes please', { duration: 'PT10M' }],
    ['please set um a timer thank you for ten minutes, thank you', { duration: 'PT10M' }],
    ['what is five plus five please', { a: '5', b: '5' }],
    ['what is five please plus kindly six', { a: '5', b: '6' }],
    ['note hello please', { free: 'hello' }],
    ['um note thank you, Hello um thank you.', { free: 'Hello' }],
    ['put milk please on the list', { free: 'milk' }],
    ['note say please to Ann', { free: 'say please to Ann' }],
  ])('are no part of what "%s" asks for', (text, slots) => {
    expect(grammar.parseExactly(text)?.slots).toEqual(slots);
  });

  it.each(['note please', 'note thank you um', 'set a timer for ten please minutes'])(
    '"%s" is no command',
    (text) => expect(grammar.parseExactly(text)).toBeNull(),
  );

  it('are whole phrases: half of one is a word like any other', () => {
    expect(grammar.parseExactly('set a timer for ten minutes thank')).toBeNull();
    expect(grammar.parseExactly('note a thank')?.slots).toEqual({ free: 'a thank' });
  });
});

it('trims phrases at both ends, and none within', () => {
  const skip = new SkipPhrases(['please', 'thank you']);
  const trimmed = (text: string) => skip.trim(wordsOf(text)).map(({ key }) => key);
  expect(trimmed('please thank you bread thank please you thank you')).toEqual([
    'bread',
    'thank',
    'please',
    'you',
  ]);
  expect(trimmed('thank you')).toEqual([]);
});
