/**
 * Moonshine decoded the plain way, as its own documentation describes it: the published graphs unchanged, greedy, with
 * the key-value cache of its merged decoder. It is the yardstick of the recogniser's cost, and nothing that listens uses
 * it.
 */
import type { ModelStore } from '../models/store.ts';
import {
  booleanTensor,
  floats,
  floatTensor,
  int64Tensor,
  openSession,
  type Session,
  type Tensors,
  zeros,
} from './runtime.ts';

const START_TOKEN = 1;
const END_TOKEN = 2;
const LAYERS = 6;
const HEADS = 8;
const HEAD_SIZE = 36;
/** No one speaks faster. */
const TOKENS_PER_S = 6.5;
const SAMPLE_RATE_HZ = 16_000;
const THREADS = 2;

export class PlainMoonshine {
  readonly #encoder: Session;
  readonly #decoder: Session;

  private constructor(encoder: Session, decoder: Session) {
    this.#encoder = encoder;
    this.#decoder = decoder;
  }

  /** @throws HarkError model.missing, model.checksum, model.unusable */
  static async load(store: ModelStore): Promise<PlainMoonshine> {
    const open = async (name: string) => openSession(await store.read(store.entry(name)), name, THREADS);
    return new PlainMoonshine(await open('moonshine_tiny_encoder'), await open('moonshine_tiny_decoder'));
  }

  /** @param samples 16 kHz mono in -1..1 @returns tokens, start and end left out */
  async transcribe(samples: Float32Array): Promise<number[]> {
    const encoded = await this.#encoder.run({ input_values: floatTensor(samples, [1, samples.length]) });
    const heard = encoded['last_hidden_state'];
    if (heard === undefined) return [];
    const most = Math.ceil((samples.length / SAMPLE_RATE_HZ) * TOKENS_PER_S);
    const past: Tensors = {};
    for (let layer = 0; layer < LAYERS; layer++) {
      for (const part of PARTS) past[`past_key_values.${layer}.${part}`] = zeros([1, HEADS, 0, HEAD_SIZE]);
    }
    const tokens: number[] = [];
    for (let last = START_TOKEN; tokens.length < most; tokens.push(last)) {
      const first = tokens.length === 0;
      const outputs = await this.#decoder.run({
        input_ids: int64Tensor([last], [1, 1]),
        encoder_hidden_states: heard,
        use_cache_branch: booleanTensor(!first),
        ...past,
      });
      const logits = floats(outputs['logits']);
      last = logits.indexOf(logits.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY));
      if (last === END_TOKEN) break;
      for (let layer = 0; layer < LAYERS; layer++) {
        for (const part of PARTS) {
          // What the encoder gave stays as the first step made it.
          const present = outputs[`present.${layer}.${part}`];
          if (present && (first || part.startsWith('decoder')))
            past[`past_key_values.${layer}.${part}`] = present;
        }
      }
    }
    return tokens;
  }
}

const PARTS = ['decoder.key', 'decoder.value', 'encoder.key', 'encoder.value'] as const;
