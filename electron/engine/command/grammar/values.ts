/**
 * Grammars of values, and what their words mean: numbers, ordinals, durations, times of day, dates, units. Each is a
 * template over words and a reading of the words that it let through.
 */
import { formatDuration } from '../../../../contract/slots.ts';
import { parseTemplate, type Template } from './template.ts';
import { parseCardinal, spellNumber, spellOrdinal } from './words.ts';

export const VALUE_TYPES = ['number', 'ordinal', 'duration', 'time', 'date', 'unit'] as const;
/** 'whole' is a number without a fraction, for ranges too large to list. */
export type ValueType = (typeof VALUE_TYPES)[number] | 'whole';

const list = (words: Iterable<string>) => `(${[...words].join('|')})`;
const between = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => spellNumber(from + i).join(' '));

/** What a whole is divided into, alone and in the plural. */
const PARTS = new Map<string, number>([
  ['half', 2],
  ['third', 3],
  ['quarter', 4],
  ['fourth', 4],
  ['fifth', 5],
  ['sixth', 6],
  ['seventh', 7],
  ['eighth', 8],
  ['ninth', 9],
  ['tenth', 10],
]);
const pluralOf = (part: string) => (part === 'half' ? 'halves' : `${part}s`);

const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
/** Days of each month, February's in a leap year. */
const MONTH_DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const TENS = [20, 30, 40, 50, 60, 70, 80, 90].map((n) => spellNumber(n).join(' '));
/** Decimals that are read of a number. */
const DECIMALS_MAX = 6;
const decimals = Array.from({ length: DECIMALS_MAX }).reduce<string>(
  (rest) => (rest === '' ? '<figure>' : `<figure> [${rest}]`),
  '',
);

/**
 * Rules that the templates of values share. Of others' grammars they are not seen, nor are the rules that are none:
 * <digits_N>, <decimal> and <clock>, how the recogniser writes numbers, which let no words through; <text_of>, a word
 * that is taken where it is written and never looked for in audio, where "of" is too easily "past"; and <loosely>,
 * before what a sentence may put together itself.
 */
const RULES: Record<string, string> = {
  digit: list(between(1, 9)),
  figure: list(['oh', 'o', ...between(0, 9)]),
  teen: list(between(10, 19)),
  tens: list(TENS),
  two_digits: '(<teen>|<tens> [<digit>])',
  under_100: '(<two_digits>|<digit>)',
  under_1000: '((a|<digit>) hundred [[and] <under_100>]|<under_100>)',
  thousands: 'thousand [[and] <under_1000>]',
  millions: 'million [[and] <under_1000> [<thousands>]]',
  billions: 'billion [[and] <under_1000> [(<millions>|<thousands>)]]',
  scale: '(<thousands>|<millions>|<billions>)',
  century: '<two_digits> (hundred [[and] <under_100>]|<two_digits>|(oh|o) <digit>)',
  whole: '(zero|a <scale>|<under_1000> [<scale>]|<digits_3> <scale>|<century>|<digits_9>)',
  decimals: `(${decimals}|<two_digits>)`,
  share: `((a|one) ${list([...PARTS.keys()])}|<digit> ${list([...PARTS.keys()].map(pluralOf))})`,
  fraction: '(point <decimals> [(thousand|million|billion)]|<loosely> and <share>)',
  number:
    '(<whole> [<fraction>]|(point <decimals>|<loosely> (half|<share>))|<decimal> [(thousand|million|billion)])',

  count: '(<under_1000>|<digits_3>)',
  amount: '(<count> [(point <decimals>|and <share>)]|<decimal>)',
  weeks: '(week|weeks)',
  days: '(day|days)',
  hours: '(hour|hours|hr|hrs)',
  minutes: '(minute|minutes|min|mins)',
  seconds: '(second|seconds|sec|secs)',
  in_seconds: '[and] <count> <seconds>',
  in_minutes: '([and] <count> <minutes> [<in_seconds>]|<in_seconds>)',
  in_hours: '([and] (an|<amount>) <hours> [<in_minutes>]|<in_minutes>)',
  in_days: '([and] (a|<amount>) <days> [<in_hours>]|<in_hours>)',
  // "An hour and a half", "two minutes thirty"
  and_part: 'and (a half|a quarter|a third|three quarters)',
  bare: '[and] <count>',

  hour: '(<one_to_twelve>|<digits_2>)',
  one_to_twelve: list(between(1, 12)),
  minute: `((oh|o) <digit>|${list(between(10, 59))}|<digits_2>)`,
  morning: '(am|a m|in the morning|this morning)',
  period: '(<morning>|pm|p m|in the afternoon|in the evening|at night|tonight|this evening)',
  amount_past: `([a] quarter|five|ten|twenty|twenty five|${list(between(1, 29))} minutes)`,

  nth: list(Array.from({ length: 31 }, (_, i) => spellOrdinal(i + 1).join(' '))),
  day: `(${list(between(1, 31))}|<nth>|<digits_2>)`,
  month: list(MONTHS),
  year: '[of] (two thousand [[and] <under_100>]|(nineteen|twenty) (<two_digits>|(oh|o) <digit>|hundred)|<digits_4>)',
};

