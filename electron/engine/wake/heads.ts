/** The wake heads: small classifiers over the last 16 speech embeddings. Raw scores only; see decision.ts. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { HarkError } from '../../../contract/failures.ts';
import type { WakeDecision } from '../../../contract/models.ts';
import type { ModelStore } from '../models/store.ts';
import { parseModel, serializeModel } from '../session/onnxGraph.ts';
import { floats, floatTensor, openSession, type Session } from '../session/runtime.ts';
import { joinHeads, type NamedHead, WINDOW_EMBEDDINGS, WINDOW_SHAPE } from './headGraph.ts';

export { WINDOW_EMBEDDINGS } from './headGraph.ts';

export interface WakeHead {
  /** The manifest's name, or the file name of a head given by path. */
  name: string;
  decision: WakeDecision;
}

/** For a head given by path: nothing is known of it, so the usual threshold of openWakeWord's heads. */
const UNKNOWN_HEAD = { threshold: 0.5, noisyThreshold: 0.5 };

export class WakeHeads {
  readonly heads: readonly WakeHead[];
  readonly #session: Session | null;
  readonly #window: Float32Array;
  readonly #size: number;
  #filled = 0;

  private constructor(heads: readonly WakeHead[], session: Session | null) {
    this.heads = heads;
    this.#session = session;
    this.#size = WINDOW_SHAPE[2];
    this.#window = new Float32Array(WINDOW_EMBEDDINGS * this.#size);
  }

  /**
   * @param models manifest names, or paths of .onnx files
   * @throws HarkError model.unknown, model.missing, model.checksum, model.unusable
   */
  static async load(store: ModelStore, models: readonly string[]): Promise<WakeHeads> {
    const loaded = await Promise.all(models.map((model) => readHead(store, model)));
    if (loaded.length === 0) return new WakeHeads([], null);
    const joined = joinHeads(loaded.map(({ named }) => named));
    const session = await openSession(serializeModel(joined), 'wake heads');
    return new WakeHeads(
      loaded.map(({ head }) => head),
      session,
    );
  }

  /**
   * The next embedding of the stream.
   * @returns a raw score 0..1 per head; null while the window still holds anything but real audio
   */
  async process(embedding: Float32Array): Promise<Float32Array | null> {
    this.push(embedding);
    if (this.#filled < WINDOW_EMBEDDINGS || this.#session === null) return null;
    const results = await this.#session.run({ window: floatTensor(this.#window, WINDOW_SHAPE) });
    return floats(results['scores']);
  }

  /** Adds an embedding without scoring it. */
  push(embedding: Float32Array): void {
    this.#window.copyWithin(0, this.#size);
    this.#window.set(embedding, this.#window.length - this.#size);
    this.#filled = Math.min(this.#filled + 1, WINDOW_EMBEDDINGS);
  }

  /** Takes over the window of another set of heads, so that a change of words loses no audio. */
  adopt(previous: WakeHeads): void {
    this.#window.set(previous.#window);
    this.#filled = previous.#filled;
  }

  reset(): void {
    this.#filled = 0;
  }

  async close(): Promise<void> {
    await this.#session?.release();
  }
}

async function readHead(store: ModelStore, model: string): Promise<{ named: NamedHead; head: WakeHead }> {
  if (model.endsWith('.onnx')) {
    const name = basename(model, '.onnx');
    const bytes = await readFile(model).catch((cause: unknown) => {
      throw new HarkError('model.missing', `${model}: cannot be read`, { cause });
    });
    const decision = { phrase: name.replaceAll('_', ' '), ...UNKNOWN_HEAD };
    return { named: { name, model: parseModel(bytes, name) }, head: { name, decision } };
  }
  const entry = store.entry(model);
  if (!entry.wake) throw new HarkError('model.unknown', `${model} is not a wake word`);
  const bytes = await store.read(entry);
  return {
    named: { name: model, model: parseModel(bytes, model) },
    head: { name: model, decision: entry.wake },
  };
}
