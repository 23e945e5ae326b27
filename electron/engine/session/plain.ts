/**
 * openWakeWord computed the plain way, as its own documentation describes it: the published graphs unchanged, a fresh
 * window of 76 mel frames through the embedding every hop, one session per head, no gate. It is the yardstick of the
 * streaming engine, for its results and for its cost, and nothing that listens uses it.
 */
import { HOP_SAMPLES } from '../../../contract/engine.ts';
import { HarkError } from '../../../contract/failures.ts';
import type { ModelStore } from '../models/store.ts';
import { floats, floatTensor, openSession, type Session } from './runtime.ts';

const MEL_BINS = 32;
const FRAMES_PER_HOP = 8;
/** Audio before a hop that its first mel frame reaches back to. */
const LOOKBACK_SAMPLES = 480;
/** The published mel spectrogram takes samples in int16 range, and its output is scaled for the embedding. */
const INT16_SCALE = 32_768;
const scaled = (mel: number) => mel / 10 + 2;
const WINDOW_FRAMES = 76;
const EMBEDDING_SIZE = 96;
const WINDOW_EMBEDDINGS = 16;
/** Hops before a score rests on recorded audio alone: a full window of mel frames, then one of embeddings. */
const MUTE_HOPS = Math.ceil(WINDOW_FRAMES / FRAMES_PER_HOP) + WINDOW_EMBEDDINGS - 1;

interface Graph {
  session: Session;
  input: string;
  output: string;
}

export class PlainPipeline {
  readonly #mel: Graph;
  readonly #embedding: Graph;
  readonly #heads: readonly Graph[];
  readonly #audio = new Float32Array(LOOKBACK_SAMPLES + HOP_SAMPLES);
  readonly #frames = new Float32Array(WINDOW_FRAMES * MEL_BINS);
  readonly #embeddings = new Float32Array(WINDOW_EMBEDDINGS * EMBEDDING_SIZE);
  #hops = 0;

  private constructor(mel: Graph, embedding: Graph, heads: readonly Graph[]) {
    this.#mel = mel;
    this.#embedding = embedding;
    this.#heads = heads;
  }

  /**
   * @param models manifest names of wake heads
   * @throws HarkError model.unknown, model.missing, model.checksum, model.unusable
   */
  static async load(store: ModelStore, models: readonly string[]): Promise<PlainPipeline> {
    const open = async (name: string): Promise<Graph> => {
      const session = await openSession(await store.read(store.entry(name)), name);
      const input = session.inputs[0]?.name;
      const output = session.outputNames[0];
      if (input === undefined || output === undefined) {
        throw new HarkError('model.unusable', `${name}: expected one input and one output`);
      }
      return { session, input, output };
    };
    const [mel, embedding] = await Promise.all([open('melspectrogram'), open('speech_embedding')]);
    return new PlainPipeline(mel, embedding, await Promise.all(models.map(open)));
  }

  /**
   * One hop of the stream. Strictly serial: await each call before the next.
   * @param hop HOP_SAMPLES of 16 kHz audio, -1..1
   * @returns a raw score 0..1 per head; null while a window still holds anything but recorded audio
   */
  async process(hop: Float32Array): Promise<number[] | null> {
    this.#audio.copyWithin(0, HOP_SAMPLES);
    for (let i = 0; i < HOP_SAMPLES; i++) this.#audio[LOOKBACK_SAMPLES + i] = (hop[i] ?? 0) * INT16_SCALE;
    const mel = await run(this.#mel, this.#audio, [1, this.#audio.length]);
    shiftIn(this.#frames, mel.map(scaled));
    shiftIn(this.#embeddings, await run(this.#embedding, this.#frames, [1, WINDOW_FRAMES, MEL_BINS, 1]));
    const scores: number[] = [];
    for (const head of this.#heads) {
      const [score] = await run(head, this.#embeddings, [1, WINDOW_EMBEDDINGS, EMBEDDING_SIZE]);
      scores.push(score ?? Number.NaN);
    }
    this.#hops++;
    return this.#hops < MUTE_HOPS ? null : scores;
  }

  async close(): Promise<void> {
    const graphs = [this.#mel, this.#embedding, ...this.#heads];
    await Promise.all(graphs.map(({ session }) => session.release()));
  }
}

async function run({ session, input, output }: Graph, data: Float32Array, shape: number[]) {
  const results = await session.run({ [input]: floatTensor(data, shape) });
  return floats(results[output]);
}

/** Drops as many of the oldest values as the newest take. */
function shiftIn(window: Float32Array, newest: Float32Array): void {
  window.copyWithin(0, newest.length);
  window.set(newest, window.length - newest.length);
}
