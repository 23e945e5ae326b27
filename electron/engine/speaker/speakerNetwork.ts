/** A speaker network of the manifest: features in, an embedding out. */
import { HarkError } from '../../../contract/failures.ts';
import type { ModelEntry } from '../../../contract/models.ts';
import type { ModelStore } from '../models/store.ts';
import { floats, floatTensor, openSession, type Session } from '../session/runtime.ts';

export class SpeakerNetwork {
  readonly #session: Session;
  readonly #input: string;
  readonly #output: string;
  /** Some networks take a batch. */
  readonly #batched: boolean;
  readonly #size: number;

  private constructor(session: Session, size: number) {
    const [input] = session.inputs;
    const [output] = session.outputNames;
    if (input === undefined || output === undefined)
      throw new HarkError('model.unusable', 'no input or output');
    this.#session = session;
    this.#input = input.name;
    this.#output = output;
    this.#batched = input.shape.length === 3;
    this.#size = size;
  }

  /** @throws HarkError model.missing, model.checksum, model.unusable */
  static async load(store: ModelStore, entry: ModelEntry, size: number): Promise<SpeakerNetwork> {
    return new SpeakerNetwork(await openSession(await store.read(entry), entry.name), size);
  }

  /**
   * @param features frames x width, frame by frame
   * @returns the embedding as the network gives it, of any length
   * @throws HarkError model.unusable where it gives something else
   */
  async embed(features: Float32Array, width: number): Promise<Float32Array> {
    const frames = features.length / width;
    const shape = this.#batched ? [1, frames, width] : [frames, width];
    const results = await this.#session.run({ [this.#input]: floatTensor(features, shape) });
    const embedding = floats(results[this.#output]);
    if (embedding.length !== this.#size || !embedding.every(Number.isFinite)) {
      throw new HarkError('model.unusable', 'the speaker network gave no embedding');
    }
    return embedding;
  }

  async close(): Promise<void> {
    await this.#session.release();
  }
}
