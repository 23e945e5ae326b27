/** How texts are read: numbers, times and durations as people and recognisers write them, and words around them. */
import { describe, expect, it } from 'vitest';
import { Grammar } from './grammar.ts';

const grammar = Grammar.compile([
  {
    name: 'values.yaml',
    builtIn: false,
    text: `language: en
intents:
  Sum: { data: [{ sentences: ["sum {number:a} and {number:b}"] }] }
  Timer: { data: [{ sentences: ["timer {duration}"] }] }
  Alarm: { data: [{ sentences: ["alarm {time}"] }] }
  Day: { data: [{ sentences: ["on {date}"] }] }
  Share: { data: [{ sentences: ["{number:n} (percent|%)"] }] }
  Note: { data: [{ sentences: ["note {text}", "put {text} on the list"] }] }
  Room: { data: [{ sentences: ["[the] bed[ ]room light[s] (on|off)", "whats (up;there)"] }] }
  Cup: { data: [{ sentences: ["a {size} cup"] }] }
lists:
  number: { type: number }
  duration: { type: duration }
  time: { type: time }
  date: { type: date }
  text: { wildcard: true }
  size: { values: [{ in: "(12|twelve) ounce", out: 12oz }, small] }
`,
  },
]);

function slotsOf(text: string): Record<string, string> | null {
  const { intent, slots } = grammar.parseExactly(text) ?? { intent: null, slots: {} };
  return intent === null ? null : slots;
}

it('has no mistakes', () => {
  expect(grammar.report.diagnostics).toEqual([]);
});

describe('numbers', () => {
  it.each([
    ['sum -3 and 5', '-3', '5'],
    ['sum minus three and five', '-3', '5'],
    ['sum \u22123 and 5', '-3', '5'],
    ['sum .5 and 4', '0.5', '4'],
    ['sum two hundred and five and one', '205', '1'],
    ['sum 3,000 and 1', '3000', '1'],
    ['sum three point one four and zero', '3.14', '0'],
    ['sum a hundred and a thousand', '100', '1000'],
    ['sum 3.50 and twenty-one', '3.5', '21'],
    ['sum - 3 and 10 - 5', null, null],
    ['sum - 3 and 5', '-3', '5'],
    ['sum 2,5 and 1,250', '2.5', '1250'],
    ['sum twelve hundred and nineteen ninety', '1200', '1990'],
    ['sum twenty oh five and twenty twenty four', '2005', '2024'],
    ['sum two million three hundred thousand and three billion', '2300000', '3000000000'],
    ['sum one million two hundred thousand and five and one', '1200005', '1'],
    ['sum two point seventy five and minus point five', '2.75', '-0.5'],
    ['sum 2.5 million and 3.14159', '2500000', '3.14159'],
    ['sum three quarters and two thirds', '0.75', '0.666667'],
    ['sum a half and two and a half', '0.5', '2.5'],
    ['sum 2 3/4 and negative one and a quarter', '2.75', '-1.25'],
    ['sum 123456789012 and zero', '123456789012', '0'],
  ])('%s', (text, a, b) => expect(slotsOf(text)).toEqual(a && { a, b }));

  it('reads a share however it is written', () => {
    for (const text of ['20%', '20 %', 'twenty percent', 'twenty per cent', '20 per cent']) {
      expect(slotsOf(text)).toEqual({ n: '20' });
    }
  });

  it('takes a hyphen for no minus', () => expect(slotsOf('a 12-ounce cup')).toEqual({ size: '12oz' }));
});

describe('durations', () => {
  it.each([
    ['90 seconds', 'PT1M30S'],
    ['90s', 'PT1M30S'],
    ['1h30m', 'PT1H30M'],
    ['1 h 30 min', 'PT1H30M'],
    ['2 hrs', 'PT2H'],
    ['1 1/2 hours', 'PT1H30M'],
    ['one and a quarter hours', 'PT1H15M'],
    ['two and three quarter hours', null],
    ['two and three quarters hours', 'PT2H45M'],
    ['half a second', 'PT0.5S'],
    ['half a day', 'PT12H'],
    ['two days', 'PT48H'],
    ['a day and a half', 'PT36H'],
    ['two days and three hours', 'PT51H'],
    ['a week', 'PT168H'],
    ['one week two days', 'PT216H'],
    ['an hour and a half', 'PT1H30M'],
    ['two hours thirty minutes and ten seconds', 'PT2H30M10S'],
    ['1:30', 'PT1M30S'],
    ['one thirty', 'PT1M30S'],
    ['ten oh five', 'PT10M5S'],
    ['a quarter hour', 'PT15M'],
    ['three quarters of a minute', 'PT45S'],
    ['1\u00bd hours', 'PT1H30M'],
    ['one and a half hours', 'PT1H30M'],
    ['an hour and a half', 'PT1H30M'],
    ['half an hour', 'PT30M'],
    ['half hour', 'PT30M'],
    ['three quarters of an hour', 'PT45M'],
    ['two minutes thirty', 'PT2M30S'],
    ['an hour ten', 'PT1H10M'],
    ['a couple of minutes', 'PT2M'],
    ['a couple hours', 'PT2H'],
    ['1 hour, 5 minutes and 3 seconds', 'PT1H5M3S'],
    ['2.5 minutes', 'PT2M30S'],
    ['a hundred and twenty minutes', 'PT2H'],
  ])('%s', (text, duration) => expect(slotsOf(`timer ${text}`)).toEqual(duration && { duration }));

  it.each(['two minutes ninety', 'five', 'a couple'])('%s is none', (text) => {
    expect(slotsOf(`timer ${text}`)).toBeNull();
  });
});

