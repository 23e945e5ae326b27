/** Streaming speech detection: audio in, a probability of speech per 32 ms window out. */
import type { ModelStore } from '../models/store.ts';
import { parseModel, serializeModel } from '../session/onnxGraph.ts';
import { floats, floatTensor, openSession, type Session } from '../session/runtime.ts';
import {
  STFT_FRAMES,
  STFT_SIZE,
  sileroStream,
  stftFrames,
  VAD_CONTEXT_SAMPLES,
  VAD_INPUT_SAMPLES,
  VAD_STATE_SIZE,
  VAD_WINDOW_SAMPLES,
} from './sileroGraph.ts';

export { VAD_WINDOW_SAMPLES } from './sileroGraph.ts';

const STATE_SHAPE = [1, 1, VAD_STATE_SIZE] as const;

export class Silero {
  readonly #session: Session;
  #h: Float32Array = new Float32Array(VAD_STATE_SIZE);
  #c: Float32Array = new Float32Array(VAD_STATE_SIZE);
  /** The context of the next window, then samples that do not fill a window yet. */
  #pending = new Float32Array(VAD_CONTEXT_SAMPLES);

  private constructor(session: Session) {
    this.#session = session;
  }

  /** @throws HarkError model.missing, model.checksum, model.unusable */
  static async load(store: ModelStore): Promise<Silero> {
    const bytes = await store.read(store.entry('silero_vad'));
    const model = sileroStream(parseModel(bytes, 'silero_vad'));
    return new Silero(await openSession(serializeModel(model), 'silero_vad'));
  }

  /** A detector of its own state over the same weights. */
  fork(): Silero {
    return new Silero(this.#session);
  }

  /**
   * The next audio of the stream, any length, 16 kHz in -1..1.
   * @returns probability of speech 0..1 for each window that it completed; the rest waits for the next call
   */
  async process(audio: Float32Array): Promise<Float32Array> {
    const joined = new Float32Array(this.#pending.length + audio.length);
    joined.set(this.#pending);
    joined.set(audio, this.#pending.length);
    const count = Math.floor((joined.length - VAD_CONTEXT_SAMPLES) / VAD_WINDOW_SAMPLES);
    this.#pending = joined.slice(count * VAD_WINDOW_SAMPLES);
    if (count === 0) return new Float32Array(0);
    const values = STFT_FRAMES * STFT_SIZE;
    const frames = new Float32Array(count * values);
    for (let i = 0; i < count; i++) {
      const start = i * VAD_WINDOW_SAMPLES;
      const window = joined.subarray(start, start + VAD_INPUT_SAMPLES);
      stftFrames(window, frames.subarray(i * values, (i + 1) * values));
    }
    const results = await this.#session.run({
      frames: floatTensor(frames, [count * STFT_FRAMES, STFT_SIZE]),
      h: floatTensor(this.#h, STATE_SHAPE),
      c: floatTensor(this.#c, STATE_SHAPE),
    });
    this.#h = floats(results['next_h']);
    this.#c = floats(results['next_c']);
    return floats(results['speech']);
  }

  reset(): void {
    this.#h.fill(0);
    this.#c.fill(0);
    this.#pending = new Float32Array(VAD_CONTEXT_SAMPLES);
  }

  async close(): Promise<void> {
    await this.#session.release();
  }
}
