/** Ways to write what is said in one way: in texts, and in what the recogniser may write. */
import { describe, expect, it } from 'vitest';
import { START_STATE, type TokenGraph } from '../tokenGraph.ts';
import { encodePhrase } from '../tokenizer.ts';
import { Grammar } from './grammar.ts';

const grammar = Grammar.compile([
  {
    name: 'forms.yaml',
    builtIn: false,
    text: `language: en
intents:
  Want: { data: [{ sentences: ["I would like [a] {size} coffee", "[id like] {size} tea"] }] }
  Ask: { data: [{ sentences: ["what (is|are) {what}", "i'm {what}"] }] }
  Not: { data: [{ sentences: ["(do not|never) stop", "you can't stop", "it will not stop"] }] }
  Weigh: { data: [{ sentences: ["weigh {weight} of {what}"] }] }
  Switch: { data: [{ sentences: ["turn the {thing} on", "play the {thing}"] }] }
lists:
  size: { values: [small, extra large, { in: "[a] (12|twelve) ounce", out: 12oz }, "8 oz"] }
  what: { values: [this, rice] }
  weight: { values: [{ in: "5 pounds", out: 5lb }, { in: "two kilograms", out: 2kg }, { in: "ten minute[s]", out: 10m }] }
  thing: { values: [TV, wifi, flash light, toothbrush] }
`,
  },
]);
const graph = grammar.tokenGraph();

function accepts(tokens: TokenGraph, text: string): boolean {
  let state = START_STATE;
  for (const token of encodePhrase(text)) {
    const edges = tokens.edges(state);
    const next = edges.targets[edges.tokens.indexOf(token)];
    if (next === undefined) return false;
    state = next;
  }
  return tokens.edges(state).accepting;
}

describe.each([
  ["I'd like a small coffee.", { size: 'small' }],
  ['I would like small coffee', { size: 'small' }],
  ["I'd like a 12oz coffee", { size: '12oz' }],
  ['I would like a twelve ounce coffee', { size: '12oz' }],
  ["I'd like 8 ounces tea", { size: '8 oz' }],
  ["I'd like extra-large tea", { size: 'extra large' }],
  ["What's this?", { what: 'this' }],
  ['What is rice?', { what: 'rice' }],
  ['I am rice', { what: 'rice' }],
  ["Don't stop!", {}],
  ['You cannot stop', {}],
  ['you can not stop', {}],
  ["it won't stop", {}],
  ["It'll not stop", {}],
  ['weigh 5lb of rice', { weight: '5lb', what: 'rice' }],
  ['weigh 5 lbs of rice', { weight: '5lb', what: 'rice' }],
  ['Weigh 2 kg of rice', { weight: '2kg', what: 'rice' }],
  ['weigh ten min of rice', { weight: '10m', what: 'rice' }],
  ['Turn the T.V. on.', { thing: 'TV' }],
  ['turn the TV on', { thing: 'TV' }],
  ['Turn the Wi-Fi on', { thing: 'wifi' }],
  ['turn the wifi on', { thing: 'wifi' }],
])('%s', (text, slots) => {
  it('is read', () => expect(grammar.parseExactly(text)?.slots).toEqual(slots));
  it('may be written by the recogniser', () => expect(accepts(graph, text)).toBe(true));
});

it.each([
  ["I'd like extralarge coffee", { size: 'extra large' }],
  ['play the t v', { thing: 'TV' }],
  ['play the wi fi', { thing: 'wifi' }],
  ['play the flashlight', { thing: 'flash light' }],
  ['play the tooth-brush', { thing: 'toothbrush' }],
])('%s', (text, slots) => expect(grammar.parseExactly(text)?.slots).toEqual(slots));

it.each(['what this', 'do stop', "it's stop", 'id is small tea', 'weigh 5 kg of rice'])(
  '%s is another thing',
  (text) => expect(grammar.parseExactly(text)).toBeNull(),
);
