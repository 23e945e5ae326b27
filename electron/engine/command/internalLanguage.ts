/**
 * What the decoder would write without hearing anything: its internal language model, estimated by giving it silence
 * (Meng et al., 2021, "Internal language model estimation"). Taken off a hypothesis's score, what is left is what the
 * audio says; without that, likely and short texts win over what was said as soon as there is noise.
 */
import { END_TOKEN, type Heard, ROOT, type TokenTree, TREE_TOKENS_MAX } from './moonshine.ts';

/** Tokens that are remembered: sentences of one grammar begin alike, and are asked for again and again. */
const REMEMBERED_MAX = 50_000;

/** One text's beginning. */
interface Beginning {
  /** log P of the tokens so far, nats. */
  logProbability: number;
  /** log P of the text ending here; null where that was never asked. */
  end: number | null;
  next: Map<number, Beginning>;
}

export class InternalLanguage {
  readonly #silence: Heard;
  readonly #plant: (heard: Heard) => Promise<TokenTree>;
  #root = beginning(0);
  #remembered = 0;

  /** @param plant a token tree, its root computed */
  constructor(silence: Heard, plant: (heard: Heard) => Promise<TokenTree>) {
    this.#silence = silence;
    this.#plant = plant;
  }

  /**
   * @param texts tokens, the end token left out
   * @returns log P of each text and its end, nats
   * @throws HarkError recognition.failed where a text is too long for the decoder
   */
  async score(texts: readonly (readonly number[])[]): Promise<number[]> {
    if (this.#remembered > REMEMBERED_MAX) this.#forget();
    const unknown = texts.filter((text) => this.#known(text) === null);
    for (let from = 0; from < unknown.length; ) {
      let to = from;
      let tokens = 1;
      do tokens += unknown[to++]?.length ?? 0;
      while (to < unknown.length && tokens + (unknown[to]?.length ?? 0) <= TREE_TOKENS_MAX);
      await this.#learn(unknown.slice(from, to));
      from = to;
    }
    return texts.map((text) => this.#known(text) ?? Number.NEGATIVE_INFINITY);
  }

  #known(text: readonly number[]): number | null {
    let at: Beginning | undefined = this.#root;
    for (const token of text) at = at?.next.get(token);
    return at?.end ?? null;
  }

  async #learn(texts: readonly (readonly number[])[]): Promise<void> {
    const tree = await this.#plant(this.#silence);
    const wanted = texts.flatMap((text, i) => {
      const before = texts.slice(0, i).reduce((sum, { length }) => sum + length, 0);
      return text.map((token, at) => ({ parent: at === 0 ? ROOT : ~(before + at - 1), token }));
    });
    const nodes = await tree.grow(wanted);
    let index = 0;
    for (const text of texts) {
      let at = this.#root;
      let node = ROOT;
      for (const token of text) {
        const known = at.next.get(token);
        const next = known ?? beginning(at.logProbability + tree.logProbability(node, token));
        if (known === undefined) {
          at.next.set(token, next);
          this.#remembered++;
        }
        at = next;
        node = nodes[index++] as number;
      }
      at.end = at.logProbability + tree.logProbability(node, END_TOKEN);
    }
  }

  #forget(): void {
    this.#root = beginning(0);
    this.#remembered = 0;
  }
}

function beginning(logProbability: number): Beginning {
  return { logProbability, end: null, next: new Map() };
}
