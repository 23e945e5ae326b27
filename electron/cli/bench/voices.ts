/** What telling voices costs: an embedding, and a whole verification, beside the same network used the plain way. */
import { SAMPLE_RATE_HZ } from '../../../contract/audio.ts';
import { HarkError } from '../../../contract/failures.ts';
import { TAKES_MIN } from '../../../contract/speaker.ts';
import type { Reference } from '../../engine/speaker/voiceprint.ts';
import type { KnownVoice } from '../../engine/speaker/voices.ts';
import { type ProcessMeter, THIS_PROCESS } from './measure.ts';
import { percentile } from './statistics.ts';

/** Rounds over all stretches before anything is counted, and those that are. */
const WARM_UP_ROUNDS = 2;
const ROUNDS = 10;
const SHORT_S = 3;
const LONG_S = 5;
export const PROFILES = 5;
/** Share of strangers that may pass; no time depends on it. */
const TARGET_FAR = 0.005;
/** As many as ONNX Runtime takes by itself. */
const RUNTIME_THREADS = 0;

export interface VoiceFigures {
  loadMs: number;
  /** Embedding the speech of a stretch, about five sixths of it, once it is found; a peer embeds all of it. Ms. */
  shortP50Ms: number;
  shortP95Ms: number;
  longP50Ms: number;
  longP95Ms: number;
  /** From a long stretch to whose it is, ms. */
  verifyP50Ms: number;
  verifyP95Ms: number;
  /** CPU time of all threads for that, mean, ms: a peer with more threads is faster, and no cheaper. */
  verifyCpuMs: number;
  peakMemoryBytes: number;
}

/** Something that tells voices. Strictly serial: await each call before the next. */
export interface VoiceTeller {
  /** @returns what is left to do where it is known which of the samples are speech */
  embedding(samples: Float32Array): Promise<() => Promise<unknown>>;
  /** @param profiles takes of each @returns tells whose voice it is */
  verification(
    profiles: readonly (readonly Float32Array[])[],
  ): Promise<(samples: Float32Array) => Promise<unknown>>;
}

export interface VoiceSubject {
  name: string;
  title: string;
  /** Of Hark it stands beside; null for Hark itself. */
  peerOf: string | null;
  /** @throws HarkError speaker.unavailable, model.missing, model.checksum, model.unusable */
  load(): Promise<VoiceTeller>;
}

export const VOICE_SUBJECTS: readonly VoiceSubject[] = [
  { name: 'speaker', title: 'Hark, 1 thread', peerOf: null, load: loadHark },
  { name: 'xvector-plain', title: 'X-vector, plain, default threads', peerOf: 'speaker', load: loadPlain },
];

export async function measureVoices(
  load: () => Promise<VoiceTeller>,
  utterances: readonly Float32Array[],
  meter: ProcessMeter = THIS_PROCESS,
): Promise<VoiceFigures> {
  const began = meter.nowMs();
  const teller = await load();
  const loadMs = meter.nowMs() - began;

  const short = stretches(utterances, SHORT_S);
  const long = stretches(utterances, LONG_S);
  // Whose they are does not matter: comparing takes the same time.
  const verify = await teller.verification(
    Array.from({ length: PROFILES }, (_, profile) =>
      Array.from({ length: TAKES_MIN }, (_, take) => short[(profile + take) % short.length] ?? empty()),
    ),
  );
  const shortMs: number[] = [];
  const longMs: number[] = [];
  const verifyMs: number[] = [];
  let cpuS = 0;
  const timed = async (work: () => Promise<unknown>) => {
    const asked = meter.nowMs();
    await work();
    return meter.nowMs() - asked;
  };
  for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
    const counts = round >= WARM_UP_ROUNDS;
    for (const [i, samples] of long.entries()) {
      const shortTook = await timed(await teller.embedding(short[i] ?? empty()));
      const longTook = await timed(await teller.embedding(samples));
      const cpuBefore = meter.cpuS();
      const verifyTook = await timed(() => verify(samples));
      if (!counts) continue;
      cpuS += meter.cpuS() - cpuBefore;
      shortMs.push(shortTook);
      longMs.push(longTook);
      verifyMs.push(verifyTook);
    }
  }
  return {
    loadMs,
    shortP50Ms: percentile(shortMs, 0.5),
    shortP95Ms: percentile(shortMs, 0.95),
    longP50Ms: percentile(longMs, 0.5),
    longP95Ms: percentile(longMs, 0.95),
    verifyP50Ms: percentile(verifyMs, 0.5),
    verifyP95Ms: percentile(verifyMs, 0.95),
    verifyCpuMs: (cpuS * 1_000) / verifyMs.length,
    peakMemoryBytes: meter.peakMemoryBytes(),
  };
}

