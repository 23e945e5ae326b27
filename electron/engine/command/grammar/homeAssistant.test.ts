/** What Home Assistant's own sentence files hold beside sentences: read, honoured, or told with its place. */
import { describe, expect, it } from 'vitest';
import { Grammar } from './grammar.ts';

const compile = (text: string) =>
  Grammar.compile([{ name: 'own.yaml', text: `language: en\n${text}`, builtIn: false }]);
const understood = (grammar: Grammar, text: string) => {
  const { intent, slots } = grammar.parse(text);
  return intent === null ? null : { intent, slots };
};

describe('definitions', () => {
  const grammar = compile(`intents:
  On:
    description: Turns something on
    data:
      - sentences: ["<turn> {what} on"]
        expansion_rules: { verb: (turn|switch) }
        lists: { what: { values: [fan, 2] } }
        response: default
        metadata: { slot_combination: name_only }
      - sentences: ["<turn> on the {what}"]
        expansion_rules: { verb: flip }
        lists: { what: { values: [{ in: 5, out: 007 }] } }
expansion_rules:
  turn: "[please] <verb>"
lists:
skip_words:
`);

  it('of a block are seen from rules of the file, and by no other block', () => {
    expect(grammar.report.diagnostics).toEqual([]);
    expect(understood(grammar, 'please switch fan on')).toEqual({ intent: 'On', slots: { what: 'fan' } });
    expect(understood(grammar, 'turn 2 on')).toEqual({ intent: 'On', slots: { what: '2' } });
    expect(understood(grammar, 'flip on the five')).toEqual({ intent: 'On', slots: { what: '007' } });
    expect(grammar.parseExactly('flip fan on')).toBeNull();
  });

  it('that a block does not have are told, with their place', () => {
    const text = `intents:
  On:
    data:
      - sentences: ["<turn> it on"]
        expansion_rules: { verb: (turn|switch) }
      - sentences: ["<turn> it off"]
expansion_rules:
  turn: "[please] <verb>"
`;
    expect(() => compile(text)).toThrow('own.yaml:9:19: no rule is called <verb>');
  });
});

describe('conditions', () => {
  const grammar = compile(`intents:
  Light:
    data:
      - sentences: ["turn on [the] {name}"]
        requires_context: { domain: light, area: { slot: true } }
  Cover:
    data:
      - sentences: ["turn on [the] {name}"]
        requires_context: { domain: [cover, valve] }
  Other:
    data:
      - sentences: ["turn on [the] {name}"]
        excludes_context: { domain: [light, cover, valve] }
  Here:
    data:
      - sentences: ["turn on [the] lights"]
        requires_context: { room: { slot: true } }
      - sentences: ["(lights|lamps) on"]
        excludes_context: { room: kitchen }
        required_keywords: [lights]
lists:
  name:
    values:
      - { in: lamp, out: light.lamp, context: { domain: light, area: hall } }
      - { in: lamp, out: valve.lamp, context: { domain: valve } }
      - { in: spot, out: light.spot, context: { domain: light } }
      - { in: tap, out: valve.tap, context: { domain: valve } }
      - radio
`);

  it.each([
    ['turn on the lamp', 'Light', { name: 'light.lamp', area: 'hall' }],
    ['turn on the tap', 'Cover', { name: 'valve.tap' }],
    ['turn on the radio', 'Other', { name: 'radio' }],
    ['lights on', 'Here', {}],
  ])('%s', (text, intent, slots) => expect(understood(grammar, text)).toEqual({ intent, slots }));

  it.each(['turn on the spot', 'lamps on', 'turn on the lights'])('are not met by "%s"', (text) => {
    expect(grammar.parseExactly(text)).toBeNull();
  });

  it('that nothing can meet are told', () => {
    expect(grammar.report.diagnostics).toEqual([
      expect.objectContaining({
        severity: 'warning',
        line: 17,
        column: 9,
        message: expect.stringContaining('"room"'),
      }),
    ]);
  });
});

describe('ranges', () => {
  const grammar = compile(`intents:
  Heat: { data: [{ sentences: ["heat to {t} [degrees]"] }] }
  Bright: { data: [{ sentences: ["bright {b}[%| percent]"] }] }
  Large: { data: [{ sentences: ["large {large}"] }] }
  Exact: { data: [{ sentences: ["exact {tenth}"] }] }
lists:
  t: { range: { type: temperature, from: -5, to: 30, fractions: halves } }
  b: { range: { type: percentage, from: 0, to: 100, step: 5, multiplier: 2.55 } }
  large: { range: { from: 0, to: 100000, step: 50 } }
  tenth: { range: { from: 0, to: 5000, fractions: tenths } }
`);

  it.each([
    ['heat to 20.5°', { t: '20.5' }],
    ['heat to twenty and a half degrees', { t: '20.5' }],
    ['heat to minus two point five', { t: '-2.5' }],
    ['heat to negative five', { t: '-5' }],
    ['bright 20%', { b: '51' }],
    ['bright five percent', { b: '12.75' }],
    ['large 12350', { large: '12350' }],
    ['large one thousand and fifty', { large: '1050' }],
    ['exact 4321.7', { tenth: '4321.7' }],
  ])('%s', (text, slots) => expect(understood(grammar, text)?.slots).toEqual(slots));

  it.each(['heat to 20.3', 'heat to 30.5', 'bright 57%', 'large 12349', 'large 12350.5', 'exact 4321.75'])(
    '%s is none',
    (text) => expect(grammar.parse(text).intent).toBeNull(),
  );
});