const DURATION = [
  '(half|a half|[a] quarter) (hour|minute|second|day)',
  '(half|[a] quarter of|three quarters of|a third of|two thirds of) (an hour|a minute|a second|a day|a week)',
  'a couple [of] (<weeks>|<days>|<hours>|<minutes>|<seconds>)',
  '(a|<amount>) <weeks> [(<in_days>|<and_part>)]',
  '(a|<amount>) <days> [(<in_hours>|<and_part>)]',
  '(a|an|<amount>) <hours> [(<in_minutes>|<and_part>|<bare>)]',
  '(a|<amount>) <minutes> [(<in_seconds>|<and_part>|<bare>)]',
  '(a|<amount>) <seconds>',
  // "1:30" is a minute and a half.
  '<loosely> <under_100> <minute>',
  '<clock>',
];

const TIME = [
  '[twelve] (noon|midday|midnight)',
  'half [past] <hour> [<period>]',
  '<amount_past> (past|after|to|before|til|till) <hour> [<period>]',
  '[a] quarter <text_of> <hour> [<period>]',
  '<hour> [oclock] [<period>]',
  '(<hour> <minute>|<clock>) [<period>]',
  '<hour> point (zero|<digit>) (zero|<digit>) [<period>]',
  '<hour> hundred <minute> [<period>]',
  `${list([...between(13, 23), 'zero'])} (oclock|hundred|hundred hours|<minute>)`,
  // "0715"
  '(oh|zero) (oh|zero|<digit>) (hundred [hours]|oclock|<minute>) [<morning>]',
];

const DATE = [
  'today',
  'tonight',
  'tomorrow',
  'yesterday',
  'the day (after tomorrow|before yesterday)',
  `[on|this|next] ${list(DAYS)}`,
  '[on] the <nth>',
  '[on] [the] <day> [of] <month> [<year>]',
  '[on] <month> [the] <day> [<year>]',
];

/** Symbol of each unit, and what it is called. */
export const UNITS: Record<string, readonly string[]> = {
  km: ['kilometer', 'kilometers', 'kilometre', 'kilometres', 'km', 'kms'],
  m: ['meter', 'meters', 'metre', 'metres'],
  cm: ['centimeter', 'centimeters', 'centimetre', 'centimetres', 'cm'],
  mm: ['millimeter', 'millimeters', 'millimetre', 'millimetres', 'mm'],
  mi: ['mile', 'miles'],
  yd: ['yard', 'yards'],
  ft: ['foot', 'feet', 'ft'],
  in: ['inch', 'inches'],
  kg: ['kilogram', 'kilograms', 'kilo', 'kilos', 'kg', 'kgs'],
  g: ['gram', 'grams'],
  mg: ['milligram', 'milligrams', 'mg'],
  lb: ['pound', 'pounds', 'lb', 'lbs'],
  oz: ['ounce', 'ounces', 'oz'],
  st: ['stone', 'stones'],
  t: ['ton', 'tons', 'tonne', 'tonnes'],
  l: ['liter', 'liters', 'litre', 'litres'],
  ml: ['milliliter', 'milliliters', 'millilitre', 'millilitres', 'ml'],
  gal: ['gallon', 'gallons'],
  pt: ['pint', 'pints'],
  qt: ['quart', 'quarts'],
  cup: ['cup', 'cups'],
  tbsp: ['tablespoon', 'tablespoons', 'tbsp'],
  tsp: ['teaspoon', 'teaspoons', 'tsp'],
  C: ['celsius', 'degrees celsius', 'centigrade', 'degrees centigrade'],
  F: ['fahrenheit', 'degrees fahrenheit'],
  K: ['kelvin'],
  s: ['second', 'seconds', 'sec', 'secs'],
  min: ['minute', 'minutes', 'min', 'mins'],
  h: ['hour', 'hours', 'hr', 'hrs'],
  d: ['day', 'days'],
  week: ['week', 'weeks'],
  'km/h': ['kilometers per hour', 'kilometers an hour', 'kilometres per hour', 'kilometres an hour'],
  mph: ['miles per hour', 'miles an hour', 'mph'],
  'm/s': ['meters per second', 'metres per second'],
};

