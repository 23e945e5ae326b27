/** Words of `skip_words`: they may stand between those of a sentence, alone or as the phrases that they are, and mean nothing. */
import { keys, type Word } from './words.ts';

export class SkipPhrases {
  readonly texts: readonly string[];
  /** By their first word, the longest first. */
  readonly #phrases = new Map<string, string[][]>();

  constructor(texts: Iterable<string>) {
    this.texts = [...new Set(texts)];
    for (const text of this.texts) {
      const words = keys(text);
      const [first] = words;
      if (first === undefined) continue;
      const alike = [...(this.#phrases.get(first) ?? []), words];
      this.#phrases.set(
        first,
        alike.toSorted((a, b) => b.length - a.length),
      );
    }
  }

  /** Numbers of words that phrases take which begin at `index`. */
  lengthsAt(words: readonly Word[], index: number): number[] {
    const alike = this.#phrases.get(words[index]?.key ?? '') ?? [];
    return alike
      .filter((phrase) => phrase.every((key, i) => words[index + i]?.key === key))
      .map(({ length }) => length);
  }

  /** What is left between the phrases that words begin and end with; empty where there is nothing else. */
  trim(words: readonly Word[]): readonly Word[] {
    let start = 0;
    for (
      let [length] = this.lengthsAt(words, start);
      length !== undefined;
      [length] = this.lengthsAt(words, start)
    ) {
      start += length;
    }
    // Phrases that end where the words end, from the beginning of each.
    let end = words.length;
    for (let at = end - 1; at >= start; at--) {
      if (this.lengthsAt(words.slice(0, end), at).some((length) => at + length === end)) end = at;
    }
    return words.slice(start, end);
  }
}
