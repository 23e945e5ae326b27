/** The wake heads: small classifiers over the last 16 speech embeddings. Raw scores only; see decision.ts. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { HarkError } from '../../../contract/failures.ts';
import type { SecondLookDecision, WakeDecision } from '../../../contract/models.ts';
import type { ModelStore } from '../models/store.ts';
import { parseModel, serializeModel } from '../session/onnxGraph.ts';
import { floats, floatTensor, openSession, type Session } from '../session/runtime.ts';
import { joinHeads, type NamedHead, WINDOW_EMBEDDINGS, WINDOW_SHAPE } from './headGraph.ts';
import { uncalibratedLook } from './secondLook.ts';

export { WINDOW_EMBEDDINGS } from './headGraph.ts';

export interface WakeHead {
  /** The manifest's name, or the file name of a head given by path. */
  name: string;
  decision: HeadDecision;
}

/** The manifest's, or one that was made up for a head given by path; `second` where there is a second look. */
export type HeadDecision = Omit<WakeDecision, 'second'> & { second: SecondLookDecision | null };

export interface WantedHead {
  /** A name of the manifest, or the path of an .onnx file. */
  model: string;
  /** Of a head given by path, what it listens for; without it there is no second look. */
  phrase?: string | undefined;
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
   * @throws HarkError model.unknown, model.missing, model.checksum, model.unusable
   */
  static async load(store: ModelStore, wanted: readonly WantedHead[]): Promise<WakeHeads> {
    const loaded = await Promise.all(wanted.map((each) => readHead(store, each)));
    if (loaded.length === 0) return new WakeHeads([], null);
    const joined = joinHeads(loaded.map(({ named }) => named));
    const session = await openSession(
      serializeModel(joined),
      loaded.map(({ named }) => named.name),
    );
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

async function readHead(
  store: ModelStore,
  { model, phrase }: WantedHead,
): Promise<{ named: NamedHead; head: WakeHead }> {
  if (model.endsWith('.onnx')) {
    const name = basename(model, '.onnx');
    const bytes = await readFile(model).catch((cause: unknown) => {
      throw new HarkError('model.missing', `${model}: cannot be read`, { cause });
    });
    const decision = {
      ...UNKNOWN_HEAD,
      phrase: phrase ?? name.replaceAll('_', ' '),
      second: phrase === undefined ? null : uncalibratedLook(phrase),
    };
    return { named: { name, model: parseModel(bytes, name) }, head: { name, decision } };
  }
  const entry = store.entry(model);
  if (!entry.wake) throw new HarkError('model.unknown', `${model} is not a wake word`);
  const bytes = await store.read(entry);
  return {
    named: { name: model, model: parseModel(bytes, model) },
    head: { name: model, decision: { ...entry.wake, second: secondLookOf(entry.wake) } },
  };
}

function secondLookOf({ phrase, second }: WakeDecision): SecondLookDecision | null {
  return second === undefined ? uncalibratedLook(phrase) : second;
}