const SOURCES: Record<ValueType, string> = {
  number: '[minus|negative] <number>',
  whole: '[minus|negative] <whole>',
  ordinal: '<nth>',
  duration: list(DURATION),
  time: list(TIME),
  date: list(DATE),
  unit: list(Object.values(UNITS).flat()),
};
const parsed = new Map<string, Template>();

/** The template of a type, the same object each time. */
export function valueTemplate(type: ValueType): Template {
  return parsedOnce(`{${type}}`, SOURCES[type]);
}

/** A rule that templates of values use. */
export function valueRule(name: string): { template: Template } | undefined {
  const source = RULES[name];
  return source === undefined ? undefined : { template: parsedOnce(`<${name}>`, source) };
}

function parsedOnce(key: string, source: string): Template {
  const known = parsed.get(key) ?? parseTemplate(source);
  parsed.set(key, known);
  return known;
}

/** What the words of a value mean, as text; `period` only for times. Null where they mean nothing. */
export function readValue(
  type: ValueType,
  words: readonly string[],
): { value: string; period?: string } | null {
  switch (type) {
    case 'number':
    case 'whole': {
      const value = readNumber(words);
      return value === null ? null : { value: String(value) };
    }
    case 'ordinal':
      return wrap(readOrdinal(words));
    case 'duration': {
      const ms = readDuration(words);
      return ms === null ? null : { value: formatDuration(ms) };
    }
    case 'time':
      return readTime(words);
    case 'date':
      return wrap(readDate(words));
    case 'unit': {
      const name = words.join(' ');
      const [symbol] = Object.entries(UNITS).find(([, names]) => names.includes(name)) ?? [];
      return wrap(symbol ?? null);
    }
  }
}

const wrap = (value: string | null) => (value === null ? null : { value });

/** A number in words: "minus two point five million", "three quarters", "two and a half". */
export function readNumber(words: readonly string[]): number | null {
  const negative = words[0] === 'minus' || words[0] === 'negative';
  const size = readSize(negative ? words.slice(1) : words);
  if (size === null) return null;
  return negative ? -size : size;
}

function readSize(words: readonly string[]): number | null {
  const share = readShare(words);
  if (share !== null) return rounded(share);
  const and = words.lastIndexOf('and');
  const added = and > 0 ? readShare(words.slice(and + 1)) : null;
  if (added !== null) {
    const whole = parseCardinal(words.slice(0, and));
    return whole === null ? null : rounded(whole + added);
  }
  const point = words.indexOf('point');
  if (point < 0) return parseCardinal(words, { pairs: true });
  const whole = point === 0 ? 0 : parseCardinal(words.slice(0, point));
  const scale = SCALES[words.at(-1) ?? ''];
  const digits = readDecimals(words.slice(point + 1, scale === undefined ? undefined : -1));
  if (whole === null || digits === null) return null;
  return rounded(Number(`${whole}.${digits}`) * (scale ?? 1));
}

const SCALES: Record<string, number> = { thousand: 1e3, million: 1e6, billion: 1e9 };
/** Thirds have no end. */
const rounded = (value: number) => Number(value.toFixed(DECIMALS_MAX));

/** "Seven five", "seventy five", "oh five". */
function readDecimals(words: readonly string[]): string | null {
  if (words.length === 0) return null;
  const together = words.length === 2 && TENS.includes(words[0] ?? '') ? parseCardinal(words) : null;
  if (together !== null) return String(together);
  const digits = words.map((word) => (word === 'oh' || word === 'o' ? 0 : parseCardinal([word])));
  return digits.some((digit) => digit === null) ? null : digits.join('');
}

