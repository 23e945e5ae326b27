/** The voice engine's table of contents: composes the stages; the stages never import each other. */
import type { EngineEvent, HopMessage, WordConfig } from '../../contract/engine.ts';
import type { ModelStore } from './models/store.ts';

export interface PipelineOptions {
  store: ModelStore;
  words: WordConfig[];
  /** Skip the embedding while nothing is heard. On by default; off for exactness tests and training sets. */
  idleGate?: boolean;
}

/** What one hop produced. `meter` goes to whoever draws, `events` to whoever decides. */
export interface HopResult {
  meter: Omit<HopMessage, 'type' | 'seq'>;
  events: EngineEvent[];
}

export interface ListeningWord {
  model: string;
  phrase: string;
}

export class Pipeline {
  /** @throws HarkError model.missing, model.checksum, model.unknown, model.unusable */
  static async load(_options: PipelineOptions): Promise<Pipeline> {
    throw new Error('being written');
  }
  /** The words that `meter.scores` stand for, in order. */
  get words(): ListeningWord[] {
    return [];
  }
  /** One hop of HOP_SAMPLES. Strictly serial: await each call before the next. */
  async process(_frame: Float32Array): Promise<HopResult> {
    throw new Error('being written');
  }
  /** Change words and sensitivities without losing the stream. */
  async configure(_words: WordConfig[]): Promise<void> {}
  /** Forget the stream: the next frame starts a new one at sample 0. */
  reset(): void {}
  async close(): Promise<void> {}
}
