/** What the commands about voices share: the speaker model, and recordings as it takes them. */
import { HarkError } from '../../contract/failures.ts';
import type { Recording } from '../engine/audio/decode.ts';
import { findModelsDir, ModelStore } from '../engine/models/store.ts';
import { requireModel } from '../engine/speaker/sealedPrint.ts';
import { SpeakerEmbedder } from '../engine/speaker/speakerEmbedder.ts';
import type { SpokenSample } from '../engine/speaker/voiceprint.ts';
import { SpeechDetector } from '../engine/vad/speechDetector.ts';
import { type Call, readNumber } from './commandLine.ts';
import { chooseComputing } from './computing.ts';
import { samplesOf } from './recordingSamples.ts';
import type { UnusableVoice, VoiceFile } from './voiceFiles.ts';

/** A voice is told within seconds; of longer recordings the rest is not looked at. */
export const RECORDING_MAX_S = 60;
/** Share of strangers that may pass. */
export const DEFAULT_FAR = 0.005;
const FAR_RANGE = [0.0001, 0.05] as const;

/** A sample that there is enough speech in. */
export type Voiced = SpokenSample & { embedding: Float32Array };

export async function loadEmbedder(call: Pick<Call, 'global' | 'output'>): Promise<SpeakerEmbedder> {
  chooseComputing(call);
  const store = await ModelStore.open(findModelsDir());
  return SpeakerEmbedder.load(store, await SpeechDetector.load(store));
}

/** @throws HarkError usage.invalid */
export function targetFar({ options }: Pick<Call, 'options'>): number {
  const text = options.text('far');
  return text === undefined ? DEFAULT_FAR : readNumber('far', text, ...FAR_RANGE);
}

/** References of all other profiles that can be compared with: they raise a profile's threshold. */
export function householdOf(
  id: string,
  voices: readonly (VoiceFile | UnusableVoice)[],
  embedder: SpeakerEmbedder,
): Float32Array[] {
  return voices.flatMap((voice) => {
    if (voice.id === id || 'error' in voice) return [];
    try {
      requireModel(voice.print, embedder);
    } catch {
      return [];
    }
    return voice.print.references.map(({ embedding }) => embedding);
  });
}

/** @throws HarkError audio.no_speech, audio.*, model.* */
export async function voiceIn(recording: Recording, embedder: SpeakerEmbedder): Promise<Voiced> {
  return voiceOf(await samplesOf(recording, RECORDING_MAX_S), embedder);
}

/**
 * @param samples 16 kHz mono in -1..1
 * @throws HarkError audio.no_speech, model.*
 */
export async function voiceOf(samples: Float32Array, embedder: SpeakerEmbedder): Promise<Voiced> {
  const sample = await embedder.embed(samples);
  const { embedding } = sample;
  if (embedding === null) {
    const ms = Math.round(sample.speechMs);
    throw new HarkError(
      'audio.no_speech',
      `it holds ${ms} ms of speech, and a voice needs more to be told by`,
    );
  }
  return { ...sample, embedding };
}

export function toSeconds(ms: number): number {
  return Math.round(ms) / 1_000;
}
