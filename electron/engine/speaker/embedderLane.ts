/**
 * The speaker model as the engine uses it: loaded when first needed, since who has no profile pays nothing for it, and
 * asked one thing at a time, so that it takes no more than one core from whatever else goes on.
 */
import { HarkError } from '../../../contract/failures.ts';
import type { SpeakerEmbedder } from './speakerEmbedder.ts';
import type { SpokenSample } from './voiceprint.ts';

export type Embedder = Pick<SpeakerEmbedder, 'model' | 'modelSha256' | 'backend' | 'embed' | 'close'>;

/** More than this at once is refused: a model that is stuck must not pile up audio. */
const WAITING_MAX = 6;

export class EmbedderLane {
  readonly #load: () => Promise<Embedder>;
  #coming: Promise<Embedder> | null = null;
  #waiting = 0;
  /** The end of the lane: what wants the model next waits for it. */
  #end: Promise<unknown> = Promise.resolve();

  constructor(load: () => Promise<Embedder>) {
    this.#load = load;
  }

  /**
   * The model, loaded by the first who asks. One that could not be loaded is tried again by the next.
   * @throws (by rejection) HarkError speaker.unavailable, model.*
   */
  embedder(): Promise<Embedder> {
    this.#coming ??= this.#load().catch((error: unknown) => {
      this.#coming = null;
      throw error;
    });
    return this.#coming;
  }

  /**
   * @param samples 16 kHz mono in -1..1; a copy of them is taken at once, and erased
   * @throws (by rejection) as above, what `signal` was aborted with, what the model throws
   */
  async embed(samples: Float32Array, signal?: AbortSignal): Promise<SpokenSample> {
    if (this.#waiting >= WAITING_MAX) {
      throw new HarkError('speaker.unavailable', 'the speaker model does not keep up');
    }
    this.#waiting++;
    const copy = samples.slice();
    const before = this.#end;
    const result = (async () => {
      try {
        await before;
        signal?.throwIfAborted();
        const embedder = await this.embedder();
        signal?.throwIfAborted();
        return await embedder.embed(copy);
      } finally {
        this.#waiting--;
        copy.fill(0);
      }
    })();
    this.#end = result.catch(() => undefined);
    return result;
  }

  /** Gives its memory back; whoever asks next loads it again. */
  async close(): Promise<void> {
    const coming = this.#coming;
    this.#coming = null;
    await this.#end;
    await coming?.then(
      (embedder) => embedder.close(),
      () => undefined,
    );
  }
}
