/** How alike two words sound and look: 0 the same, 1 nothing in common. */
import { doubleMetaphone } from 'double-metaphone';

/** Words shorter than this are mistaken for each other too easily to be forgiven. */
const SHORTEST = 3;
/** Words that sound the same cost at most this much. */
const SAME_SOUND = 0.25;
const KEPT = 4_000;

const sounds = new Map<string, [string, string]>();

export function distance(one: string, other: string): number {
  if (one === other) return 0;
  const longest = Math.max(one.length, other.length);
  if (Math.min(one.length, other.length) < SHORTEST || Math.abs(one.length - other.length) > 3) return 1;
  const edits = levenshtein(one, other) / longest;
  if (edits > 0.7) return 1;
  return soundsLike(one, other) ? Math.min(SAME_SOUND, edits) : edits * 1.4;
}

/** Two words are said alike, as far as their spelling tells. */
export function soundsLike(one: string, other: string): boolean {
  const [a, b] = soundOf(one);
  const [c, d] = soundOf(other);
  return a !== '' && (a === c || a === d || b === c);
}

function soundOf(word: string): [string, string] {
  const known = sounds.get(word);
  if (known !== undefined) return known;
  if (sounds.size >= KEPT) sounds.clear();
  const sound = doubleMetaphone(word) as [string, string];
  sounds.set(word, sound);
  return sound;
}

function levenshtein(one: string, other: string): number {
  const row = Array.from({ length: other.length + 1 }, (_, i) => i);
  for (let i = 1; i <= one.length; i++) {
    let diagonal = i - 1;
    row[0] = i;
    for (let j = 1; j <= other.length; j++) {
      const above = row[j] as number;
      row[j] = Math.min(
        above + 1,
        (row[j - 1] as number) + 1,
        diagonal + (one[i - 1] === other[j - 1] ? 0 : 1),
      );
      diagonal = above;
    }
  }
  return row[other.length] as number;
}
