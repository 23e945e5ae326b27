/** Sentence files with something wrong in each: file, line, column and reason are told, and little is built for it. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { HarkError } from '../../../../contract/failures.ts';
import { Grammar } from './grammar.ts';
import { parseFile } from './source.ts';
import { STATES_MAX, WordGraph } from './wordGraph.ts';

interface MalformedSource {
  name: string;
  text: string;
  /** "line:column" of the first fault. */
  at: string;
  reason: RegExp;
}

const intent = (sentences: string, more = '') =>
  `language: en\nintents:\n  Go:\n    data:\n      - sentences: ${sentences}\n${more}`;
const sentence = (text: string, more = '') => intent(`\n          - "${text}"`, more);
const rules = (...lines: string[]) => `expansion_rules:\n${lines.map((line) => `  ${line}\n`).join('')}`;
const list = (body: string) => sentence('go {x}', `lists:\n  x: ${body}\n`);
const times = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

const MALFORMED: readonly MalformedSource[] = [
  // ---- YAML ----
  { name: 'an empty file', text: '', at: '1:1', reason: /empty/ },
  { name: 'only comments', text: '# nothing\n\n', at: '1:1', reason: /empty/ },
  { name: 'a text', text: 'turn on the light', at: '1:1', reason: /the file has to be a mapping/ },
  { name: 'a list', text: '- turn on\n- turn off\n', at: '1:1', reason: /the file has to be a mapping/ },
  { name: 'a list that is never closed', text: 'intents: [a, b\n', at: '2:1', reason: /flow|]/i },
  {
    name: 'a quote that is never closed',
    text: 'language: "en\nintents: 1\n',
    at: '3:1',
    reason: /Missing closing "quote/,
  },
  { name: 'tabs as indentation', text: 'intents:\n\tGo: 1\n', at: '2:1', reason: /tab/i },
  {
    name: 'indentation that does not fit',
    text: 'language: en\n  intents:\n    Go: 1\n',
    at: '1:11',
    reason: /mapping|indent/i,
  },
  { name: 'a key without a colon', text: 'language: en\nintents\n', at: '2:1', reason: /key|colon|:/i },
  {
    name: 'two documents',
    text: `${sentence('go')}---\nlanguage: en\n`,
    at: '7:1',
    reason: /second document/,
  },
  { name: 'a tag', text: 'language: !!binary ZW4=\n', at: '1:20', reason: /tags/ },
  { name: 'an alias', text: 'language: &l en\nintents: *l\n', at: '1:14', reason: /anchors/ },
  { name: 'an alias of nothing', text: 'language: *l\n', at: '1:11', reason: /aliases/ },
  {
    name: 'a bomb of aliases',
    text: `a0: &a0 [x, x]\n${times(40, (i) => `a${i + 1}: &a${i + 1} [${times(10, () => `*a${i}`).join(', ')}]\n`).join('')}`,
    at: '1:9',
    reason: /anchors/,
  },
  { name: 'a NUL', text: 'language: en\nintents: \0\n', at: '2:10', reason: /control character/ },
  { name: 'a program', text: '\x7fELF\x02\x01\x01\0\0', at: '1:1', reason: /control character/ },
  {
    name: 'UTF-16 with a byte order mark',
    text: Buffer.from('\ufefflanguage: en\n', 'utf16le').toString('utf8'),
    at: '1:1',
    reason: /UTF-16/,
  },
  {
    name: 'UTF-16 without one',
    text: Buffer.from('language: en\n', 'utf16le').toString('utf8'),
    at: '1:1',
    reason: /UTF-16/,
  },
  {
    name: 'lines that end in a carriage return alone',
    text: 'language: en\rintents: 1\r',
    at: '1:13',
    reason: /carriage return alone/,
  },
  { name: 'bytes that are no UTF-8', text: 'language: en\n# caf\ufffd\n', at: '2:6', reason: /UTF-8/ },
  {
    name: 'a byte order mark before a fault',
    text: '\ufefflanguage: 5\n',
    at: '1:12',
    reason: /language has to be text/,
  },
  { name: '20,000 brackets', text: '['.repeat(20_000), at: '1:33', reason: /nested more than 32 deep/ },
  { name: '20,000 braces', text: '{'.repeat(20_000), at: '1:33', reason: /nested more than 32 deep/ },
  { name: '20,000 dashes', text: '- '.repeat(20_000), at: '1:64', reason: /nested more than 32 deep/ },
  {
    name: '1,000 steps of indentation',
    text: times(1_000, (i) => `${' '.repeat(i)}a:\n`).join(''),
    at: '32:33',
    reason: /nested more than 32 deep/,
  },
  {
    name: 'a list of 0.8 MB',
    text: `lists:\n  x:\n    values:\n${'      - abcdef\n'.repeat(58_000)}`,
    at: '10001:9',
    reason: /YAML tokens/,
  },
  {
    name: 'more than a megabyte',
    text: '#'.repeat(1_000_001),
    at: '1:1',
    reason: /longer than 1000000 characters/,
  },
  { name: 'a million commas', text: `lists: [${','.repeat(900_000)}]`, at: '1:60004', reason: /YAML tokens/ },
  { name: 'ten thousand faults', text: 'lists: }\n'.repeat(9_000), at: '1:8', reason: /./ },
  {
    name: 'a key twice',
    text: 'language: en\nlanguage: de\n',
    at: '2:1',
    reason: /"language" twice; first on line 1/,
  },
  // ---- structure ----
  {
    name: 'an unknown field',
    text: 'language: en\nsentences: [go]\n',
    at: '2:1',
    reason: /unknown field "sentences"/,
  },
  { name: 'a number as language', text: 'language: 12\n', at: '1:11', reason: /language has to be text/ },
  { name: 'intents as a list', text: 'intents:\n  - Go\n', at: '2:3', reason: /intents has to be a mapping/ },
  {
    name: 'an intent twice',
    text: `${sentence('go')}  Go:\n    data: []\n`,
    at: '7:3',
    reason: /intents has "Go" twice; first on line 3/,
  },
  {
    name: 'an intent without data',
    text: 'intents:\n  Go:\n    sentences: [go]\n',
    at: '3:5',
    reason: /unknown field "sentences"/,
  },
  {
    name: 'an intent that is a text',
    text: 'intents:\n  Go: go\n',
    at: '2:7',
    reason: /intent Go has to be a mapping/,
  },
  {
    name: 'data as a text',
    text: 'intents:\n  Go:\n    data: go\n',
    at: '3:11',
    reason: /data of intent Go has to be a list/,
  },
  {
    name: 'no sentences',
    text: 'intents:\n  Go:\n    data:\n      - slots: { a: b }\n',
    at: '4:9',
    reason: /no sentences/,
  },
  { name: 'a list of no sentences', text: intent('[]'), at: '5:20', reason: /intent Go has no sentences/ },
  { name: 'an empty sentence', text: sentence('  '), at: '6:13', reason: /a sentence of Go has to be text/ },
  {
    name: 'a number as sentence',
    text: intent('[go, 12]'),
    at: '5:25',
    reason: /a sentence of Go has to be text/,
  },
  {
    name: 'a mapping as sentence',
    text: intent('\n          - go: there'),
    at: '6:13',
    reason: /a sentence of Go has to be text/,
  },
  {
    name: 'a number as intent',
    text: 'intents:\n  1:\n    data: []\n',
    at: '2:3',
    reason: /a key of intents has to be text/,
  },
  {
    name: 'a list as a key',
    text: 'intents:\n  ? [a]\n  : b\n',
    at: '2:5',
    reason: /a key of intents has to be text/,
  },
  {
    name: 'nothing as a value',
    text: 'intents: {Go}\n',
    at: '1:11',
    reason: /intent Go has to be a mapping/,
  },
  {
    name: 'a slot of a list',
    text: 'intents:\n  Go:\n    data:\n      - sentences: [go]\n        slots: { a: [1] }\n',
    at: '5:21',
    reason: /slot a of Go has to be text/,
  },
  // ---- templates ----
  {
    name: 'a bracket that is never closed',
    text: sentence('go (to|from home'),
    at: '6:17',
    reason: /"\(" is never closed/,
  },
  {
    name: 'an optional part that is never closed',
    text: sentence('go [to home'),
    at: '6:17',
    reason: /"\[" is never closed/,
  },
  { name: 'a bracket too many', text: sentence('go to) home'), at: '6:19', reason: /"\)" closes nothing/ },
  {
    name: 'brackets that cross',
    text: sentence('go (to [home) now]'),
    at: '6:26',
    reason: /"\)" closes nothing/,
  },
  {
    name: 'a list that is never closed',
    text: sentence('go {place'),
    at: '6:17',
    reason: /"{" is never closed/,
  },
  { name: 'a list without a name', text: sentence('go {}'), at: '6:17', reason: /no name of a list/ },
  {
    name: 'a list of two slots',
    text: sentence('go {a:b:c}'),
    at: '6:17',
    reason: /"a:b:c" is no name of a list/,
  },
  {
    name: 'a rule with a slot',
    text: sentence('go <a:b>'),
    at: '6:17',
    reason: /"a:b" is no name of a rule/,
  },
  {
    name: 'an empty alternative',
    text: sentence('go (home||away)'),
    at: '6:23',
    reason: /an alternative is empty/,
  },
  { name: 'empty brackets', text: sentence('go [] home'), at: '6:17', reason: /the brackets are empty/ },
  { name: 'orders and alternatives mixed', text: sentence('(a;b|c)'), at: '6:18', reason: /mixed/ },
  { name: 'orders outside brackets', text: sentence('a;b'), at: '6:15', reason: /stands outside brackets/ },
  {
    name: 'too many items in any order',
    text: sentence('go (a;b;c;d;e;f;g;h)'),
    at: '6:17',
    reason: /more than 6 items in any order/,
  },
  {
    name: 'deep brackets',
    text: sentence(`${'('.repeat(300)}a${')'.repeat(300)}`),
    at: '6:54',
    reason: /nested more than 40 deep/,
  },
  {
    name: 'a long sentence',
    text: sentence('go '.repeat(2_000)),
    at: '6:14',
    reason: /longer than 4000 characters/,
  },
  {
    name: 'a fault after an escape',
    text: sentence('\\"go\\" (home'),
    at: '6:21',
    reason: /"\(" is never closed/,
  },
  {
    name: 'a fault in a block',
    text: intent('\n          - >-\n            go (home'),
    at: '7:16',
    reason: /"\(" is never closed/,
  },
  // ---- lists ----
  {
    name: 'a list that nothing defines',
    text: sentence('go [to] {place}'),
    at: '6:22',
    reason: /no list is called {place}/,
  },
  {
    name: 'a list of two kinds',
    text: list('{ wildcard: true, values: [a] }'),
    at: '8:6',
    reason: /exactly one of/,
  },
  { name: 'a list of no kind', text: list('{ metadata: {} }'), at: '8:6', reason: /exactly one of/ },
  { name: 'a list that is a list', text: list('[a, b]'), at: '8:6', reason: /list {x} has to be a mapping/ },
  { name: 'a list of no values', text: list('{ values: [] }'), at: '8:16', reason: /list {x} has no values/ },
  {
    name: 'a list with an empty value',
    text: list('{ values: [a, ""] }'),
    at: '8:20',
    reason: /a value of list {x} has to be text/,
  },
  {
    name: 'a value of nothing but marks',
    text: list('{ values: ["?!"] }'),
    at: '8:18',
    reason: /a value of list {x} has no words/,
  },
  {
    name: 'a value that may be left out',
    text: list('{ values: [{ in: "[a]", out: b }] }'),
    at: '8:24',
    reason: /a value of list {x} has no words/,
  },
  {
    name: 'a value without words',
    text: list('{ values: [{ out: a }] }'),
    at: '8:17',
    reason: /"in" of a value of list {x} has to be text/,
  },
  {
    name: 'a wildcard that is not true',
    text: list('{ wildcard: maybe }'),
    at: '8:18',
    reason: /wildcard has to be true/,
  },
  { name: 'an unknown type', text: list('{ type: colour }'), at: '8:14', reason: /type has to be one of/ },
  {
    name: 'a range the wrong way round',
    text: list('{ range: { from: 10, to: 1 } }'),
    at: '8:15',
    reason: /from 10 to 1 by 1 is empty/,
  },
  {
    name: 'a range without an end',
    text: list('{ range: { from: 10 } }'),
    at: '8:15',
    reason: /to of the range has to be a whole number/,
  },
  {
    name: 'a range of halves',
    text: list('{ range: { from: 0.5, to: 2 } }'),
    at: '8:23',
    reason: /from of the range has to be a whole number/,
  },
  {
    name: 'a range without steps',
    text: list('{ range: { from: 1, to: 2, step: 0 } }'),
    at: '8:15',
    reason: /by 0 is empty/,
  },
  {
    name: 'a range to the moon',
    text: list('{ range: { from: 1, to: 1e15 } }'),
    at: '8:15',
    reason: /the range goes beyond/,
  },
  {
    name: 'a list within itself',
    text: list('{ values: ["a {x}"] }'),
    at: '8:18',
    reason: /a value of list {x} holds list {x}/,
  },
  {
    name: 'a list within a list',
    text: sentence('go {x}', 'lists:\n  y: { wildcard: true }\n  x: { values: ["a {y}"] }\n'),
    at: '9:18',
    reason: /a value of list {x} holds list {y}/,
  },
  {
    name: 'a list of too many values',
    text: list(`{ values: [${times(5_001, (i) => `a${i}`).join(',')}] }`),
    at: '8:16',
    reason: /more than 5000 values/,
  },
  {
    name: 'a list without a proper name',
    text: 'lists:\n  "my list": { wildcard: true }\n',
    at: '2:3',
    reason: /"my list" is no name of a list/,
  },
  // ---- rules and expansions ----
  {
    name: 'a rule that nothing defines',
    text: sentence('<polite> go'),
    at: '6:14',
    reason: /no rule is called <polite>/,
  },
  {
    name: 'a rule of Hark itself',
    text: sentence('go <clock>'),
    at: '6:17',
    reason: /no rule is called <clock>/,
  },
  {
    name: 'a rule that contains itself',
    text: sentence('<a>', rules('a: "b [<a>]"')),
    at: '8:10',
    reason: /rule <a> contains itself: <a> -> <a>/,
  },
  {
    name: 'rules that contain each other',
    text: sentence('<a>', rules('a: "x <b>"', 'b: "y <c>"', 'c: "z <a>"')),
    at: '10:9',
    reason: /rule <a> contains itself: <a> -> <b> -> <c> -> <a>/,
  },
  {
    name: 'a cycle beside an intent',
    text: 'intents:\n  Go:\n    data:\n      - sentences: [go]\n        expansion_rules:\n          a: <b>\n          b: <a>\n',
    at: '7:14',
    reason: /contains itself/,
  },
  {
    name: 'a rule that is a list',
    text: sentence('<a>', rules('a: [b]')),
    at: '8:6',
    reason: /rule <a> has to be text/,
  },
  {
    name: 'thirty rules that double',
    text: sentence('<b30>', rules('b0: "go there"', ...times(30, (i) => `b${i + 1}: "<b${i}> <b${i}>"`))),
    at: '23:9',
    reason: /rule <b15> expands to more than 40000 states/,
  },
  {
    name: 'twenty rules that double',
    text: sentence('<b20>', rules('b0: "go there"', ...times(20, (i) => `b${i + 1}: "<b${i}> <b${i}>"`))),
    at: '23:9',
    reason: /rule <b15> expands to more than 40000 states/,
  },
  {
    name: 'forty optional rules within each other',
    text: sentence('<a40>', rules('a0: "[go]"', ...times(40, (i) => `a${i + 1}: "[<a${i}> on] [<a${i}>]"`))),
    at: '21:9',
    reason: /rule <a13> expands to more than 40000 states/,
  },
  {
    name: '2,000 rules in a chain',
    text: sentence('<a2000>', rules('a0: "go"', ...times(2_000, (i) => `a${i + 1}: "<a${i}> on"`))),
    at: '33:9',
    reason: /nested more than 24 deep/,
  },
  {
    name: 'orders within orders',
    text: sentence('(a;(b;(c;(d;(e;(f;g;h;i;j);k;l;m;n);o;p;q;r);s;t;u;v);w;x;y;z);aa;bb;cc;dd)'),
    at: '6:14',
    reason: /expands to more than 40000 states/,
  },
  {
    name: 'long lists in any order',
    text: sentence(
      '({x:a};{x:b};{x:c};{x:d};{x:e})',
      `lists:\n  x: { values: [${times(900, (i) => `w${i}`).join(',')}] }\n`,
    ),
    at: '6:14',
    reason: /expands to more than 40000 states/,
  },
  {
    name: 'more sentences than states',
    text: `${intent(times(40, (i) => `\n          - "s${i} {x:x${i}}"`).join(''))}lists:\n  x: { values: [${times(4_000, (i) => `word${i} w`).join(',')}] }\n`,
    at: '18:14',
    reason: /expand to more than 100000 states/,
  },
  {
    name: 'a faulty skip word',
    text: `${sentence('go')}skip_words: [please, { a: b }]\n`,
    at: '7:22',
    reason: /a skip word has to be text/,
  },
  {
    name: 'a skip word with a list',
    text: `${sentence('go')}skip_words: [please, "the {x}"]\n`,
    at: '7:23',
    reason: /a skip word is plain words/,
  },
  {
    name: 'a skip word that is never closed',
    text: `${sentence('go')}skip_words: ["(thanks|please"]\n`,
    at: '7:15',
    reason: /"\(" is never closed/,
  },
  {
    name: 'a skip word of no words',
    text: `${sentence('go')}skip_words: ["[please]"]\n`,
    at: '7:15',
    reason: /a skip word has no words/,
  },
];

