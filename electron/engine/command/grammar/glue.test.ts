/** Words that several pieces of a template make together. */
import { expect, it } from 'vitest';
import { Grammar } from './grammar.ts';

const grammar = Grammar.compile([
  {
    name: 'glue.yaml',
    builtIn: false,
    text: `language: en
intents:
  Lamp: { data: [{ sentences: ["[the] {room}['s] lamp[s] (on|off)", "dim <which>'s light", "the {door}s"] }] }
  Note: { data: [{ sentences: ["open {free}'s notes"] }] }
  Level: { data: [{ sentences: ["level {level}[%| percent]", "the {level}s"] }] }
lists:
  room: { values: [kitchen, { in: "(living|sitting)[ ]room", out: living }, { in: "<the> den", out: den }] }
  door: { values: [{ in: "door[ bell]", out: door }] }
  free: { wildcard: true }
  level: { range: { from: 1, to: 10 } }
expansion_rules: { which: "(the {room}|{room} [side])", the: "[the]" }
`,
  },
]);

it.each([
  ["The kitchen's lamps on", { room: 'kitchen' }],
  ['kitchen lamp on', { room: 'kitchen' }],
  ['the living rooms lamp off', { room: 'living' }],
  ["the den's lamp off", { room: 'den' }],
  ["dim the sittingroom's light", { room: 'living' }],
  ["dim kitchen side's light", { room: 'kitchen' }],
  ['the doors', { door: 'door' }],
  ['the door bells', { door: 'door' }],
  ["open Anna Maria's notes", { free: 'Anna Maria' }],
  ['open annas notes', { free: 'anna' }],
  ['level 5%', { level: '5' }],
])('"%s"', (text, slots) => expect(grammar.parseExactly(text)?.slots).toEqual(slots));

it.each(['the kitchen s lamp on', 'dim the kitchen light', 'the door', "open 's notes", 'open anna notes'])(
  '"%s" is another word',
  (text) => expect(grammar.parseExactly(text)).toBeNull(),
);
