/**
 * Grammars of values, and what their words mean: numbers, ordinals, durations, times of day, dates, units. Each is a
 * template over words and a reading of the words that it let through.
 */
import { formatDuration } from '../../../../contract/slots.ts';
import { parseCardinal, spellNumber, spellOrdinal } from './words.ts';

export const VALUE_TYPES = ['number', 'ordinal', 'duration', 'time', 'date', 'unit'] as const;
/** 'whole' is a number without a fraction, for ranges too large to list. */
export type ValueType = (typeof VALUE_TYPES)[number] | 'whole';

const list = (words: Iterable<string>) => `(${[...words].join('|')})`;
const between = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => spellNumber(from + i).join(' '));

const DIGIT = list(between(1, 9));
const UNDER_100 = `(${list(between(10, 19))}|${list([20, 30, 40, 50, 60, 70, 80, 90].map((n) => spellNumber(n).join(' ')))} [${DIGIT}]|${DIGIT})`;
/** <digits_N>, <decimal> and <clock> are how the recogniser writes numbers; they let no words through. */
const UNDER_1000 = `([(a|${DIGIT}) hundred [and]] ${UNDER_100}|(a|${DIGIT}) hundred|<digits_3>)`;
const WHOLE = `zero|${UNDER_1000}|(a|${UNDER_1000}) thousand [[and] ${UNDER_1000}]|(a|${UNDER_1000}) million|<digits_7>`;
const CARDINAL = `(${WHOLE}|<decimal>)`;
const FRACTION = `[point (zero|oh|${DIGIT}) [(zero|oh|${DIGIT})] [(zero|oh|${DIGIT})]]`;
const NUMBER = `([minus|negative] ${CARDINAL} ${FRACTION})`;
const COUNT = UNDER_1000;

const HOURS = '(hour|hours)';
const MINUTES = '(minute|minutes|min|mins)';
const SECONDS = '(second|seconds|sec|secs)';
const AMOUNT = `(${COUNT} [and a half]|${COUNT} point (five|two five|seven five)|<decimal>)`;
const DURATION = [
  `(an|a|one) (hour|minute) and a half`,
  `(an|one) hour and a quarter`,
  `half an hour`,
  `half a minute`,
  `half hour`,
  `a couple [of] (${HOURS}|${MINUTES}|${SECONDS})`,
  `(a quarter of|quarter of) an hour`,
  `three quarters of an hour`,
  `(an|a|one) hour [and] ${COUNT} [${MINUTES}]`,
  `(an hour|${AMOUNT} ${HOURS}) [[and] ${COUNT} ${MINUTES}] [[and] ${COUNT} ${SECONDS}]`,
  `(a minute|${AMOUNT} ${MINUTES}) [[and] ${COUNT} [${SECONDS}]]`,
  `(a second|${AMOUNT} ${SECONDS})`,
];

const HOUR = `(${between(1, 12).join('|')}|<digits_2>)`;
const HOUR_24 = list([...between(13, 23), 'zero']);
const MINUTE = `(oh ${DIGIT}|${list(between(10, 59))}|<digits_2>)`;
const PERIOD =
  '(am|pm|a m|p m|in the morning|in the afternoon|in the evening|at night|tonight|this morning|this evening)';
