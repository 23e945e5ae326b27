/** Turns audio into speaker embeddings, by whichever speaker model the manifest describes. */
import { HarkError } from '../../../contract/failures.ts';
import type { ModelStore } from '../models/store.ts';
import type { SpokenSample } from './voiceprint.ts';

export class SpeakerEmbedder {
  readonly model: string;
  readonly modelSha256: string;

  private constructor(model: string, modelSha256: string) {
    this.model = model;
    this.modelSha256 = modelSha256;
  }

  /** @throws HarkError speaker.unavailable where the manifest has none; model.* */
  static async load(_store: ModelStore): Promise<SpeakerEmbedder> {
    throw new HarkError('speaker.unavailable', 'there is no speaker model');
  }

  /**
   * @param samples 16 kHz mono in -1..1, silence around the speech or not
   * @param speech stretches known to be speech, by sample of `samples`; found here where absent
   */
  async embed(_samples: Float32Array): Promise<SpokenSample> {
    throw new HarkError('speaker.unavailable', 'there is no speaker model');
  }

  async close(): Promise<void> {}
}
