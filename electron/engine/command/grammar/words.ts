/**
 * Words as the grammar compares them: lower case, without punctuation, numbers spelled out. "Twelve-ounce", "12 ounce"
 * and "twelve ounce" are the same words; the surface forms differ only where the recogniser writes them.
 */
import { expandContraction } from './spokenForms.ts';

const ONES = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
  'thirteen',
  'fourteen',
  'fifteen',
  'sixteen',
  'seventeen',
  'eighteen',
  'nineteen',
];
const TENS = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
const ORDINALS: Record<string, string> = {
  one: 'first',
  two: 'second',
  three: 'third',
  five: 'fifth',
  eight: 'eighth',
  nine: 'ninth',
  twelve: 'twelfth',
};
/** Larger numbers are left as they are written. */
export const NUMBER_MAX = 999_999_999_999;
/** One word, two spellings; the second is what the grammar compares. */
const SPELLINGS: Record<string, string> = {
  ok: 'okay',
  colour: 'color',
  favourite: 'favorite',
  grey: 'gray',
  centre: 'center',
  metre: 'meter',
  metres: 'meters',
  kilometre: 'kilometer',
  kilometres: 'kilometers',
  centimetre: 'centimeter',
  centimetres: 'centimeters',
  millimetre: 'millimeter',
  millimetres: 'millimeters',
  litre: 'liter',
  litres: 'liters',
  millilitre: 'milliliter',
  millilitres: 'milliliters',
  cancelled: 'canceled',
  programme: 'program',
  mr: 'mister',
  decaf: 'decaf',
  pm: 'pm',
  am: 'am',
};

/** A number in words, without "and": 125 is one hundred twenty five. */
export function spellNumber(value: number): string[] {
  if (!Number.isInteger(value) || Math.abs(value) > NUMBER_MAX) return [String(value)];
  if (value < 0) return ['minus', ...spellNumber(-value)];
  if (value < 20) return [ONES[value] as string];
  if (value < 100)
    return [TENS[Math.floor(value / 10)] as string, ...(value % 10 ? [ONES[value % 10] as string] : [])];
  for (const [size, name] of [
    [1_000_000_000, 'billion'],
    [1_000_000, 'million'],
    [1_000, 'thousand'],
    [100, 'hundred'],
  ] as const) {
    if (value < size) continue;
    const rest = value % size;
    return [...spellNumber(Math.floor(value / size)), name, ...(rest ? spellNumber(rest) : [])];
  }
  return [String(value)];
}

/**
 * Every way to say a whole number from 0: "one hundred five", "a hundred and five"; "twelve hundred", "nineteen ninety".
 */
export function waysToSay(value: number): string[] {
  const plain = spellNumber(value).join(' ');
  const ways = [plain];
  const under = value % 100;
  const head = value - under;
  if (value > 100 && under > 0)
    ways.push(`${spellNumber(head).join(' ')} and ${spellNumber(under).join(' ')}`);
  // A thousand or a million of them, or a hundred alone.
  for (const way of [...ways])
    if (/^one (?:hundred|thousand|million)\b/.test(way)) ways.push(way.replace('one', 'a'));
  const hundreds = head / 100;
  if (hundreds >= 11 && hundreds <= 99 && hundreds % 10 !== 0) {
    const century = spellNumber(hundreds).join(' ');
    const rest = spellNumber(under).join(' ');
    if (under === 0) ways.push(`${century} hundred`);
    else ways.push(`${century} hundred ${rest}`, `${century} hundred and ${rest}`);
    if (under >= 10) ways.push(`${century} ${rest}`);
    else if (under > 0) ways.push(`${century} oh ${rest}`);
  }
  return ways;
}

/** "twenty first" for 21. */
export function spellOrdinal(value: number): string[] {
  const words = spellNumber(value);
  const last = words.pop() ?? '';
  const ordinal = ORDINALS[last] ?? (last.endsWith('y') ? `${last.slice(0, -1)}ieth` : `${last}th`);
  return [...words, ordinal];
}

const DIGITS_MAX = String(NUMBER_MAX).length;
/** Behind a whole number. */
const SHARES: Record<string, string> = {
  '1/2': 'a half',
  '1/3': 'a third',
  '2/3': 'two thirds',
  '1/4': 'a quarter',
  '3/4': 'three quarters',
};

