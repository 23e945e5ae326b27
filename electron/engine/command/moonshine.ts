/** The recogniser's network: audio to encoder output, and tokens to what may follow them. */
import { HarkError } from '../../../contract/failures.ts';
import type { ModelStore } from '../models/store.ts';
import { parseModel } from '../session/onnxGraph.ts';
import {
  boundary,
  floats,
  floatTensor,
  int64Tensor,
  openSession,
  type Session,
  type Tensors,
  zeros,
} from '../session/runtime.ts';
import {
  DECODER_POSITIONS,
  decoderGraph,
  encoderGraph,
  HEAD_SIZE,
  HEADS,
  LAYERS,
  VOCABULARY,
} from './moonshineGraph.ts';

export const START_TOKEN = 1;
export const END_TOKEN = 2;
/** Added to the attention of what a token may not see. */
const HIDDEN = -1e4;
/** The shortest audio that the convolutions make a frame of. */
export const SHORTEST_SAMPLES = 2_048;
/** Recognition is short and someone waits for it: unlike listening, it may use two cores. */
const RECOGNITION_THREADS = 2;
/** Entries of one token tree: prompt, transcript and every hypothesis beside it. */
export const TREE_TOKENS_MAX = 1_024;

/** The encoder's output for one stretch of audio, as the decoder's cross-attention wants it. */
export interface Heard {
  readonly cross: Tensors;
  /** Length of the audio, samples. */
  readonly samples: number;
}

export class Moonshine {
  readonly #encoder: Session;
  readonly #decoder: Session;

  private constructor(encoder: Session, decoder: Session) {
    this.#encoder = encoder;
    this.#decoder = decoder;
  }

  /** @throws HarkError model.missing, model.checksum, model.unusable */
  static async load(store: ModelStore): Promise<Moonshine> {
    const read = async (name: string) => parseModel(await store.read(store.entry(name)), name);
    const decoder = await read('moonshine_tiny_decoder');
    const encoder = await read('moonshine_tiny_encoder');
    // Written and opened one after the other, with room between for a hop that waits.
    const open = async (graph: () => Uint8Array, name: string) => {
      await boundary();
      const bytes = graph();
      await boundary();
      return openSession(bytes, name, RECOGNITION_THREADS);
    };
    return new Moonshine(
      await open(() => encoderGraph(encoder, decoder), 'moonshine_tiny_encoder'),
      await open(() => decoderGraph(decoder), 'moonshine_tiny_decoder'),
    );
  }

  /** @param samples 16 kHz mono in -1..1, at least SHORTEST_SAMPLES */
  async encode(samples: Float32Array): Promise<Heard> {
    const cross = await this.#encoder.run({ samples: floatTensor(samples, [1, samples.length]) });
    return { cross, samples: samples.length };
  }

