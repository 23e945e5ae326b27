/** Speech to text, and speech against a given phrase, with Moonshine. */
import { SAMPLE_RATE_HZ } from '../../../contract/audio.ts';
import type { ModelStore } from '../models/store.ts';
import { type DecodeOptions, decodeWithin, type GrammarDecoding } from './beam.ts';
import { conditioned, normalised } from './conditioning.ts';
import { InternalLanguage } from './internalLanguage.ts';
import { END_TOKEN, type Heard, Moonshine, ROOT, SHORTEST_SAMPLES, type TokenTree } from './moonshine.ts';
import type { TokenGraph } from './tokenGraph.ts';
import { decode, encodePhrase } from './tokenizer.ts';

/** No one speaks faster; what writes more is going in circles. */
const TOKENS_PER_S = 6.5;
const TOKENS_MIN = 6;
/** Audio that is recognised at once, seconds; longer audio is cut. */
export const MAX_COMMAND_S = 20;
/** A new partial is told at most once per so many tokens. */
const TOKENS_PER_PARTIAL = 3;
/** Windows that a phrase is looked for in, seconds before the end. People take 0.5 to 1.2 s for a wake word. */
const PHRASE_WINDOWS_S = [1.1, 1.5];
/** Audio that says nothing, for what the decoder expects by itself. */
const SILENCE_S = 1;
/** Score of a phrase in silence: far below any that was said. */
export const PHRASE_UNHEARD = -20;

export interface Transcript {
  text: string;
  /** Tokens after the prompt, the end token left out. */
  tokens: number[];
  /** log P of the tokens and the end, nats. */
  logProbability: number;
  /** Mean probability per token: exp of the mean log-probability, 0..1. */
  confidence: number;
}

export interface TranscribeOptions {
  signal?: AbortSignal | undefined;
  onPartial?: ((text: string) => void) | undefined;
  /** Node that the transcript begins after: the root, or the end of a prompt. */
  from?: number;
}

export class Recogniser {
  readonly #model: Moonshine;
  readonly #unheard: InternalLanguage;

  private constructor(model: Moonshine, silence: Heard) {
    this.#model = model;
    this.#unheard = new InternalLanguage(() => this.tree(silence));
  }

  /** @throws HarkError model.missing, model.checksum, model.unusable */
  static async load(store: ModelStore): Promise<Recogniser> {
    const model = await Moonshine.load(store);
    return new Recogniser(model, await model.encode(new Float32Array(SILENCE_S * SAMPLE_RATE_HZ)));
  }

  /**
   * What of a grammar was said.
   * @param tree over the audio; only those who wait for this may grow it
   * @returns the best first; empty where nothing of it was
   */
  decodeWithin(tree: TokenTree, graph: TokenGraph, options: DecodeOptions): Promise<GrammarDecoding[]> {
    return this.#unheard.use((silence) => decodeWithin(tree, silence, graph, options));
  }

  /**
   * Encodes one utterance, trimmed and levelled.
   * @param samples 16 kHz mono in -1..1; at most MAX_COMMAND_S of them are used
   * @returns null where there is too little to recognise
   */
  async hear(samples: Float32Array): Promise<Heard | null> {
    const audio = conditioned(samples.subarray(0, MAX_COMMAND_S * SAMPLE_RATE_HZ));
    return audio.length < SHORTEST_SAMPLES ? null : this.#model.encode(audio);
  }

  /** A token tree over what was heard, its root computed. */
  async tree(heard: Heard): Promise<TokenTree> {
    const tree = this.#model.tree(heard);
    await tree.begin();
    return tree;
  }

  /** Greedy decoding. @throws whatever `signal` was aborted with */
  async transcribe(tree: TokenTree, heard: Heard, options: TranscribeOptions = {}): Promise<Transcript> {
    const { signal, onPartial, from = ROOT } = options;
    const most = tokensWithin(heard.samples);
    const tokens: number[] = [];
    let logProbability = 0;
    for (let node = from; ; ) {
      signal?.throwIfAborted();
      const prediction = tree.after(node);
      const token = tokens.length < most ? indexOfMaximum(prediction) : END_TOKEN;
      logProbability += prediction[token] as number;
      if (token === END_TOKEN) break;
      tokens.push(token);
      if (onPartial && tokens.length % TOKENS_PER_PARTIAL === 0) onPartial(decode(tokens));
      node = (await tree.grow([{ parent: node, token }]))[0] as number;
    }
    const confidence = Math.exp(logProbability / (tokens.length + 1));
    return { text: decode(tokens), tokens, logProbability, confidence };
  }

  /**
   * How well the end of the audio fits a phrase: the mean log-probability per token of the phrase, given the audio, by
   * its best spelling, the mean of a few windows (teacher forcing). A phrase that was said fits all of them; what only
   * resembles it fits one by chance, as it happens to be cut. At most 0; a phrase that was said has about -0.5 or more,
   * another one less than -3.
   * @param samples 16 kHz mono in -1..1, 1 s or more, ending soon after where the phrase would
   */
  async scorePhrase(samples: Float32Array, spellings: readonly string[]): Promise<number> {
    let sum = 0;
    for (const window of PHRASE_WINDOWS_S) {
      const audio = normalised(samples.subarray(Math.max(0, samples.length - window * SAMPLE_RATE_HZ)));
      if (audio.length < SHORTEST_SAMPLES) return PHRASE_UNHEARD;
      const tree = await this.tree(await this.#model.encode(audio));
      sum += (await this.forcePhrase(tree, spellings)).score;
    }
    return sum / PHRASE_WINDOWS_S.length;
  }

  /** The spelling that fits best at the root of a tree, with the node of its last token and its score as above. */
  async forcePhrase(tree: TokenTree, spellings: readonly string[]): Promise<{ node: number; score: number }> {
    const chains = spellings.map(encodePhrase);
    const wanted: { parent: number; token: number }[] = [];
    for (const chain of chains) {
      for (const [i, token] of chain.entries()) {
        wanted.push({ parent: i === 0 ? ROOT : ~(wanted.length - 1), token });
      }
    }
    const nodes = await tree.grow(wanted);
    let best = { node: ROOT, score: PHRASE_UNHEARD };
    let at = 0;
    for (const chain of chains) {
      let sum = 0;
      let above = ROOT;
      for (const token of chain) {
        sum += tree.logProbability(above, token);
        above = nodes[at++] as number;
      }
      const score = sum / Math.max(1, chain.length);
      if (score > best.score) best = { node: above, score };
    }
    return best;
  }

  async close(): Promise<void> {
    await this.#model.close();
  }
}

/** The most tokens that anyone says in so many samples. */
export function tokensWithin(samples: number): number {
  return Math.max(TOKENS_MIN, Math.ceil((samples / SAMPLE_RATE_HZ) * TOKENS_PER_S));
}

function indexOfMaximum(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if ((values[i] as number) > (values[best] as number)) best = i;
  return best;
}
