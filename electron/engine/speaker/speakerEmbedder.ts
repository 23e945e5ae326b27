/** Turns audio into speaker embeddings, by whichever speaker model the manifest describes. */
import { createHash } from 'node:crypto';
import { SAMPLE_RATE_HZ } from '../../../contract/engine.ts';
import { HarkError } from '../../../contract/failures.ts';
import type { SpeakerModel } from '../../../contract/models.ts';
import type { ModelStore } from '../models/store.ts';
import { halveRate } from '../signal/decimate.ts';
import { SpeakerBackend } from './backend.ts';
import { KaldiFeatures } from './kaldiFeatures.ts';
import { normaliseMean } from './meanNormalisation.ts';
import { SpeakerNetwork } from './speakerNetwork.ts';
import { type SpeechFrames, speechFrames } from './speechFrames.ts';
import type { SpokenSample } from './voiceprint.ts';

/** At most so much speech is embedded, the last of it: more tells nothing more, and costs time. */
const MAX_SPEECH_MS = 20_000;
/** At full scale, or as good as. */
const CLIPPING_LEVEL = 0.999;
/**
 * The quieter half of what is far from speech is the room: the detector misses some speech. Less of it than this says
 * nothing, ms; then the quietest tenth of all stands for it.
 */
const BACKGROUND_MIN_MS = 100;
const BACKGROUND_SHARE = 0.5;
const QUIETEST_SHARE = 0.1;
const SILENCE_DBFS = -120;
/** Frames of a first embedding that nobody waits for. */
const WARM_UP_FRAMES = 100;
const INT16_SCALE = 32_768;

/** Probability of speech for each window of a signal at 16 kHz. */
export interface SpeechDetection {
  windowSamples: number;
  /** The last window may reach beyond the end, over silence. */
  detect(samples: Float32Array): Promise<Float32Array>;
}

export interface EmbedderParts {
  name: string;
  sha256: string;
  options: SpeakerModel;
  network: Pick<SpeakerNetwork, 'embed' | 'close'>;
  backend: SpeakerBackend;
  detection: SpeechDetection;
}

export class SpeakerEmbedder {
  readonly model: string;
  readonly modelSha256: string;
  /** Where its embeddings are compared. */
  readonly backend: SpeakerBackend;
  readonly #parts: EmbedderParts;
  readonly #features: KaldiFeatures;

  constructor(parts: EmbedderParts) {
    this.model = parts.name;
    this.modelSha256 = parts.sha256;
    this.backend = parts.backend;
    this.#parts = parts;
    this.#features = new KaldiFeatures(parts.options.features);
  }

  /**
   * The first speaker model of the manifest.
   * @throws HarkError speaker.unavailable where the manifest has none; model.*
   */
  static async load(store: ModelStore, detection: SpeechDetection): Promise<SpeakerEmbedder> {
    const [entry] = store.byTask('speaker');
    const options = entry?.speaker;
    if (entry === undefined || options === undefined) {
      throw new HarkError('speaker.unavailable', 'there is no speaker model');
    }
    const network = await SpeakerNetwork.load(store, entry, options.size);
    const backendEntry = store.entry(options.backend);
    const backend = SpeakerBackend.parse(await store.read(backendEntry));
    if (backend.size !== options.size) {
      throw new HarkError('model.unusable', `${options.backend} is made for another speaker model`);
    }
    // Embeddings of the same network compared in another space are as foreign as those of another network.
    const sha256 = combined(entry.sha256, backendEntry.sha256);
    const embedder = new SpeakerEmbedder({ name: entry.name, sha256, options, network, backend, detection });
    // What runs for the first time takes longer; no command is to wait for it.
    const { size } = embedder.#features;
    await network.embed(new Float32Array(WARM_UP_FRAMES * size), size);
    return embedder;
  }

  /**
   * @param samples 16 kHz mono in -1..1, silence around the speech or not
   * @throws HarkError model.unusable
   */
  async embed(samples: Float32Array): Promise<SpokenSample> {
    const { options, network, detection } = this.#parts;
    const { sampleRateHz, meanFrames } = options.features;
    const audio = sampleRateHz === SAMPLE_RATE_HZ ? samples : halveRate(samples);
    const { features, logEnergies } = this.#features.compute(audio);
    const { size, frameSamples, shiftSamples } = this.#features;
    const scale = SAMPLE_RATE_HZ / sampleRateHz;
    const grid = { first: (frameSamples / 2) * scale, shift: shiftSamples * scale };
    const speech = await detection.detect(samples);
    const { kept, background } = speechFrames(grid, logEnergies, speech, detection.windowSamples);
    const shiftMs = options.features.shiftMs;
    const quality = {
      speechMs: kept.length * shiftMs,
      clippingRatio: shareClipped(samples),
      ...levels(logEnergies, { kept, background }, frameSamples, shiftMs),
    };
    if (quality.speechMs < options.minSpeechMs) return { embedding: null, ...quality };

    normaliseMean(features, size, meanFrames);
    const chosen = kept.slice(-MAX_SPEECH_MS / shiftMs);
    const selected = new Float32Array(chosen.length * size);
    chosen.forEach((frame, i) => {
      selected.set(features.subarray(frame * size, (frame + 1) * size), i * size);
    });
    return { embedding: this.backend.project(await network.embed(selected, size)), ...quality };
  }

  async close(): Promise<void> {
    await this.#parts.network.close();
  }
}

/** A digest of both, as wide as either. */
function combined(a: string, b: string): string {
  return createHash('sha256').update(a).update(b).digest('hex');
}

function shareClipped(samples: Float32Array): number {
  let clipped = 0;
  for (const sample of samples) if (Math.abs(sample) >= CLIPPING_LEVEL) clipped += 1;
  return samples.length === 0 ? 0 : clipped / samples.length;
}

function levels(
  logEnergies: Float32Array,
  { kept, background }: SpeechFrames,
  frameSamples: number,
  shiftMs: number,
): { snrDb: number | null; levelDbfs: number } {
  const voice = meanPower(logEnergies, kept, frameSamples);
  const levelDbfs = voice > 0 ? Math.max(SILENCE_DBFS, 10 * Math.log10(voice)) : SILENCE_DBFS;
  if (kept.length === 0) return { snrDb: null, levelDbfs };
  const enough = background.length * shiftMs >= BACKGROUND_MIN_MS;
  const quiet = enough
    ? quietest(logEnergies, background, BACKGROUND_SHARE)
    : quietest(logEnergies, [...logEnergies.keys()], QUIETEST_SHARE);
  const room = meanPower(logEnergies, quiet, frameSamples);
  // Digital silence between words is no reason for an infinite ratio.
  const floor = 10 ** (SILENCE_DBFS / 10);
  const snrDb = 10 * Math.log10(Math.max(voice - room, floor) / Math.max(room, floor));
  return { snrDb: Math.round(snrDb * 10) / 10, levelDbfs };
}

function quietest(logEnergies: Float32Array, frames: readonly number[], share: number): number[] {
  const ranked = frames.toSorted((a, b) => (logEnergies[a] as number) - (logEnergies[b] as number));
  return ranked.slice(0, Math.ceil(ranked.length * share));
}

/** Of frames, relative to full scale. */
function meanPower(logEnergies: Float32Array, frames: readonly number[], frameSamples: number): number {
  if (frames.length === 0) return 0;
  let sum = 0;
  for (const frame of frames) sum += Math.exp(logEnergies[frame] as number);
  return sum / frames.length / frameSamples / INT16_SCALE ** 2;
}
