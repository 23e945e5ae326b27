/** Stretches of speech in a recording. */
import type { ModelStore } from '../models/store.ts';
import { type SpeechSegment, SpeechSegmenter } from './segmenter.ts';
import { Silero, VAD_WINDOW_SAMPLES } from './silero.ts';

export class SpeechDetector {
  readonly #silero: Silero;

  /** Length of what `detect` judges at once. */
  readonly windowSamples = VAD_WINDOW_SAMPLES;

  /** @param silero its weights are used, its state is left alone */
  constructor(silero: Silero) {
    this.#silero = silero;
  }

  /** @throws HarkError model.missing, model.checksum, model.unusable */
  static async load(store: ModelStore): Promise<SpeechDetector> {
    return new SpeechDetector(await Silero.load(store));
  }

  /**
   * @param samples 16 kHz mono in -1..1
   * @returns probability of speech 0..1 for each window; the last may reach beyond the end, over silence
   */
  async detect(samples: Float32Array): Promise<Float32Array> {
    const padded = new Float32Array(Math.ceil(samples.length / VAD_WINDOW_SAMPLES) * VAD_WINDOW_SAMPLES);
    padded.set(samples);
    const probabilities = await this.#silero.fork().process(padded);
    padded.fill(0);
    return probabilities;
  }

  /** @param blocks 16 kHz mono audio in -1..1, blocks of any length */
  async segments(blocks: AsyncIterable<Float32Array>): Promise<SpeechSegment[]> {
    const silero = this.#silero.fork();
    const segmenter = new SpeechSegmenter();
    const segments: SpeechSegment[] = [];
    let total = 0;
    let judged = 0;
    const settle = (edge: ReturnType<SpeechSegmenter['hear']>): void => {
      if (edge?.kind === 'speech_start') segments.push({ startSample: edge.sample, endSample: edge.sample });
      const open = segments.at(-1);
      if (edge?.kind === 'speech_end' && open) open.endSample = Math.min(edge.sample, total);
    };
    const hear = (probabilities: Float32Array): void => {
      for (const probability of probabilities) {
        judged += VAD_WINDOW_SAMPLES;
        settle(segmenter.hear(probability, judged));
      }
    };
    for await (const block of blocks) {
      total += block.length;
      hear(await silero.process(block));
    }
    // The last samples need not fill a window: silence completes it.
    if (total > judged) hear(await silero.process(new Float32Array(judged + VAD_WINDOW_SAMPLES - total)));
    settle(segmenter.finish());
    return segments;
  }
}
