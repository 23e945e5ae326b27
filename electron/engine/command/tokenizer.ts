/** The recogniser's tokens: Llama's SentencePiece vocabulary (npm llama-tokenizer-js), which Moonshine was trained on. */
import llama from 'llama-tokenizer-js';

/** Tokens below are controls, those from TEXT_TOKENS on are not text. */
const CONTROL_TOKENS = 3;
const TEXT_TOKENS = 32_000;
/** In the vocabulary, this stands for the space before a word. */
const SPACE = '\u2581';

/** Tokens of a word as they follow a space, or the beginning of an utterance. */
export function encodeWord(word: string): number[] {
  return llama.encode(word, false, true);
}

/** Tokens of a phrase at the beginning of an utterance. */
export function encodePhrase(phrase: string): number[] {
  return llama.encode(phrase, false, true);
}

/** The token of what is attached to a word without a space, a punctuation mark for one; null where it takes several. */
export function attachedToken(mark: string): number | null {
  return llama.vocabByString.get(mark) ?? null;
}

/** Text of tokens, without the space that an utterance begins with. */
export function decode(tokens: readonly number[]): string {
  const text = tokens.filter((token) => token >= CONTROL_TOKENS && token < TEXT_TOKENS);
  return text.length === 0 ? '' : llama.decode(text, false, true).trim();
}

/** A token begins a new word. */
export function beginsWord(token: number): boolean {
  return llama.vocabById[token]?.startsWith(SPACE) ?? false;
}

/** Tokens of a word that is attached to what comes before it. */
export function encodeAttached(word: string): number[] {
  return llama.encode(word, false, false);
}
