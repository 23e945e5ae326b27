/** What Hark knows of a voice: embeddings of what it said, where each came from, and the model that made them. */
import type { VoiceReference } from '../../../contract/speaker.ts';

/** One stretch of speech. */
export interface Reference extends VoiceReference {
  /** L2-normalised, as many numbers as the model gives. */
  embedding: Float32Array;
}

export interface Voiceprint {
  /** Of the model that made every embedding: another one refuses it. */
  model: string;
  modelSha256: string;
  references: readonly Reference[];
}

/** What can be said of a stretch of audio, and its embedding where it holds enough speech for one. */
export interface SpokenSample {
  /** L2-normalised; null where there is too little speech. */
  embedding: Float32Array | null;
  /** Net speech, ms. */
  speechMs: number;
  /** Speech over the background between words, dB; null where there is no background to compare with. */
  snrDb: number | null;
  /** Share of samples at full scale, 0..1. */
  clippingRatio: number;
  /** Level of the speech, dBFS. */
  levelDbfs: number;
}