/** "Half", "a quarter", "two thirds". */
function readShare(words: readonly string[]): number | null {
  if (words.length === 1 && words[0] === 'half') return 0.5;
  const [count = '', part = ''] = words;
  if (words.length !== 2) return null;
  if (count === 'a' || count === 'one') {
    const whole = PARTS.get(part);
    return whole === undefined ? null : 1 / whole;
  }
  const [, whole] = [...PARTS].find(([name]) => pluralOf(name) === part) ?? [];
  const parts = parseCardinal([count]);
  return whole === undefined || parts === null ? null : parts / whole;
}

function readOrdinal(words: readonly string[]): string | null {
  const said = words.join(' ');
  for (let value = 1; value <= 31; value++) if (spellOrdinal(value).join(' ') === said) return String(value);
  return null;
}

const UNIT_MS: Record<string, number> = {};
for (const [names, ms] of [
  [['week', 'weeks'], 604_800_000],
  [['day', 'days'], 86_400_000],
  [['hour', 'hours', 'hr', 'hrs'], 3_600_000],
  [['minute', 'minutes', 'min', 'mins'], 60_000],
  [['second', 'seconds', 'sec', 'secs'], 1_000],
] as const) {
  for (const name of names) UNIT_MS[name] = ms;
}
const MINUTE_MS = 60_000;

function readDuration(words: readonly string[]): number | null {
  let total = 0;
  let number: string[] = [];
  let unit = 0;
  for (const word of words) {
    const ms = UNIT_MS[word];
    if (ms !== undefined) {
      const amount = readAmount(number);
      if (amount === null) return null;
      total += amount * ms;
      unit = ms;
      number = [];
    } else if (!(word === 'and' && number.length === 0)) number.push(word);
  }
  if (number.length === 0) return Math.round(total);
  if (unit === 0) {
    const [minutes, seconds] = readPair(number) ?? [];
    return minutes === undefined || seconds === undefined ? null : (minutes * 60 + seconds) * 1_000;
  }
  // "an hour and a half"
  const share = readShare(number);
  if (share !== null) return Math.round(total + share * unit);
  // "an hour ten", "two minutes thirty"
  const rest = unit === UNIT_MS['hour'] || unit === MINUTE_MS ? parseCardinal(number) : null;
  return rest === null || rest > 59 ? null : total + (rest * unit) / 60;
}

/** How many of the unit that follows. */
function readAmount(words: readonly string[]): number | null {
  const said = words.join(' ');
  if (said === 'a' || said === 'an') return 1;
  if (said === 'a couple' || said === 'a couple of') return 2;
  // "half an", "three quarters of an", "a quarter"
  const part = said.replace(/(?: of)?(?: an?)?$/, '');
  return readShare((part === 'quarter' ? 'a quarter' : part).split(' ')) ?? readNumber(words);
}

/** Two numbers in a row, of which the second is under 60: "one thirty", "seven oh five". */
function readPair(words: readonly string[]): [number, number] | null {
  for (let at = 1; at < words.length; at++) {
    const rest = words.slice(at);
    const oh = rest[0] === 'oh' || rest[0] === 'o';
    const first = parseCardinal(words.slice(0, at));
    const second = parseCardinal(oh ? rest.slice(1) : rest);
    if (first !== null && second !== null && second < 60 && oh === second < 10) return [first, second];
  }
  return null;
}

const TURNS: Record<string, 'past' | 'to'> = {
  past: 'past',
  after: 'past',
  to: 'to',
  before: 'to',
  til: 'to',
  till: 'to',
  of: 'to',
};

