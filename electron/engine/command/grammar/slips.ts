/**
 * Slips that the matcher forgives: a word too many, one too few, one for another that sounds or looks like it. Not
 * forgiven is what would change what was asked for: a number, an ordinal, a unit, and words that decide, such as "not",
 * "off" or "tomorrow". "Volume 150 percent" is no way to say 100, "don't lock the screen" none to lock it.
 */
import { distance, soundsLike } from './distance.ts';
import { UNITS } from './values.ts';
import { isNumberWord } from './words.ts';

/** In words: a word too many or too few, and the most that one word may be mistaken for another. */
const EXTRA_COST = 0.8;
const MISSING_COST = 0.8;
const FILLER_COST = 0.25;
const SUBSTITUTION_MAX = 0.6;
/** The most that a word which decides may be misspelled. */
const DECIDING_MAX = 0.3;
/** Words that sound the same, and words that nearly do. */
const SAME_SOUND_COST = 0.25;
const NEAR_SOUND_COST = 0.5;
/** Shorter words sound like too many others. */
const MISSPELLED_MIN_LETTERS = 5;
/** Slips that a text may have, by its number of words, and at most. */
const SLIPS_PER_WORD = 0.2;
const SLIPS_MAX = 1.6;

const FILLERS = new Set('please um uh the a an so well now just hey okay oh'.split(' '));

/** Short words that are written for each other, and what that costs. */
const ALIKE = new Map<string, number>(
  (
    [
      [
        SAME_SOUND_COST,
        'of off',
        'to too',
        'to two',
        'too two',
        'for four',
        'one won',
        'eight ate',
        'hour our',
      ],
      [SAME_SOUND_COST, 'their there', 'its it', 'by buy', 'hear here', 'write right', 'knew new'],
      [NEAR_SOUND_COST, 'in on', 'a the', 'this the', 'and an'],
    ] as const
  ).flatMap(([cost, ...pairs]) =>
    pairs.flatMap((pair) =>
      [pair, pair.split(' ').toReversed().join(' ')].map((each) => [each, cost] as const),
    ),
  ),
);

/** Units, also those of which only a part is a word: "miles per hour". */
const UNIT_WORDS = new Set(
  Object.values(UNITS)
    .flat()
    .flatMap((name) => name.split(' '))
    .filter((word) => !['per', 'an', 'degrees'].includes(word)),
);
/** Beside numbers and units. Nothing is lost with "degrees" of a number that has no other unit. */
const EXACT_WORDS = new Set(
  [
    'point minus negative plus times divided multiplied squared cubed over percent half halves quarter quarters thirds',
    'couple dozen am pm oclock noon midday midnight c f dollars dollar euros euro pounds',
  ].flatMap((words) => words.split(' ')),
);
/** What a command says of whether, which way, when and of how much; "don't" is read as "do not". */
const DECIDING_WORDS = new Set(
  [
    'not no never none nothing without except but instead if unless when whenever until till after before',
    'on off up down in out open close start stop begin end lock unlock mute unmute play pause resume continue',
    'enable disable increase decrease raise lower louder quieter more less add remove delete cancel undo',
    'all every both any only again yesterday today tonight tomorrow later',
    'sunday monday tuesday wednesday thursday friday saturday',
  ].flatMap((words) => words.split(' ')),
);
/** They turn a word into its opposite. */
const OPPOSING_PREFIXES = ['un', 'dis', 'de', 'non', 'in', 'im', 'mis'];

function isExact(word: string): boolean {
  return isNumberWord(word) || UNIT_WORDS.has(word) || EXACT_WORDS.has(word);
}

function isDeciding(word: string): boolean {
  return DECIDING_WORDS.has(word);
}

/** Slips that a text may have, of which wildcards swallowed `wild` words: those earn none. */
export function slipsOf(words: number, wild = 0): number {
  return Math.min(SLIPS_MAX, SLIPS_PER_WORD * (words - wild));
}

/** What it costs that a word was heard which no template says; null where it may not be. */
export function extraCost(heard: string): number | null {
  if (isExact(heard) || isDeciding(heard)) return null;
  return FILLERS.has(heard) ? FILLER_COST : EXTRA_COST;
}

/** What it costs that a word of a template was not heard; null where it may not be. */
export function missingCost(word: string): number | null {
  if (isExact(word) || isDeciding(word)) return null;
  return isFiller(word) ? FILLER_COST : MISSING_COST;
}

/** Says nothing of its own. */
export function isFiller(word: string): boolean {
  return FILLERS.has(word);
}

/**
 * What it costs to take the heard word for a template's; null where it is another.
 * @param within a value of a type, which only what sounds the same may stand in
 */
export function substitutionCost(heard: string, word: string, within: boolean): number | null {
  const alike = ALIKE.get(`${heard} ${word}`);
  // "To" is "two" where a number is being said, and nowhere else.
  if (alike !== undefined && (within || !isNumberWord(word))) return alike;
  if (isExact(heard) || isDeciding(heard)) return null;
  const cost = distance(heard, word);
  if (isExact(word)) {
    // "Minits" are minutes: no other unit, and no word, is written so.
    const misspelled =
      UNIT_WORDS.has(word) && heard.length >= MISSPELLED_MIN_LETTERS && soundsLike(heard, word);
    return misspelled && cost <= SAME_SOUND_COST ? cost : null;
  }
  if (within || areOpposed(heard, word)) return null;
  return cost <= (isDeciding(word) ? DECIDING_MAX : SUBSTITUTION_MAX) ? cost : null;
}

function areOpposed(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return OPPOSING_PREFIXES.some((prefix) => long.startsWith(prefix) && !short.startsWith(prefix));
}
