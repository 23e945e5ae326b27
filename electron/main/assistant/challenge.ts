/**
 * Two random words to be said by whoever wants something guarded done: a recording of the owner's voice does not hold
 * them. What the recogniser makes of them need not be spelt as they are.
 */
import { randomInt } from 'node:crypto';
import { CHALLENGE_WORDS } from './challengeWords.ts';

/** Letters that may be another, missing or too many in a word of so many. */
const SLIPS: readonly [letters: number, slips: number][] = [
  [7, 2],
  [4, 1],
];

/** Two different ones. */
export function challengeWords(random: (limit: number) => number = randomInt): [string, string] {
  const first = random(CHALLENGE_WORDS.length);
  const second = random(CHALLENGE_WORDS.length - 1);
  return [wordAt(first), wordAt(second < first ? second : second + 1)];
}

/** All of them were said, in this order. */
export function saysWords(text: string, words: readonly string[]): boolean {
  // Without spaces: a recogniser may write "sun flower".
  let rest = text.toLowerCase().replace(/[^a-z]/g, '');
  return words.every((word) => {
    const end = endOf(word, rest);
    rest = rest.slice(end ?? rest.length);
    return end !== null;
  });
}

/** How many letters apart two words are, where one is looked for anywhere in the other. */
export function slipsIn(word: string, text: string): number {
  return Math.min(...distances(word, text));
}

export function slipsAllowed(word: string): number {
  return SLIPS.find(([letters]) => word.length >= letters)?.[1] ?? 0;
}

/** Where it ends in the text, at its first place; null where it is not in it. */
function endOf(word: string, text: string): number | null {
  const end = distances(word, text).findIndex((slips) => slips <= slipsAllowed(word));
  return end < 0 ? null : end;
}

/** Of the word from the part of the text that ends at each place and fits best: edit distance with a free beginning. */
function distances(word: string, text: string): number[] {
  let row = Array.from({ length: word.length + 1 }, (_, at) => at);
  const ends = [word.length];
  for (const letter of text) {
    const next = [0];
    for (let at = 1; at <= word.length; at += 1) {
      const same = word[at - 1] === letter ? 0 : 1;
      next.push(Math.min((row[at - 1] ?? 0) + same, (row[at] ?? 0) + 1, (next[at - 1] ?? 0) + 1));
    }
    row = next;
    ends.push(row[word.length] ?? word.length);
  }
  return ends;
}

function wordAt(place: number): string {
  return CHALLENGE_WORDS[place] ?? '';
}