describe('times of day', () => {
  it.each([
    ['7:15', '07:15', undefined],
    ['7.30', '07:30', undefined],
    ['730', '07:30', undefined],
    ['19:00', '19:00', '24h'],
    ['19:30', '19:30', '24h'],
    ['seven thirty', '07:30', undefined],
    ['half past seven', '07:30', undefined],
    ['half seven', '07:30', undefined],
    ['a quarter to eight', '07:45', undefined],
    ['ten to nine', '08:50', undefined],
    ['ten minutes past one', '01:10', undefined],
    ["seven o'clock", '07:00', undefined],
    ['noon', '12:00', '24h'],
    ['midnight', '00:00', '24h'],
    ['7pm', '19:00', 'pm'],
    ['7 p.m.', '19:00', 'pm'],
    ['7:30 PM', '19:30', 'pm'],
    ['twelve thirty a m', '00:30', 'am'],
    ['five in the morning', '05:00', 'am'],
    ['one at night', '01:00', 'am'],
    ['twelve at night', '00:00', 'am'],
    ['twelve noon', '12:00', '24h'],
    ['quarter of seven', '06:45', undefined],
    ['a quarter till seven', '06:45', undefined],
    ['twenty five to one', '12:35', undefined],
    ['seven o five', '07:05', undefined],
    ['seven oh five pm', '19:05', 'pm'],
    ['0715', '07:15', '24h'],
    ['07:15', '07:15', '24h'],
    ['0015', '00:15', '24h'],
    ['oh seven hundred hours', '07:00', '24h'],
    ['twenty fifteen', '20:15', '24h'],
    ['twenty two hundred', '22:00', '24h'],
    ['7:45 in the morning', '07:45', 'am'],
    ['eleven at night', '23:00', 'pm'],
    ['eight in the evening', '20:00', 'pm'],
  ])('%s', (text, time, period) => {
    expect(slotsOf(`alarm ${text}`)).toEqual({ time, ...(period && { time_period: period }) });
  });

  it.each(['25:00', '24:00', '7:75', '7.5', 'thirteen p m o', 'half of seven', 'ten of seven'])(
    '%s is none',
    (text) => {
      expect(slotsOf(`alarm ${text}`)).toBeNull();
    },
  );
});

it.each([
  ['tomorrow', 'tomorrow'],
  ['next friday', 'friday'],
  ['the 24th of June', '06-24'],
  ['June twenty fourth', '06-24'],
  ['the day after tomorrow', 'day_after_tomorrow'],
  ['January 5', '01-05'],
  ['5 January', '01-05'],
  ['January 5th, 2026', '2026-01-05'],
  ['the fifth of January twenty twenty six', '2026-01-05'],
  ['May twenty second nineteen ninety', '1990-05-22'],
  ['May twenty two thousand six', '2006-05-20'],
  ['29 February', '02-29'],
  ['February 29 2024', '2024-02-29'],
  ['the fifth', '05'],
  ['the thirty first', '31'],
])('on %s', (text, date) => expect(slotsOf(`on ${text}`)).toEqual({ date }));

it.each([
  'February 30',
  '31 April',
  'February 29 2026',
  'February 29 1900',
  'five',
  'January 32',
  'January five five',
])('%s is no date', (text) => expect(grammar.parse(`on ${text}`).intent).toBeNull());

it('reads on along thousands of sentences at once', () => {
  const sentences = Array.from({ length: 4_500 }, (_, i) => `"(go|walk) now ${i}b x${i}"`);
  const text = `language: en\nintents: { Go: { data: [{ sentences: [${sentences.join(',')}] }] } }\n`;
  const many = Grammar.compile([{ name: 'many.yaml', text, builtIn: false }]);
  for (const i of [0, 4_321, 4_499]) expect(many.parseExactly(`go now ${i}b x${i}`)?.intent).toBe('Go');
});

describe('words', () => {
  it('are compared without case, marks and apostrophes', () => {
    for (const text of [
      'The BEDROOM lights on.',
      'bed room light, off',
      'what\u2019s up there?',
      'whats there up',
    ]) {
      expect(grammar.parseExactly(text)?.intent).toBe('Room');
    }
    expect(grammar.parseExactly('bedroom s on')).toBeNull();
  });

  it.each([
    ['Note: call mum\u2026 and dad!', 'call mum\u2026 and dad'],
    ['note\u2026 buy John\u2019s milk', 'buy John\u2019s milk'],
    ['Note, "e-mail the plumber".', 'e-mail the plumber'],
    ['put LibreOffice 7.4 on the list', 'LibreOffice 7.4'],
    ['note 1 1/2 cups \u2014 or more', '1 1/2 cups \u2014 or more'],
  ])('free words stay as they were written: %s', (text, free) => {
    expect(slotsOf(text)?.['text']?.replace(/[.!]$/, '')).toBe(free);
  });

  it.each(['Note?', 'note', 'put on the list', ''])('nothing is no free word: %o', (text) => {
    expect(grammar.parse(text).intent).toBeNull();
  });
});