it.each([
  ['slots: { domain: [light, switch] }', /slot domain of Go has to be text, one and no list of them/],
  ['slots: { a: b }\n        sentence: x', /unknown field "sentence"/],
  [
    'lists: { x: { values: [{ in: a, out: b, contxt: c }] } }',
    /a value of list {x} has an unknown field "contxt"/,
  ],
  ['lists: { x: { range: { from: 1, to: 5, stp: 2 } } }', /the range of list {x} has an unknown field "stp"/],
  [
    'lists: { x: { range: { from: 1, to: 5, fractions: thirds } } }',
    /fractions of the range have to be one of halves/,
  ],
  [
    'lists: { x: { range: { from: 1, to: 5, multiplier: ten } } }',
    /multiplier of the range has to be a number/,
  ],
  ['requires_context: { a: { valu: b } }', /a of requires_context of Go has an unknown field "valu"/],
  ['requires_context: { a: { value: { b: c } } }', /a of requires_context of Go has to be text or a list/],
])('%s is refused', (part, reason) => {
  const text = `intents:\n  Go:\n    data:\n      - sentences: [go]\n        ${part}\n`;
  expect(() => compile(text)).toThrow(reason);
});

it.each([
  [
    'intents: { Go: { data: [{ sentences: ["go {x} {y}"] }] } }\nlists: { x: { wildcard: true }, y: { wildcard: true } }\n',
    2,
    /{x} and {y} are any words/,
  ],
  [
    'intents: { Go: { data: [{ sentences: ["go {x:a} to {x:a}"] }] } }\nlists: { x: { values: [b] } }\n',
    2,
    /slot a is said twice/,
  ],
  ['lists:\n  x: { dynamic: true }\n', 3, /nothing here fills list {x}/],
  ['settings: {}\n', 1, /holds no sentences, lists, rules or skip words/],
  [
    'lists: { x: { values: [{ in: lamp, out: a }, { in: Lamp, out: b }, { in: lamp, out: a }] } }\n',
    2,
    /has "Lamp" twice, with another meaning; the first, on line 2, counts/,
  ],
  ['intents:\n', 2, /there are no intents/],
  ['intents: { Go: { data: [] } }\n', 2, /intent Go has no sentences/],
  [
    'intents: { Go: { data: [{ sentences: ["go {x}"] }] } }\nlists: { x: { range: { from: 1, to: 5, words: false } } }\n',
    3,
    /words of the range is ignored/,
  ],
])('%j is told and taken', (text, line, message) => {
  expect(compile(text).report.diagnostics).toEqual([
    expect.objectContaining({
      severity: 'warning',
      file: 'own.yaml',
      line,
      message: expect.stringMatching(message),
    }),
  ]);
});

it('a value without "out" means the words that it is said with', () => {
  const grammar = compile(`intents: { Go: { data: [{ sentences: ["go to {room}"] }] } }
lists: { room: { values: ["[the] kitchen", { in: "(north|south) hall" }, "<the> attic", 1.50] } }
expansion_rules: { the: "[the]" }
`);
  for (const [said, room] of [
    ['go to the Kitchen', 'the kitchen'],
    ['go to kitchen', 'kitchen'],
    ['go to south hall', 'south hall'],
    ['go to the attic', 'the attic'],
    ['go to 1.50', '1.50'],
  ] as const) {
    expect(understood(grammar, said)?.slots).toEqual({ room });
  }
});

it('a wildcard may be "yes", as for Home Assistant', () => {
  const grammar = compile(
    'intents: { Go: { data: [{ sentences: ["go {x}"] }] } }\nlists: { x: { wildcard: yes } }\n',
  );
  expect(understood(grammar, 'go far away')?.slots).toEqual({ x: 'far away' });
});

it('another language is told: it will not be heard', () => {
  const text = 'language: de\nintents: { Go: { data: [{ sentences: [geh] }] } }\n';
  const { report } = Grammar.compile([{ name: 'own.yaml', text, builtIn: false }]);
  expect(report.diagnostics).toEqual([expect.objectContaining({ severity: 'warning', line: 1, column: 11 })]);
});