/** One from the beginning of each utterance on, over those that follow; after the last comes the first. */
export function stretches(utterances: readonly Float32Array[], seconds: number): Float32Array[] {
  const length = Math.round(seconds * SAMPLE_RATE_HZ);
  return utterances.map((_, first) => {
    const stretch = new Float32Array(length);
    for (let at = 0, next = first; at < length; next++) {
      const utterance = utterances[next % utterances.length] ?? empty();
      stretch.set(utterance.subarray(0, length - at), at);
      // A step at least, even where there is nothing to say.
      at += Math.max(1, utterance.length);
    }
    return stretch;
  });
}

function empty(): Float32Array {
  return new Float32Array(0);
}

// Code is imported when a subject loads, for loading it is part of what is measured.

async function loadHark(): Promise<VoiceTeller> {
  const [{ SpeakerEmbedder }, { SpeechDetector }, { judgeVoice, knownVoice }, store] = await Promise.all([
    import('../../engine/speaker/speakerEmbedder.ts'),
    import('../../engine/vad/speechDetector.ts'),
    import('../../engine/speaker/voices.ts'),
    openStore(),
  ]);
  const detector = await SpeechDetector.load(store);
  /** Where the speech is, while that is known beforehand. */
  let detected: Float32Array | null = null;
  const embedder = await SpeakerEmbedder.load(store, {
    windowSamples: detector.windowSamples,
    detect: async (samples) => detected ?? detector.detect(samples),
  });
  const embed = async (samples: Float32Array) => {
    const sample = await embedder.embed(samples);
    if (sample.embedding === null)
      throw new HarkError('internal', 'a stretch of the bench is too little speech');
    return { ...sample, embedding: sample.embedding };
  };
  return {
    embedding: async (samples) => {
      const speech = await detector.detect(samples);
      return async () => {
        detected = speech;
        try {
          await embed(samples);
        } finally {
          detected = null;
        }
      };
    },
    verification: async (profiles) => {
      const voices: KnownVoice[] = [];
      for (const [profile, takes] of profiles.entries()) {
        const references: Reference[] = [];
        for (const [take, samples] of takes.entries()) {
          const { embedding, speechMs, snrDb } = await embed(samples);
          const about = {
            id: `${profile}.${take}`,
            origin: 'file',
            kind: 'speech',
            microphone: '',
            at: 0,
          } as const;
          references.push({ ...about, embedding, speechMs, snrDb });
        }
        const print = { model: embedder.model, modelSha256: embedder.modelSha256, references };
        voices.push(knownVoice(String(profile), print, TARGET_FAR, embedder.backend.cohort));
      }
      return async (samples) => judgeVoice(await embed(samples), voices, 'speech');
    },
  };
}

/**
 * The same network as it is usually used: with ONNX Runtime's own choice of threads, on the features of all the audio,
 * whether speech or not, and by cosines alone.
 */
async function loadPlain(): Promise<VoiceTeller> {
  const [
    { setThreads },
    { SpeakerNetwork },
    { KaldiFeatures },
    { normaliseMean },
    { halveRate },
    { unitLength },
    { cosine },
    store,
  ] = await Promise.all([
    import('../../engine/session/runtime.ts'),
    import('../../engine/speaker/speakerNetwork.ts'),
    import('../../engine/speaker/kaldiFeatures.ts'),
    import('../../engine/speaker/meanNormalisation.ts'),
    import('../../engine/signal/decimate.ts'),
    import('../../engine/speaker/backend.ts'),
    import('../../engine/speaker/likeness.ts'),
    openStore(),
  ]);
  const [entry] = store.byTask('speaker');
  const options = entry?.speaker;
  if (entry === undefined || options === undefined)
    throw new HarkError('speaker.unavailable', 'there is no speaker model');
  setThreads(RUNTIME_THREADS);
  const network = await SpeakerNetwork.load(store, entry, options.size);
  const kaldi = new KaldiFeatures(options.features);
  const embed = async (samples: Float32Array) => {
    const audio = options.features.sampleRateHz === SAMPLE_RATE_HZ ? samples : halveRate(samples);
    const { features } = kaldi.compute(audio);
    normaliseMean(features, kaldi.size, options.features.meanFrames);
    return unitLength(Float32Array.from(await network.embed(features, kaldi.size)));
  };
  return {
    embedding: async (samples) => () => embed(samples),
    verification: async (profiles) => {
      const known: Float32Array[][] = [];
      for (const takes of profiles) {
        const embeddings: Float32Array[] = [];
        for (const take of takes) embeddings.push(await embed(take));
        known.push(embeddings);
      }
      return async (samples) => {
        const embedding = await embed(samples);
        return known.map((takes) => Math.max(...takes.map((take) => cosine(embedding, take))));
      };
    },
  };
}

async function openStore() {
  const { findModelsDir, ModelStore } = await import('../../engine/models/store.ts');
  return ModelStore.open(findModelsDir());
}