/** "0715" is oh seven fifteen, "0700" oh seven hundred. */
function spellPadded(hour: string, minutes: string): string[] {
  const first = hour === '0' ? 'oh' : (ONES[Number(hour)] as string);
  const minute = Number(minutes);
  if (minute === 0) return ['oh', first, 'hundred'];
  return ['oh', first, ...(minute < 10 ? ['oh'] : []), ...spellNumber(minute)];
}

/** Digits as they are said: 12, 7:15, 7.30, 3.5, .5, 1 1/2, 1st, 10%, $5, 007. */
function spellDigits(token: string): string[] | null {
  const [, count, share] = /^(\d{1,9}) (\d\/\d)$/.exec(token) ?? [];
  if (count !== undefined)
    return [...spellNumber(Number(count)), 'and', ...(SHARES[share ?? ''] ?? '').split(' ')];
  const time = /^0(\d)([0-5])(\d)$/.exec(token);
  if (time !== null) return spellPadded(time[1] as string, `${time[2]}${time[3]}`);
  const comma = /^([$£€]?\d+),(\d{1,2}%?)$/.exec(token);
  if (comma !== null) return spellDigits(`${comma[1]}.${comma[2]}`);
  const fraction = /^\.(\d+)$/.exec(token)?.[1];
  if (fraction !== undefined) return spellDigits(`0.${fraction}`);
  const match = /^([$£€]?)(\d[\d,]*)(?:([:.])(\d+))?(%|st|nd|rd|th|am|pm)?$/.exec(token);
  if (match === null) return null;
  const [, money = '', whole = '', mark, part, end] = match;
  const digits = whole.replaceAll(',', '');
  if (digits.length > DIGITS_MAX) return null;
  const words =
    digits.length > 1 && digits.startsWith('0')
      ? [...digits].flatMap((d) => (d === '0' ? ['oh'] : spellNumber(Number(d))))
      : spellNumber(Number(digits));
  if (mark === ':' && part !== undefined) {
    const minutes = Number(part);
    if (minutes === 0)
      return [...words, ...(end === 'am' || end === 'pm' ? [] : ['oclock']), ...(end ? [end] : [])];
    return [...words, ...(minutes < 10 ? ['oh'] : []), ...spellNumber(minutes), ...(end ? [end] : [])];
  }
  if (mark === '.' && part !== undefined) {
    return [
      ...words,
      'point',
      ...[...part].flatMap((digit) => spellNumber(Number(digit))),
      ...(end === '%' ? ['percent'] : []),
    ];
  }
  if (end === '%') return [...words, 'percent'];
  if (end === 'am' || end === 'pm') return [...words, end];
  if (end !== undefined) return spellOrdinal(Number(digits));
  if (money !== '') return [...words, money === '$' ? 'dollars' : money === '£' ? 'pounds' : 'euros'];
  return words;
}

export interface Word {
  /** As the grammar compares it. */
  key: string;
  /** Where it stands in the text it came from. */
  start: number;
  end: number;
}

/** Texts that were read lately: templates say the same few over and over. */
const read = new Map<string, readonly Word[]>();
const READ_MAX = 20_000;
const READ_MAX_CHARACTERS = 200;

/** Words of a text, in order. */
export function wordsOf(text: string): readonly Word[] {
  const known = read.get(text);
  if (known !== undefined) return known;
  const words = readWords(text);
  if (read.size >= READ_MAX) read.clear();
  if (text.length <= READ_MAX_CHARACTERS) read.set(text, words);
  return words;
}

function readWords(text: string): Word[] {
  const words: Word[] = [];
  const { plain, starts, ends } = compatible(text);
  for (const match of plain.matchAll(TOKEN)) {
    const at = match.index;
    const start = starts?.[at] ?? at;
    const after = at + match[0].length;
    const end = ends?.[after - 1] ?? after;
    const last = words.at(-1);
    const glued = GLUED_UNITS.get(match[0].toLowerCase())?.(plain.slice(0, at));
    for (const key of glued ?? keysOf(match[0], plain.slice(after))) {
      // Two words to some, one to others.
      if (key === 'cent' && last?.key === 'per') words[words.length - 1] = { ...last, key: 'percent', end };
      else words.push({ key, start, end });
    }
  }
  return words;
}

