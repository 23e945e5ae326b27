/** What the recogniser may write inside a grammar, token by token. */
import { describe, expect, it } from 'vitest';
import { START_STATE, type TokenGraph } from '../tokenGraph.ts';
import { encodePhrase } from '../tokenizer.ts';
import { Grammar } from './grammar.ts';

/** Whether the tokens of a text lead from the beginning to where an utterance may end. */
function accepts(graph: TokenGraph, text: string): boolean {
  let state = START_STATE;
  for (const token of encodePhrase(text)) {
    const { tokens, targets, freeTarget } = graph.edges(state);
    const next = targets[tokens.indexOf(token)] ?? freeTarget;
    if (next === null) return false;
    state = next;
  }
  return graph.edges(state).accepting;
}

function graphOf(body: string): TokenGraph {
  return Grammar.compile([{ name: 'own.yaml', text: `language: en\n${body}`, builtIn: false }]).tokenGraph();
}

describe('skip words', () => {
  const graph = graphOf(`intents:
  Timer: { data: [{ sentences: ["set a timer for {duration}"] }] }
  Note: { data: [{ sentences: ["note {free}"] }] }
lists: { duration: { type: duration }, free: { wildcard: true } }
skip_words: [please, thank you]
`);

  it.each([
    'Set a timer for ten minutes, please.',
    'Please set a timer for ten minutes. Thank you.',
    'set please a timer for 10 minutes',
    'Note buy milk please.',
  ])('may be written in "%s"', (text) => expect(accepts(graph, text)).toBe(true));

  it.each([
    'set a timer for ten please minutes',
    'set a timer for ten minutes thank',
    'set a timer please please for ten minutes',
    'please',
  ])('may not be written in "%s"', (text) => expect(accepts(graph, text)).toBe(false));
});

describe('what is attached to a list', () => {
  const graph = graphOf(`intents:
  Light: { data: [{ sentences: ["turn on [the] {room}'s lamp", "<where>s off"] }] }
  Note: { data: [{ sentences: ["open {free}'s notes"] }] }
lists: { room: { values: [kitchen, "living[ ]room"] }, free: { wildcard: true } }
expansion_rules: { where: "the {room}" }
`);

  it.each([
    "Turn on the kitchen's lamp.",
    "turn on living room's lamp",
    'The kitchens off.',
    'the livingrooms off',
    "Open Anna Maria's notes",
  ])('"%s" may be written', (text) => expect(accepts(graph, text)).toBe(true));

  it.each([
    'turn on the kitchen lamp',
    'turn on the kitchen s lamp',
    'the kitchen off',
    "Open 's notes",
    'Open Anna notes',
  ])('"%s" may not', (text) => expect(accepts(graph, text)).toBe(false));
});

it('looks for no word in audio that is too easily another', () => {
  const graph = graphOf(
    'intents: { A: { data: [{ sentences: ["at {t}"] }] } }\nlists: { t: { type: time } }\n',
  );
  expect(accepts(graph, 'at quarter past seven')).toBe(true);
  expect(accepts(graph, 'at quarter of seven')).toBe(false);
});

describe('numbers in digits', () => {
  const graph = graphOf(`intents:
  A: { data: [{ sentences: ["on {date}", "play the (first|second|twenty first song|third) [one]", "sum {n:a} plus {n:b}"] }] }
  B: { data: [{ sentences: ["{size} cup", "{share}[%| percent]", "(two|twenty) second[s]"] }] }
lists:
  date: { type: date }
  n: { type: number }
  size: { values: ["8 ounce", "twelve oz large"] }
  share: { range: { from: 0, to: 100, fractions: halves } }
`);

  it.each([
    'On the 5th of January',
    'on January 22nd, 2026',
    'on 5 January',
    'play the 1st',
    'play the 21st song',
    'Sum 0.5 + 2.25',
    'sum 1250 plus 3',
    '8 ounce cup',
    '8oz cup',
    '12 ounces large cup',
    '20.5%',
    '100 percent',
    '20 seconds',
  ])('%s', (text) => expect(accepts(graph, text)).toBe(true));

  it.each(['play the 2nd', 'on the 32nd of January', '20.3%', '150%', '9 ounce cup'])('not %s', (text) => {
    expect(accepts(graph, text)).toBe(false);
  });
});
