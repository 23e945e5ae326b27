/** What is read aloud at an enrollment: sentences that hold all sounds of English between them. */
import type { PROMPTS } from '../../../contract/speaker.ts';

/** Each follows a wake phrase. */
const SENTENCES = [
  'please show the weather for Thursday morning in the valley',
  'play a joyful song while the children jump and laugh',
  'remind me to measure the blue boat house before noon',
  'could you check if both garages are locked this evening',
  'three yellow birds sang quietly near my good old oak',
] as const satisfies { length: typeof PROMPTS };

/** @param phrases of the wake words that are listened for; each has its turn */
export function prompts(phrases: readonly string[]): string[] {
  return SENTENCES.map((sentence, place) => {
    const phrase = phrases[place % phrases.length];
    return phrase === undefined
      ? `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`
      : `${phrase}, ${sentence}.`;
  });
}