/**
 * A text with one character for each of several kinds ("\uff11" is 1, "\u2026" is three dots), and where each of its
 * characters came from; without those where nothing moved.
 */
function compatible(text: string): { plain: string; starts?: number[]; ends?: number[] } {
  const marked = (plain: string) =>
    plain
      .replace(/[\u2018\u2019]/g, "'")
      .replace(/\b([ap])\.\s?m\.?(?=\W|$)/gi, (all, letter: string) => `${letter}m`.padEnd(all.length));
  if (NOTHING_BUT_ASCII.test(text)) return { plain: marked(text) };
  let plain = '';
  const starts: number[] = [];
  const ends: number[] = [];
  // A letter with its marks is one.
  for (const { 0: part, index } of text.matchAll(/\P{M}?\p{M}*/gsu)) {
    // "1\u00bd" is "1 1/2", not eleven halves.
    const normal = part.normalize('NFKC').replace(/^(\d)\u2044/, ' $1/');
    plain += normal;
    for (let i = 0; i < normal.length; i++) {
      starts.push(index);
      ends.push(index + part.length);
    }
  }
  return { plain: marked(plain), starts, ends };
}

const NOTHING_BUT_ASCII = /^[\0-\x7f]*$/;

const TOKEN = new RegExp(
  [
    // "1 1/2"
    String.raw`\d+ (?:1\/2|1\/3|2\/3|1\/4|3\/4)(?![\d/])`,
    // "2,5" as most of Europe writes it
    String.raw`(?<![\d,])[$£€]?\d+,\d{1,2}%?(?![\d,])`,
    // "12", "3,000", "7:30", "3.5", "10%", "1st"
    String.raw`[$£€]?(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:[:.]\d+)?(?:%|st\b|nd\b|rd\b|th\b|am\b|pm\b)?`,
    // ".5"
    String.raw`(?<![\p{L}\p{N}.])\.\d+`,
    // The minus of "-3" and "- 3", no hyphen
    String.raw`(?<![\p{L}\p{N}])[-\u2212](?=\s?[$£€]?\.?\d)`,
    // The unit within "1h30m"
    String.raw`(?<=\d)h(?=\d)`,
    String.raw`[\p{L}\p{M}\p{N}']+`,
    '[%&+=×÷*/°]',
  ].join('|'),
  'giu',
);
/** Units of time behind their number, "90s", "2 hrs", "1h30m": how they are said, or null where they mean something else. */
const GLUED_UNITS = new Map<string, (before: string) => string[] | null>([
  ['h', (before) => (/\d ?$/.test(before) ? ['hours'] : null)],
  ['hr', (before) => (/\d ?$/.test(before) ? ['hours'] : null)],
  ['hrs', (before) => (/\d ?$/.test(before) ? ['hours'] : null)],
  ['s', (before) => (/\d$/.test(before) ? ['seconds'] : null)],
  // Alone, "5m" is as well five meters.
  ['m', (before) => (/\dh(?:rs?)? ?\d+$/i.test(before) ? ['minutes'] : null)],
]);

const NEXT_WORD = /^\s+([a-z]+)/i;
const SIGNS: Record<string, string> = {
  '%': 'percent',
  '&': 'and',
  '+': 'plus',
  '=': 'equals',
  '×': 'times',
  '*': 'times',
  '÷': 'divided by',
  '/': 'over',
  '°': 'degrees',
  '-': 'minus',
  '\u2212': 'minus',
};

/** @param after what stands behind the token */
function keysOf(token: string, after: string): readonly string[] {
  const lower = token.toLowerCase();
  const sign = SIGNS[lower];
  if (sign !== undefined) return sign.split(' ');
  const digits = spellDigits(lower.replace(/,$/, ''));
  if (digits !== null) return digits;
  const bare = lower.replaceAll("'", '');
  if (bare === '') return [];
  const contracted = expandContraction(lower, bare, NEXT_WORD.exec(after)?.[1] ?? '');
  if (contracted !== null) return contracted;
  return [SPELLINGS[bare] ?? bare];
}

