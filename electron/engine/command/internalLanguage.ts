/**
 * What the decoder would write without hearing anything: its internal language model, estimated by giving it silence
 * (Meng et al., 2021, "Internal language model estimation"). One token tree over silence serves command after command,
 * for sentences of one grammar begin alike.
 */
import type { TokenTree } from './moonshine.ts';

/** A tree with more tokens is not kept: each has its logits, and a long cache is slow. */
export const KEPT_TOKENS_MAX = 256;

export class InternalLanguage {
  readonly #plant: () => Promise<TokenTree>;
  #kept: TokenTree | null = null;

  /** @param plant a token tree over silence, its root computed */
  constructor(plant: () => Promise<TokenTree>) {
    this.#plant = plant;
  }

  /** @param work with a tree over silence that nobody else grows meanwhile */
  async use<T>(work: (silence: TokenTree) => Promise<T>): Promise<T> {
    const silence = this.#kept ?? (await this.#plant());
    this.#kept = null;
    const result = await work(silence);
    if (silence.size <= KEPT_TOKENS_MAX) this.#kept = silence;
    return result;
  }
}