function readTime(words: readonly string[]): { value: string; period?: string } | null {
  const all = words.join(' ');
  if (/^(?:twelve )?(?:noon|midday)$/.test(all)) return { value: '12:00', period: '24h' };
  if (/^(?:twelve )?midnight$/.test(all)) return { value: '00:00', period: '24h' };
  const spoken =
    / (am|pm|a m|p m|in the morning|this morning|in the afternoon|in the evening|this evening|at night|tonight)$/.exec(
      all,
    )?.[1];
  const period = spoken === undefined ? undefined : /^a ?m|morning/.test(spoken) ? 'am' : 'pm';
  const said = (spoken === undefined ? all : all.slice(0, -spoken.length - 1)).replace(/ oclock$/, '');
  // Hours of two digits, the first of them 0, are counted through the day.
  const padded = /^(?:oh|zero) (?=\S)/.test(said) && !/^zero (?:hundred|oclock)/.test(said);
  const clock = (padded ? said.replace(/^(?:oh|zero) /, '').replace(/^oh\b/, 'zero') : said).split(' ');
  const read = readClock(clock);
  if (read === null || read.hour > 23 || read.minute > 59) return null;
  const { hour, minute } = read;
  const value = (of: number) => `${String(of).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
  // "One at night" is after midnight, and so is twelve.
  if (spoken === 'at night' && (hour < 5 || hour === 12)) return { value: value(hour % 12), period: 'am' };
  if (period === 'am') return { value: value(hour % 12), period };
  if (period === 'pm') return { value: value((hour % 12) + 12), period };
  if (hour > 12 || hour === 0 || padded) return { value: value(hour), period: '24h' };
  return { value: value(hour) };
}

function readClock(clock: readonly string[]): { hour: number; minute: number } | null {
  let hour: number | null = null;
  let minute: number | null = 0;
  const point = clock.indexOf('point');
  const turn = clock.findIndex((word) => TURNS[word] !== undefined);
  if (turn >= 0) {
    hour = parseCardinal(clock.slice(turn + 1));
    const amount = clock.slice(0, turn).filter((word) => word !== 'a' && word !== 'minutes');
    minute = amount[0] === 'half' ? 30 : amount[0] === 'quarter' ? 15 : parseCardinal(amount);
    if (hour === null || minute === null) return null;
    if (TURNS[clock[turn] ?? ''] === 'to') {
      hour = hour === 1 ? 12 : hour - 1;
      minute = 60 - minute;
    }
  } else if (clock[0] === 'half') {
    // As the British say it: half an hour past.
    hour = parseCardinal(clock.slice(1));
    minute = 30;
  } else if (point > 0) {
    hour = parseCardinal(clock.slice(0, point));
    const digits = readDecimals(clock.slice(point + 1));
    minute = digits === null ? null : Number(digits);
  } else {
    const bare = clock.filter((word) => word !== 'hundred' && word !== 'hours');
    const pair = readPair(bare);
    if (pair !== null) return { hour: pair[0], minute: pair[1] };
    hour = parseCardinal(bare);
  }
  return hour === null || minute === null ? null : { hour, minute };
}

/** "today", a weekday, "MM-DD", "YYYY-MM-DD" where a year was said, "DD" where no month was. */
function readDate(words: readonly string[]): string | null {
  const bare = words.filter((word) => !['on', 'this', 'next', 'the', 'of'].includes(word));
  const said = bare.join(' ');
  if (said === 'tonight') return 'today';
  if (said === 'day after tomorrow') return 'day_after_tomorrow';
  if (said === 'day before yesterday') return 'day_before_yesterday';
  if (['today', 'tomorrow', 'yesterday', ...DAYS].includes(said)) return said;
  const padded = (value: number) => String(value).padStart(2, '0');
  const at = bare.findIndex((word) => MONTHS.includes(word));
  if (at < 0) {
    const day = readDay(bare);
    return day === null ? null : padded(day);
  }
  const month = MONTHS.indexOf(bare[at] as string);
  const after = bare.slice(at + 1);
  // The day comes first, or the longest that is one and leaves a year or nothing.
  for (let end = at > 0 ? 0 : Math.min(2, after.length); end >= 0; end--) {
    const day = readDay(at > 0 ? bare.slice(0, at) : after.slice(0, end));
    const rest = after.slice(end);
    const year = rest.length === 0 ? null : parseCardinal(rest, { pairs: true });
    if (day === null || (rest.length > 0 && (year === null || year < YEAR_MIN))) continue;
    const leap = year === null || (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0));
    if (day > (month === 1 && !leap ? 28 : (MONTH_DAYS[month] as number))) return null;
    return `${year === null ? '' : `${year}-`}${padded(month + 1)}-${padded(day)}`;
  }
  return null;
}

const YEAR_MIN = 1_000;

function readDay(words: readonly string[]): number | null {
  const ordinal = readOrdinal(words);
  const day = ordinal === null ? parseCardinal(words) : Number(ordinal);
  return day === null || day < 1 || day > 31 ? null : day;
}
