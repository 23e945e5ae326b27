/** How well a passphrase withstands being guessed by a program, roughly and on the safe side. Pure. */
import { PASSPHRASE_MIN } from '../../../contract/profiles.ts';

export interface PassphraseView {
  level: 'short' | 'weak' | 'fair' | 'strong';
  text: string;
}

/** What a character adds, in bits: people do not choose letters by chance. */
const BITS_PER_LETTER = 2.2;
const BITS_PER_MIXED = 3.5;
/** A further word of a sentence of one's own. */
const BITS_PER_WORD = 4;
const [FAIR_BITS, STRONG_BITS] = [35, 60];

export function passphraseView(text: string): PassphraseView {
  if (text.length < PASSPHRASE_MIN) {
    return { level: 'short', text: `At least ${PASSPHRASE_MIN} characters.` };
  }
  const bits = guessedBits(text);
  if (bits < FAIR_BITS) return { level: 'weak', text: 'Weak: a program guesses it soon. Use several words.' };
  if (bits < STRONG_BITS) return { level: 'fair', text: 'Fair: one or two more words would make it strong.' };
  return { level: 'strong', text: 'Strong.' };
}

function guessedBits(text: string): number {
  // What repeats or only counts on adds next to nothing.
  const counted = [...text].filter((character, at, all) => {
    const step = (character.codePointAt(0) ?? 0) - (all[at - 1]?.codePointAt(0) ?? -9);
    return Math.abs(step) > 1;
  });
  const distinct = new Set(counted).size;
  const isMixed = /[^\p{L}\s]/u.test(text);
  const perCharacter = isMixed ? BITS_PER_MIXED : BITS_PER_LETTER;
  const words = text.split(/\s+/).filter((word) => word.length > 2).length;
  return Math.min(counted.length, distinct * 2) * perCharacter + Math.max(0, words - 1) * BITS_PER_WORD;
}

/** What is wrong with the second of two entries; null for nothing, or while it is still being typed. */
export function repeatError(first: string, second: string): string | null {
  return second === '' || first.startsWith(second) ? null : 'The two are not the same.';
}