const TIME = [
  `(noon|midday|midnight)`,
  `half [past] ${HOUR} [${PERIOD}]`,
  `([a] quarter|five|ten|twenty|twenty five|${list(between(1, 29))} minutes) (past|after|to|before|til) ${HOUR} [${PERIOD}]`,
  `${HOUR} [oclock] [${PERIOD}]`,
  `(${HOUR} ${MINUTE}|<clock>) [${PERIOD}]`,
  `${HOUR} point (zero|${DIGIT}) (zero|${DIGIT}) [${PERIOD}]`,
  `${HOUR} hundred ${MINUTE} [${PERIOD}]`,
  `${HOUR_24} (oclock|hundred|hundred hours|${MINUTE})`,
];

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
const DAY_OF_MONTH = list(Array.from({ length: 31 }, (_, i) => spellOrdinal(i + 1).join(' ')));
const DATE = [
  'today',
  'tonight',
  'tomorrow',
  'the day after tomorrow',
  `[on|this|next] ${list(DAYS)}`,
  `[on] [the] ${DAY_OF_MONTH} [of] ${list(MONTHS)}`,
  `[on] ${list(MONTHS)} [the] ${DAY_OF_MONTH}`,
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
  tbsp: ['tablespoon', 'tablespoons'],
  tsp: ['teaspoon', 'teaspoons'],
  C: ['celsius', 'degrees celsius', 'centigrade', 'degrees centigrade'],
  F: ['fahrenheit', 'degrees fahrenheit'],
  K: ['kelvin'],
  s: ['second', 'seconds'],
  min: ['minute', 'minutes'],
  h: ['hour', 'hours'],
  d: ['day', 'days'],
  week: ['week', 'weeks'],
  'km/h': ['kilometers per hour', 'kilometers an hour', 'kilometres per hour', 'kilometres an hour'],
  mph: ['miles per hour', 'miles an hour', 'mph'],
  'm/s': ['meters per second', 'metres per second'],
};

/** Templates of each type, in the grammar's own syntax. */
export const VALUE_TEMPLATES: Record<ValueType, string> = {
  number: NUMBER,
  whole: `[minus|negative] (${WHOLE})`,
  ordinal: DAY_OF_MONTH,
  duration: list(DURATION),
  time: list(TIME),
  date: list(DATE),
  unit: list(Object.values(UNITS).flat()),
};

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

/** A number in words, with "point" and "minus". */
export function readNumber(words: readonly string[]): number | null {
  const negative = words[0] === 'minus' || words[0] === 'negative';
  const rest = negative ? words.slice(1) : words;
  const point = rest.indexOf('point');
  const whole = parseCardinal(point < 0 ? rest : rest.slice(0, point));
  if (whole === null) return null;
  let text = String(whole);
  if (point >= 0) {
    const digits = rest.slice(point + 1).map((word) => (word === 'oh' ? 0 : parseCardinal([word])));
    if (digits.length === 0 || digits.some((digit) => digit === null || digit > 99)) return null;
    text += `.${digits.join('')}`;
  }
  return Number(negative ? `-${text}` : text);
}

function readOrdinal(words: readonly string[]): string | null {
  const said = words.join(' ');
  for (let value = 1; value <= 31; value++) if (spellOrdinal(value).join(' ') === said) return String(value);
  return null;
}

const UNIT_MS: Record<string, number> = {};
for (const [names, ms] of [
  [['hour', 'hours'], 3_600_000],
  [['minute', 'minutes', 'min', 'mins'], 60_000],
  [['second', 'seconds', 'sec', 'secs'], 1_000],
] as const) {
  for (const name of names) UNIT_MS[name] = ms;
}

function readDuration(words: readonly string[]): number | null {
  const said = words.join(' ');
  if (said === 'half an hour' || said === 'half hour') return 1_800_000;
  if (said === 'half a minute') return 30_000;
  if (/^(a )?quarter of an hour$/.test(said)) return 900_000;
  if (said === 'three quarters of an hour') return 2_700_000;
  const couple = /^a couple (?:of )?(\w+)$/.exec(said)?.[1];
  if (couple !== undefined) return 2 * (UNIT_MS[couple] ?? Number.NaN) || null;
  let total = 0;
  let number: string[] = [];
  let unit = 0;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    const ms = UNIT_MS[word];
    const rest = words.slice(i).join(' ');
    if (rest === 'and a half' && unit > 0) return total + unit / 2;
    if (rest === 'and a quarter' && unit > 0) return total + unit / 4;
    if (ms !== undefined) {
      const half = number.slice(-3).join(' ') === 'and a half';
      const amount = readAmount(half ? number.slice(0, -3) : number);
      if (amount === null) return null;
      total += (amount + (half ? 0.5 : 0)) * ms;
      unit = ms;
      number = [];
    } else if (!(word === 'and' && number.length === 0)) number.push(word);
  }
  if (number.length === 0) return total;
  // "an hour ten", "two minutes thirty"
  const rest = unit > 1_000 ? parseCardinal(number) : null;
  return rest === null || rest > 59 ? null : total + (rest * unit) / 60;
}

