/**
 * Words that are written in several ways and said in one: "I'd" and "I would", "12oz" and "twelve ounces". Contractions
 * are read as the words that they stand for; an abbreviation and its words are taken for each other.
 */

const WITH_IS = 'what that it how where who there here when he she';
const WITH_NOT = 'do does did is are was were would could should have has had must need';

/** Written with its apostrophe left out: two words. Those that are other words without one are not among them. */
const CONTRACTIONS = new Map<string, readonly [string, string]>([
  ...WITH_IS.split(' ').map((word) => [`${word}s`, [word, 'is']] as const),
  ...WITH_NOT.split(' ').map((word) => [`${word}nt`, [word, 'not']] as const),
  ['wont', ['will', 'not']],
  ['cant', ['can', 'not']],
  ['cannot', ['can', 'not']],
  ['im', ['i', 'am']],
  ...['you', 'we', 'they'].map((word) => [`${word}re`, [word, 'are']] as const),
  ...['i', 'you', 'we', 'they'].map((word) => [`${word}ve`, [word, 'have']] as const),
  ...['i', 'you', 'we', 'they', 'it', 'that'].map((word) => [`${word}ll`, [word, 'will']] as const),
  ...['i', 'you', 'we', 'they', 'he', 'she'].map((word) => [`${word}d`, [word, 'would']] as const),
]);
/** Other words, unless they have their apostrophe. */
const AMBIGUOUS = new Set(['its', 'were', 'well', 'ill', 'id', 'wed', 'hed', 'shed', 'hes', 'shes', 'wont']);
/** "Id" before these is what somebody wants. */
const WANTED = /^(?:like|love|rather|prefer|want|need)$/;

/** The two words of a contraction; null where it is none. */
export function expandContraction(
  written: string,
  bare: string,
  next: string,
): readonly [string, string] | null {
  const words = CONTRACTIONS.get(bare);
  if (words === undefined) return null;
  const sure = !AMBIGUOUS.has(bare) || written.includes("'") || (bare === 'id' && WANTED.test(next));
  return sure ? words : null;
}

const contractedForms = new Map<string, Map<string, string[]>>();
for (const [bare, [first, second]] of CONTRACTIONS) {
  const ending = second === 'not' ? 2 : bare.length - first.length;
  const form =
    bare === 'cannot'
      ? bare
      : `${bare.slice(0, -ending)}${second === 'not' ? "n't" : `'${bare.slice(-ending)}`}`;
  const forms = contractedForms.get(first) ?? new Map<string, string[]>();
  forms.set(second, [...(forms.get(second) ?? []), form]);
  contractedForms.set(first, forms);
}

/** How a word and those that may follow it are written as one, by the second word. */
export function contractionsOf(first: string): ReadonlyMap<string, readonly string[]> | undefined {
  return contractedForms.get(first);
}

/** Words that mean the same wherever a unit may stand: what is written short, and what it is short for. */
const ABBREVIATED: readonly (readonly [short: string, long: string])[] = [
  ['oz', 'ounce ounces'],
  ['lb lbs', 'pound pounds'],
  ['kg kgs', 'kilogram kilograms kilo kilos'],
  ['mg', 'milligram milligrams'],
  ['km kms', 'kilometer kilometers'],
  ['cm', 'centimeter centimeters'],
  ['mm', 'millimeter millimeters'],
  ['ml', 'milliliter milliliters'],
  ['ft', 'foot feet'],
  ['tsp', 'teaspoon teaspoons'],
  ['tbsp', 'tablespoon tablespoons'],
  ['sec secs', 'second seconds'],
  ['min mins', 'minute minutes'],
  ['hr hrs', 'hour hours'],
];

const NONE: readonly string[] = [];
const shorts = new Map<string, string[]>();
const alike = new Map<string, string[]>();
for (const [short, long] of ABBREVIATED) {
  for (const word of long.split(' ')) {
    shorts.set(word, short.split(' '));
    alike.set(word, short.split(' '));
  }
  for (const word of short.split(' ')) alike.set(word, long.split(' '));
}

/** What else a word of a template may be written as, or is short for. */
export function sameUnit(word: string): readonly string[] {
  return alike.get(word) ?? NONE;
}

/** How a unit is written short, also right behind digits. */
export function abbreviationsOf(word: string): readonly string[] {
  return shorts.get(word) ?? NONE;
}