const GOOD = { name: 'en/good.yaml', text: sentence('go home'), builtIn: true };
/** Fragments that the faults of a whole grammar may be found after; all others are found before the first. */
const BUILDS_MAX = 2 * STATES_MAX;

afterEach(() => vi.restoreAllMocks());

it('has at least fifty', () => {
  expect(MALFORMED.length).toBeGreaterThanOrEqual(50);
  expect(new Set(MALFORMED.map(({ text }) => text)).size).toBe(MALFORMED.length);
});

describe.each(MALFORMED)('$name', ({ text, at, reason }) => {
  const file = { name: 'own.yaml', text, builtIn: false };

  it('is told with file, line, column and reason', () => {
    const built = vi.spyOn(WordGraph.prototype, 'build');
    let thrown: unknown;
    try {
      Grammar.compile([file]);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(HarkError);
    const { code, message } = thrown as HarkError;
    expect(code).toMatch(/^grammar\./);
    expect(message.slice(0, `own.yaml:${at}: `.length)).toBe(`own.yaml:${at}: `);
    expect(message).toMatch(reason);
    expect(message.length).toBeLessThan(400);
    expect(built.mock.calls.length).toBeLessThan(code === 'grammar.too_large' ? BUILDS_MAX : 1);
  });

  it('is left out beside a sound file', () => {
    const { report } = Grammar.compile([GOOD, file]);
    const [line, column] = at.split(':').map(Number);
    expect(report.intents.map((each) => each.file)).toEqual(['en/good.yaml']);
    expect(report.diagnostics[0]).toMatchObject({ severity: 'error', file: 'own.yaml', line, column });
    expect(report.diagnostics[0]?.message).toMatch(reason);
  });
});

it('tells every fault of a file, to a bound', () => {
  const faults = parseFile({
    name: 'own.yaml',
    text: 'intents: }\n'.repeat(5_000),
    builtIn: false,
  }).diagnostics;
  expect(faults.length).toBe(100);
  const { diagnostics } = parseFile({
    name: 'own.yaml',
    text: 'language: 1\nintents: 2\nlists: 3\n',
    builtIn: false,
  });
  expect(diagnostics.map(({ line }) => line)).toEqual([1, 2, 3]);
});

it('keeps one file where another is too much', () => {
  const too = MALFORMED.find(({ name }) => name === 'more sentences than states');
  const { report } = Grammar.compile([
    { name: 'first.yaml', text: sentence('go there'), builtIn: false },
    { name: 'second.yaml', text: too?.text ?? '', builtIn: false },
    { name: 'third.yaml', text: sentence('go away'), builtIn: false },
  ]);
  expect(report.intents.map(({ file }) => file)).toEqual(['first.yaml', 'third.yaml']);
  expect(report.diagnostics.map(({ file }) => file)).toEqual(['second.yaml']);
});
