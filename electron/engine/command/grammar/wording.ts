/** The words of a template's text: how they are compared, how the recogniser may write them. */
import { cardinalInDigits, ordinalInDigits, wordsOf } from './words.ts';

export interface Wording {
  /** As they are compared. */
  words: readonly string[];
  /** As they are written, one for each. */
  surfaces: readonly string[];
  /** The longest runs of number words, which may be written in digits too, and likewise those of ordinals. */
  numbers: readonly { start: number; end: number; digits: string }[];
}

/** Texts that were looked at lately: templates say the same few over and over. */
const known = new Map<string, Wording>();
const KNOWN_MAX = 20_000;

export function wordingOf(text: string): Wording {
  const found = known.get(text);
  if (found !== undefined) return found;
  const words = wordsOf(text).map(({ key }) => key);
  // "Twenty second" is a 22nd as well as 20 of something.
  const numbers = [cardinalInDigits, ordinalInDigits].flatMap((written) => runsOf(words, written));
  const wording = { words, surfaces: words.map((_, i) => surfaceOf(text, i)), numbers };
  if (known.size >= KNOWN_MAX) known.clear();
  known.set(text, wording);
  return wording;
}

function runsOf(
  words: readonly string[],
  written: (words: readonly string[]) => string | null,
): Wording['numbers'] {
  const found: Wording['numbers'][number][] = [];
  for (let start = 0; start < words.length; start++) {
    for (let end = words.length; end > start; end--) {
      const digits = written(words.slice(start, end));
      if (digits === null) continue;
      found.push({ start, end, digits });
      start = end - 1;
      break;
    }
  }
  return found;
}

/** The word of `text` that its `index`-th key came from, as it was written. */
function surfaceOf(text: string, index: number): string {
  const words = wordsOf(text);
  const word = words[index];
  if (word === undefined) return '';
  const written = text.slice(word.start, word.end);
  // "25" is two words, and so is "what's": none of them is written so.
  if (words[index - 1]?.start === word.start || words[index + 1]?.start === word.start) return word.key;
  return /\d|[^\p{L}\p{M}\p{N}']/u.test(written) ? word.key : written;
}
