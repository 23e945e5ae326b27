/** What understanding costs: from the end of an utterance to what it means, beside the plain recogniser. */
import { SAMPLE_RATE_HZ } from '../../../contract/audio.ts';
import { type ProcessMeter, THIS_PROCESS } from './measure.ts';
import { percentile } from './statistics.ts';

/** Rounds over all utterances before anything is counted, and those that are. */
const WARM_UP_ROUNDS = 2;
const ROUNDS = 6;
/** What a second look at a wake hears: the phrase at its end. */
const LOOK_SAMPLES = 1.5 * SAMPLE_RATE_HZ;
const LOOK_PHRASES = ['Alexa', 'Alexa.'];

export interface RecognitionFigures {
  loadMs: number;
  /** From the end of the audio to the answer, ms. */
  answerP50Ms: number;
  answerP95Ms: number;
  /** Time that answering took, per time of the audio. */
  realTimeFactor: number;
  peakMemoryBytes: number;
}

/** Something that answers utterances, one at a time. */
export type Answerer = (samples: Float32Array) => Promise<unknown>;

export interface RecognitionSubject {
  name: string;
  title: string;
  /** Of Hark it stands beside; null for Hark itself. */
  peerOf: string | null;
  /** @throws HarkError model.missing, model.checksum, model.unusable */
  load(): Promise<Answerer>;
}

export const RECOGNITION_SUBJECTS: readonly RecognitionSubject[] = [
  { name: 'hark-command', title: 'Hark, endpoint to intent', peerOf: null, load: loadHark },
  {
    name: 'moonshine-plain',
    title: 'Moonshine, plain, endpoint to text',
    peerOf: 'hark-command',
    load: loadPlain,
  },
  { name: 'hark-second-look', title: 'Hark, second look at a wake', peerOf: null, load: loadSecondLook },
];

export async function measureRecognition(
  load: () => Promise<Answerer>,
  utterances: readonly Float32Array[],
  meter: ProcessMeter = THIS_PROCESS,
): Promise<RecognitionFigures> {
  const began = meter.nowMs();
  const answer = await load();
  const loadMs = meter.nowMs() - began;
  const answerMs: number[] = [];
  for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
    for (const samples of utterances) {
      const asked = meter.nowMs();
      await answer(samples);
      if (round >= WARM_UP_ROUNDS) answerMs.push(meter.nowMs() - asked);
    }
  }
  const samples = utterances.reduce((sum, { length }) => sum + length, 0) * ROUNDS;
  const spentMs = answerMs.reduce((sum, ms) => sum + ms, 0);
  return {
    loadMs,
    answerP50Ms: percentile(answerMs, 0.5),
    answerP95Ms: percentile(answerMs, 0.95),
    realTimeFactor: spentMs / 1_000 / (samples / SAMPLE_RATE_HZ),
    peakMemoryBytes: meter.peakMemoryBytes(),
  };
}

// Code is imported when a subject loads, for loading it is part of what is measured.

async function loadHark(): Promise<Answerer> {
  const [{ Interpreter }, store] = await Promise.all([
    import('../../engine/command/interpreter.ts'),
    openStore(),
  ]);
  const interpreter = await Interpreter.load(store);
  return (samples) => interpreter.understand(samples);
}

async function loadPlain(): Promise<Answerer> {
  const [{ PlainMoonshine }, store] = await Promise.all([
    import('../../engine/session/plainMoonshine.ts'),
    openStore(),
  ]);
  const plain = await PlainMoonshine.load(store);
  return (samples) => plain.transcribe(samples);
}

async function loadSecondLook(): Promise<Answerer> {
  const [{ Recogniser }, store] = await Promise.all([
    import('../../engine/command/recogniser.ts'),
    openStore(),
  ]);
  const recogniser = await Recogniser.load(store);
  return (samples) => {
    const window = new Float32Array(LOOK_SAMPLES);
    const end = samples.subarray(Math.max(0, samples.length - LOOK_SAMPLES));
    window.set(end, LOOK_SAMPLES - end.length);
    return recogniser.scorePhrase(window, LOOK_PHRASES);
  };
}

async function openStore() {
  const { findModelsDir, ModelStore } = await import('../../engine/models/store.ts');
  return ModelStore.open(findModelsDir());
}
