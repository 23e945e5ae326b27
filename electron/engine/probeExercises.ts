/** Every model put to work as the live path does it, on generated speech: what a provider is probed with. */
import { HOP_SAMPLES, SAMPLE_RATE_HZ } from '../../contract/engine.ts';
import type { ModelEntry } from '../../contract/models.ts';
import { Moonshine, ROOT } from './command/moonshine.ts';
import { SpeechEmbedding } from './features/speechEmbedding.ts';
import type { ModelStore } from './models/store.ts';
import { SpeakerEmbedder } from './speaker/speakerEmbedder.ts';
import { Silero, VAD_WINDOW_SAMPLES } from './vad/silero.ts';
import { WakeHeads, WINDOW_EMBEDDINGS } from './wake/heads.ts';

/** Hops are embedded one or three at a time; see pipeline.ts. */
const EMBEDDED_HOPS = [3, 1, 3, 1, 3, 1];
/** And four at a time are listened to for speech. */
const DETECTED_HOPS = 4;
const DETECTIONS = 4;
/** Past the first window that a head scores. */
const SCORED_HOPS = 4;
/** A command of some words. */
const COMMAND_SAMPLES = 3 * SAMPLE_RATE_HZ;
const ENCODINGS = 2;
/** Of a beam: so many hypotheses grow by one token at once. */
const STEPS = 5;
const HYPOTHESES = 4;

type Exercise = (store: ModelStore, entry: ModelEntry) => Promise<void>;

/** By task. What is not here is no session of ONNX Runtime. */
const EXERCISES: Partial<Record<ModelEntry['task'], Exercise>> = {
  'speech-embedding': async (store) => {
    const embedding = await SpeechEmbedding.load(store);
    let at = 0;
    for (const hops of EMBEDDED_HOPS) {
      await embedding.process(speechLike(hops * HOP_SAMPLES, at));
      at += hops * HOP_SAMPLES;
    }
    await embedding.close();
  },
  async wake(store, { name }) {
    const embedding = await SpeechEmbedding.load(store);
    const heads = await WakeHeads.load(store, [{ model: name }]);
    const hops = WINDOW_EMBEDDINGS - 1 + SCORED_HOPS;
    for (const each of await embedding.process(speechLike(hops * HOP_SAMPLES))) await heads.process(each);
    await Promise.all([embedding.close(), heads.close()]);
  },
  async vad(store) {
    const silero = await Silero.load(store);
    const length = DETECTED_HOPS * HOP_SAMPLES;
    for (let i = 0; i < DETECTIONS; i++) await silero.process(speechLike(length, i * length));
    await silero.close();
  },
  'recogniser-encoder': async (store) => {
    const moonshine = await Moonshine.load(store);
    for (let i = 0; i < ENCODINGS; i++) await moonshine.encode(speechLike(COMMAND_SAMPLES));
    await moonshine.close();
  },
  'recogniser-decoder': async (store) => {
    const moonshine = await Moonshine.load(store);
    const tree = moonshine.tree(await moonshine.encode(speechLike(COMMAND_SAMPLES)));
    await tree.begin();
    let ends = [ROOT];
    for (let step = 0; step < STEPS; step++) {
      const wanted = ends.flatMap((parent) =>
        likeliest(tree.after(parent), HYPOTHESES).map((token) => ({ parent, token })),
      );
      ends = await tree.grow(wanted.slice(0, HYPOTHESES));
    }
    await moonshine.close();
  },
  async speaker(store) {
    const embedder = await SpeakerEmbedder.load(store, {
      windowSamples: VAD_WINDOW_SAMPLES,
      detect: async ({ length }) => new Float32Array(Math.ceil(length / VAD_WINDOW_SAMPLES)).fill(1),
    });
    await embedder.embed(speechLike(COMMAND_SAMPLES));
    await embedder.close();
  },
};

/** Undefined for a model that no provider computes. */
export function exerciseOf(entry: ModelEntry): Exercise | undefined {
  return EXERCISES[entry.task];
}

function likeliest(prediction: Float32Array, count: number): number[] {
  const ranked = [...prediction.keys()].sort((a, b) => (prediction[b] as number) - (prediction[a] as number));
  return ranked.slice(0, count);
}

const PITCH_HZ = 120;
const HARMONICS = 20;
const SYLLABLES_HZ = 4;
const FORMANTS_HZ = [600, 1_700];
const FORMANT_WIDTH_HZ = 300;

/** Harmonics under two formants, in syllables, over a little noise. The same each time. @param from sample it begins at */
export function speechLike(length: number, from = 0): Float32Array {
  const strengths = Array.from({ length: HARMONICS }, (_, i) => {
    const hz = (i + 1) * PITCH_HZ;
    return FORMANTS_HZ.reduce((sum, formant) => sum + 1 / (1 + ((hz - formant) / FORMANT_WIDTH_HZ) ** 2), 0);
  });
  let noise = (from * 2_654_435_761) >>> 0;
  return Float32Array.from({ length }, (_, i) => {
    const t = (from + i) / SAMPLE_RATE_HZ;
    const voice = strengths.reduce(
      (sum, a, h) => sum + a * Math.sin(2 * Math.PI * PITCH_HZ * (h + 1) * t),
      0,
    );
    // Numerical Recipes' linear congruential generator.
    noise = (Math.imul(noise, 1_664_525) + 1_013_904_223) >>> 0;
    const syllable = Math.max(0, Math.sin(2 * Math.PI * SYLLABLES_HZ * t));
    return 0.05 * syllable * voice + 0.004 * (noise / 2 ** 31 - 1);
  });
}
