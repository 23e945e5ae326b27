/** Audio hops in, speech embeddings out: the feature path that every wake head shares. */
import { HOP_SAMPLES } from '../../../contract/engine.ts';
import type { ModelStore } from '../models/store.ts';
import { parseModel, serializeModel } from '../session/onnxGraph.ts';
import { floats, floatTensor, openSession, type Session, type Tensors } from '../session/runtime.ts';
import { type StreamingEmbeddingGraph, streamingEmbedding } from './embeddingGraph.ts';
import {
  FRAMES_PER_HOP,
  MEL_BINS,
  MEL_INPUT_SAMPLES,
  MEL_LOOKBACK_SAMPLES,
  MelSpectrogram,
} from './melspectrogram.ts';

export const EMBEDDING_SIZE = 96;
/** Mel frames that one embedding spans. */
const EMBEDDING_FRAMES = 76;
/** Hops of audio before an embedding rests on audio alone and on none of the zeros a stream begins with. */
export const EMBEDDING_HOPS = Math.ceil(EMBEDDING_FRAMES / FRAMES_PER_HOP);
const HOP_FRAME_VALUES = FRAMES_PER_HOP * MEL_BINS;

export class SpeechEmbedding {
  readonly #mel: MelSpectrogram;
  readonly #session: Session;
  readonly #graph: StreamingEmbeddingGraph;
  readonly #audio = new Float32Array(MEL_INPUT_SAMPLES);
  #state: Float32Array;

  private constructor(mel: MelSpectrogram, session: Session, graph: StreamingEmbeddingGraph) {
    this.#mel = mel;
    this.#session = session;
    this.#graph = graph;
    this.#state = new Float32Array(graph.stateSize);
  }

  /** @throws HarkError model.missing, model.checksum, model.unusable */
  static async load(store: ModelStore): Promise<SpeechEmbedding> {
    const [melBytes, embeddingBytes] = await Promise.all([
      store.read(store.entry('melspectrogram')),
      store.read(store.entry('speech_embedding')),
    ]);
    const mel = new MelSpectrogram(parseModel(melBytes, 'melspectrogram'));
    const graph = streamingEmbedding(parseModel(embeddingBytes, 'speech_embedding'));
    const session = await openSession(serializeModel(graph.model), 'speech_embedding');
    return new SpeechEmbedding(mel, session, graph);
  }

  /**
   * The next audio of the stream.
   * @param audio a whole number of hops, 16 kHz in -1..1
   * @returns one embedding of EMBEDDING_SIZE per hop, oldest first. The first EMBEDDING_HOPS - 1 after a reset still
   *   rest partly on silence that was never recorded.
   */
  async process(audio: Float32Array): Promise<Float32Array[]> {
    const hops = audio.length / HOP_SAMPLES;
    const frames = new Float32Array(hops * HOP_FRAME_VALUES);
    for (let hop = 0; hop < hops; hop++) {
      this.#audio.copyWithin(0, HOP_SAMPLES);
      this.#audio.set(audio.subarray(hop * HOP_SAMPLES, (hop + 1) * HOP_SAMPLES), MEL_LOOKBACK_SAMPLES);
      this.#mel.hop(this.#audio, frames.subarray(hop * HOP_FRAME_VALUES, (hop + 1) * HOP_FRAME_VALUES));
    }
    const graph = this.#graph;
    const feeds: Tensors = {
      [graph.framesInput]: floatTensor(frames, [1, 1, hops * FRAMES_PER_HOP, MEL_BINS]),
      [graph.stateInput]: floatTensor(this.#state, [graph.stateSize]),
    };
    const results = await this.#session.run(feeds);
    this.#state = floats(results[graph.stateOutput]);
    return columns(floats(results[graph.embeddingOutput]), hops);
  }

  /** Forget the stream. */
  reset(): void {
    this.#audio.fill(0);
    this.#state.fill(0);
  }

  async close(): Promise<void> {
    await this.#session.release();
  }
}

/** The columns of an EMBEDDING_SIZE x `hops` matrix. */
function columns(matrix: Float32Array, hops: number): Float32Array[] {
  if (hops === 1) return [matrix];
  return Array.from({ length: hops }, (_, hop) =>
    Float32Array.from({ length: EMBEDDING_SIZE }, (_, i) => matrix[i * hops + hop] ?? 0),
  );
}