function readAmount(words: readonly string[]): number | null {
  if (words.length === 1 && (words[0] === 'a' || words[0] === 'an')) return 1;
  return readNumber(words);
}

function readTime(words: readonly string[]): { value: string; period?: string } | null {
  const said = words.join(' ');
  if (said === 'noon' || said === 'midday') return { value: '12:00', period: '24h' };
  if (said === 'midnight') return { value: '00:00', period: '24h' };
  const spoken =
    / (am|pm|a m|p m|in the morning|this morning|in the afternoon|in the evening|this evening|at night|tonight)$/.exec(
      said,
    )?.[1];
  const period = spoken === undefined ? undefined : /^a ?m|morning/.test(spoken) ? 'am' : 'pm';
  const clock = (spoken === undefined ? said : said.slice(0, -spoken.length - 1))
    .replace(/ oclock$/, '')
    .split(' ');
  let hour: number | null = null;
  let minute: number | null = 0;
  const point = clock.indexOf('point');
  const turn = clock.findIndex((word) => ['past', 'after', 'to', 'before', 'til'].includes(word));
  if (turn >= 0) {
    hour = parseCardinal(clock.slice(turn + 1));
    const amount = clock.slice(0, turn).filter((word) => word !== 'a' && word !== 'minutes');
    minute = amount[0] === 'half' ? 30 : amount[0] === 'quarter' ? 15 : parseCardinal(amount);
    if (hour === null || minute === null) return null;
    if (!['past', 'after'].includes(clock[turn] as string)) {
      hour = hour === 1 ? 12 : hour - 1;
      minute = 60 - minute;
    }
  } else if (clock[0] === 'half') {
    // As the British say it: half an hour past.
    hour = parseCardinal(clock.slice(1));
    minute = 30;
  } else if (point > 0) {
    hour = parseCardinal(clock.slice(0, point));
    minute = Number(
      clock
        .slice(point + 1)
        .map((word) => parseCardinal([word]) ?? '')
        .join(''),
    );
  } else {
    const size =
      parseCardinal(clock.slice(0, 2)) !== null &&
      clock.length > 1 &&
      parseCardinal([clock[0] as string]) === 20
        ? 2
        : 1;
    hour = parseCardinal(clock.slice(0, size));
    const rest = clock.slice(size).filter((word) => !['oh', 'hundred', 'hours'].includes(word));
    minute = rest.length === 0 ? 0 : parseCardinal(rest);
  }
  if (hour === null || minute === null || hour > 23 || minute > 59) return null;
  const value = (of: number) => `${String(of).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
  // "One at night" is after midnight.
  if (spoken === 'at night' && hour < 5) return { value: value(hour), period: 'am' };
  if (period === 'am') return { value: value(hour % 12), period };
  if (period === 'pm')
    return { value: value((hour % 12) + (spoken === 'at night' && hour === 12 ? 0 : 12)), period };
  if (hour > 12 || hour === 0) return { value: value(hour), period: '24h' };
  return { value: value(hour) };
}

/** "today", a weekday, or "MM-DD". */
function readDate(words: readonly string[]): string | null {
  const bare = words.filter((word) => !['on', 'this', 'next', 'the', 'of'].includes(word));
  const said = bare.join(' ');
  if (said === 'tonight') return 'today';
  if (said === 'day after tomorrow') return 'day_after_tomorrow';
  if (said === 'today' || said === 'tomorrow' || DAYS.includes(said)) return said;
  const month = bare.findIndex((word) => MONTHS.includes(word));
  if (month < 0) return null;
  const day = readOrdinal(bare.filter((_, i) => i !== month));
  if (day === null) return null;
  return `${String(MONTHS.indexOf(bare[month] as string) + 1).padStart(2, '0')}-${day.padStart(2, '0')}`;
}
