/** What the matcher forgives, and what it must not. */
import { describe, expect, it } from 'vitest';
import { Grammar } from './grammar.ts';
import { extraCost, missingCost, substitutionCost } from './slips.ts';

const grammar = Grammar.compile([
  {
    name: 'slips.yaml',
    builtIn: false,
    text: `language: en
intents:
  Volume: { data: [{ sentences: ["[set] [the] volume [to] {share} [percent|%]"] }] }
  Dim: { data: [{ sentences: ["dim to {step} [percent]"] }] }
  Wait: { data: [{ sentences: ["wait {count} minutes"] }] }
  Heat: { data: [{ sentences: ["set [the] temperature to {degrees} [degrees]"] }] }
  Alarm: { data: [{ sentences: ["[set an] alarm for {time}"] }] }
  Timer: { data: [{ sentences: ["set a timer for {duration}"] }] }
  Sum: { data: [{ sentences: ["[what is] {number:a} plus {number:b}"] }] }
  Coffee: { data: [{ sentences: ["[a] {size} ounce coffee"] }] }
  Lights: { data: [{ sentences: ["turn (on|off) [the] {room} lights", "turn the {room} lights (on|off)"] }] }
  Lock: { data: [{ sentences: ["lock [the] screen", "lock [the] door"] }] }
  Unlock: { data: [{ sentences: ["unlock [the] door"] }] }
  Mute: { data: [{ sentences: ["mute [the] sound"] }] }
  Shop: { data: [{ sentences: ["add {item} to [the] shopping list"] }] }
  Fan: { data: [{ sentences: ["start the fan"] }] }
  Van: { data: [{ sentences: ["start the van"] }] }
lists:
  share: { range: { from: 0, to: 100 } }
  step: { range: { from: 0, to: 100, step: 5 } }
  count: { range: { from: 1, to: 100 } }
  degrees: { range: { from: -10, to: 40 } }
  number: { type: number }
  time: { type: time }
  duration: { type: duration }
  item: { wildcard: true }
  size: { values: ["8", "12", "16", "20"] }
  room: { values: [kitchen, hall] }
`,
  },
]);

describe('forgiven', () => {
  it.each([
    ['turn of the kitchen lights', 'Lights', { room: 'kitchen' }],
    ['turn the kichen lights of', 'Lights', { room: 'kitchen' }],
    ['turn in the kitchen lights', 'Lights', { room: 'kitchen' }],
    ['lock the scren', 'Lock', {}],
    ['lock um the screen', 'Lock', {}],
    ['set a timer four ten minutes', 'Timer', { duration: 'PT10M' }],
    ['set a timer for to minutes', 'Timer', { duration: 'PT2M' }],
    ['set a timer for ten minits', 'Timer', { duration: 'PT10M' }],
    ['set the volume too fifty', 'Volume', { share: '50' }],
    ['alarm for quarter two seven', 'Alarm', { time: '06:45' }],
    ['add milk to the shoping list', 'Shop', { item: 'milk' }],
    ['a 12 ounce cofee', 'Coffee', { size: '12' }],
  ])('%s', (text, intent, slots) => {
    const parsed = grammar.parse(text);
    expect(parsed).toMatchObject({ intent, slots });
    expect(parsed.confidence).toBeLessThan(1);
  });
});

describe('no slips', () => {
  it.each([
    'volume 150 percent',
    'volume -5%',
    'volume 51.5%',
    'dim to 57%',
    'wait 140 minutes',
    'set temperature to 20.5°',
    'set temperature to 72°F',
    'alarm for 24:00',
    'alarm for 7.5',
    'fifteen ounce coffee',
    '18 ounce coffee',
    "don't lock the screen",
    'do not lock the screen',
    'never lock the door',
    'lock the screen tomorrow',
    'lock the screen unless I say so',
    'unlock the screen',
    'unmute the sound',
    'turn the kitchen lights',
    'set a timer for minutes',
  ])('%s', (text) => expect(grammar.parse(text).intent).toBeNull());

  it('what could have been either is neither', () => {
    expect(grammar.parse('start the fan').intent).toBe('Fan');
    expect(grammar.parse('start the zan').intent).toBeNull();
  });

  it('a word that was not said ends no free words', () => {
    expect(grammar.parse('add to the shopping list').intent).toBeNull();
  });
});

it('words that decide and numbers are neither added, lost nor misheard', () => {
  for (const word of ['not', 'off', 'fifty', 'second', 'minutes', 'point', 'plus', 'tomorrow']) {
    expect([word, extraCost(word), missingCost(word)]).toEqual([word, null, null]);
  }
  for (const [heard, word] of [
    ['fifty', 'fifteen'],
    ['seventy', 'twenty'],
    ['unlock', 'lock'],
    ['disconnect', 'connect'],
    ['stock', 'stop'],
    ['the', 'day'],
    ['to', 'two'],
  ] as const) {
    expect([heard, substitutionCost(heard, word, false)]).toEqual([heard, null]);
  }
});