  /** A tree of tokens over one stretch of audio, its root START_TOKEN. */
  tree(heard: Heard): TokenTree {
    return new TokenTree(this.#decoder, heard);
  }

  async close(): Promise<void> {
    await Promise.all([this.#encoder.release(), this.#decoder.release()]);
  }
}

/** What may follow one token of the tree: log P of every token of VOCABULARY, natural logarithm. */
export type Prediction = Float32Array;

interface TreeNode {
  token: number;
  /** -1 for the root. */
  parent: number;
  /** Tokens from the root, itself not counted: its position. */
  depth: number;
  prediction: Prediction;
  children: Map<number, number>;
}

/** The root's number. */
export const ROOT = 0;

/**
 * Hypotheses as a tree: each path from the root is one, beginnings are shared, and every token is computed once. All
 * tokens lie in one key-value cache; a mask lets each see its ancestors alone.
 */
export class TokenTree {
  readonly #decoder: Session;
  readonly #heard: Heard;
  readonly #nodes: TreeNode[] = [];
  #cache: Tensors = {};
  #mask = new Float32Array(0);

  constructor(decoder: Session, heard: Heard) {
    this.#decoder = decoder;
    this.#heard = heard;
    for (let layer = 0; layer < LAYERS; layer++) {
      this.#cache[`past_key.${layer}`] = zeros([1, HEADS, 0, HEAD_SIZE]);
      this.#cache[`past_value.${layer}`] = zeros([1, HEADS, 0, HEAD_SIZE]);
    }
  }

  /** Tokens computed so far. */
  get size(): number {
    return this.#nodes.length;
  }

  /** What may follow a node; the root has to be grown first. */
  after(node: number): Prediction {
    const found = this.#nodes[node];
    if (found === undefined) throw new RangeError(`no node ${node} in the token tree`);
    return found.prediction;
  }

  /** log P(token | path to node); natural logarithm. */
  logProbability(node: number, token: number): number {
    return this.after(node)[token] ?? Number.NEGATIVE_INFINITY;
  }

  /** The child of `node` by `token`, where it was computed already. */
  child(node: number, token: number): number | undefined {
    return this.#nodes[node]?.children.get(token);
  }

  /** Tokens from the root to a node, the root left out. */
  path(node: number): number[] {
    const tokens: number[] = [];
    for (let at = node; at > ROOT; at = this.#nodes[at]?.parent ?? ROOT)
      tokens.push(this.#nodes[at]?.token ?? 0);
    return tokens.reverse();
  }

  /** Computes the root. */
  async begin(): Promise<void> {
    if (this.#nodes.length === 0) await this.#run([{ parent: -1, token: START_TOKEN }]);
  }

  /**
   * Computes new tokens in one run; those known already cost nothing.
   * @param wanted each under a node of the tree or, by a negative parent ~i, under the i-th of `wanted` itself
   * @returns the node of each
   * @throws HarkError recognition.failed where the tree or a path is full
   */
  async grow(wanted: readonly { parent: number; token: number }[]): Promise<number[]> {
    const found = new Array<number>(wanted.length);
    const fresh: { parent: number; token: number }[] = [];
    for (const [index, { parent, token }] of wanted.entries()) {
      const above = parent < 0 ? (found[~parent] as number) : parent;
      const known = above < this.#nodes.length ? this.child(above, token) : undefined;
      const twin = fresh.findIndex((each) => each.parent === above && each.token === token);
      if (known !== undefined) found[index] = known;
      else if (twin >= 0) found[index] = this.#nodes.length + twin;
      else found[index] = this.#nodes.length + fresh.push({ parent: above, token }) - 1;
    }
    if (fresh.length > 0) await this.#run(fresh);
    return found;
  }

  /** @param fresh parents are numbers of nodes, those of this run included */
  async #run(fresh: readonly { parent: number; token: number }[]): Promise<void> {
    const past = this.#nodes.length;
    const count = fresh.length;
    const total = past + count;
    const parents = (node: number) =>
      (node < past ? this.#nodes[node]?.parent : fresh[node - past]?.parent) ?? -1;
    const depths = fresh.map(({ parent }, i) => {
      let depth = 0;
      for (let at = parent; at >= 0; at = parents(at)) depth++;
      if (depth >= DECODER_POSITIONS || past + i >= TREE_TOKENS_MAX) {
        throw new HarkError('recognition.failed', 'the utterance has too many words');
      }
      return depth;
    });
    if (this.#mask.length < count * total) this.#mask = new Float32Array(2 * count * total);
    const mask = this.#mask.subarray(0, count * total).fill(HIDDEN);
    for (let row = 0; row < count; row++) {
      for (let at = past + row; at >= 0; at = parents(at)) mask[row * total + at] = 0;
    }
    const outputs = await this.#decoder.run({
      tokens: int64Tensor(
        fresh.map(({ token }) => token),
        [1, count],
      ),
      positions: int64Tensor(depths, [1, count]),
      mask: floatTensor(mask, [1, 1, count, total]),
      ...this.#cache,
      ...this.#heard.cross,
    });
    for (let layer = 0; layer < LAYERS; layer++) {
      for (const name of ['key', 'value']) {
        const present = outputs[`present_${name}.${layer}`];
        if (present === undefined) throw new HarkError('model.unusable', 'the decoder gave no cache');
        this.#cache[`past_${name}.${layer}`] = present;
      }
    }
    const predictions = floats(outputs['log_probabilities']);
    for (const [row, { parent, token }] of fresh.entries()) {
      const prediction = predictions.subarray(row * VOCABULARY, (row + 1) * VOCABULARY);
      this.#nodes[parent]?.children.set(token, past + row);
      this.#nodes.push({ token, parent, depth: depths[row] as number, prediction, children: new Map() });
    }
  }
}