/** Only the words, as the grammar compares them. */
export function keys(text: string): string[] {
  return wordsOf(text).map(({ key }) => key);
}

/** How else the recogniser may write the words of a whole number: in digits. */
export function cardinalInDigits(words: readonly string[]): string | null {
  const value = parseCardinal(words);
  return value === null ? null : String(value);
}

/** "21st" for "twenty first"; null where the words are no ordinal, and for "second" alone, which is more often a unit. */
export function ordinalInDigits(words: readonly string[]): string | null {
  const value = ORDINAL_VALUES.get(words.join(' '));
  if (value === undefined || (words.length === 1 && value === 2)) return null;
  const ending = value % 100 >= 11 && value % 100 <= 13 ? undefined : ['th', 'st', 'nd', 'rd'][value % 10];
  return `${value}${ending ?? 'th'}`;
}

const ORDINAL_VALUES = new Map(
  Array.from({ length: 99 }, (_, i) => [spellOrdinal(i + 1).join(' '), i + 1] as const),
);

const VALUES = new Map<string, number>([
  ...ONES.map((word, value) => [word, value] as const),
  ...TENS.flatMap((word, i) => (word === '' ? [] : [[word, i * 10] as const])),
]);

const NUMBER_WORDS = new Set([
  ...VALUES.keys(),
  ...['hundred', 'thousand', 'million', 'billion'],
  ...Array.from({ length: 99 }, (_, i) => spellOrdinal(i + 1).at(-1) ?? ''),
]);

/** A word that numbers and ordinals are made of. */
export function isNumberWord(word: string): boolean {
  return NUMBER_WORDS.has(word);
}

/**
 * A whole number in words; null where they are none. "A hundred and five" is 105.
 * @param pairs "nineteen ninety", as years are said, is 1990
 */
export function parseCardinal(words: readonly string[], { pairs = false } = {}): number | null {
  let rest = words;
  let total = 0;
  for (const [size, name] of [
    [1_000_000_000, 'billion'],
    [1_000_000, 'million'],
    [1_000, 'thousand'],
  ] as const) {
    const at = rest.indexOf(name);
    if (at < 0) continue;
    const before = rest.slice(0, at);
    const count = before.length === 1 && before[0] === 'a' ? 1 : parseHundreds(before);
    if (count === null) return null;
    total += count * size;
    rest = withoutAnd(rest.slice(at + 1));
    if (rest.length === 0) return total;
  }
  const last = parseHundreds(rest) ?? (pairs && total === 0 ? parsePair(rest) : null);
  return last === null ? null : total + last;
}

const withoutAnd = (words: readonly string[]) =>
  words[0] === 'and' && words.length > 1 ? words.slice(1) : words;

/** "Five", "a hundred and five", "twelve hundred". */
function parseHundreds(words: readonly string[]): number | null {
  const at = words.indexOf('hundred');
  if (at < 0) return parseUnder100(words);
  const before = words.slice(0, at);
  const hundreds = before.length === 1 && before[0] === 'a' ? 1 : parseUnder100(before);
  const rest = withoutAnd(words.slice(at + 1));
  const under = rest.length === 0 ? 0 : parseUnder100(rest);
  return !hundreds || under === null ? null : hundreds * 100 + under;
}

function parseUnder100([first = '', second, ...more]: readonly string[]): number | null {
  const value = VALUES.get(first);
  if (value === undefined || more.length > 0) return null;
  if (second === undefined) return value;
  const unit = VALUES.get(second);
  // "Five twenty" is no number.
  return value >= 20 && unit !== undefined && unit > 0 && unit < 10 ? value + unit : null;
}

/** "Nineteen ninety", "twenty oh five". */
function parsePair(words: readonly string[]): number | null {
  for (const at of [2, 1]) {
    const century = parseUnder100(words.slice(0, at));
    const rest = words.slice(at);
    const oh = rest[0] === 'oh' || rest[0] === 'o';
    const year = parseUnder100(oh ? rest.slice(1) : rest);
    if (century !== null && century >= 10 && year !== null && oh === year < 10) return century * 100 + year;
  }
  return null;
}
