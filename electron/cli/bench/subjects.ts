/** What is measured: Hark, and beside it the peers that run on this machine. */
import { createRequire } from 'node:module';
import { DEFAULT_SENSITIVITY, HOP_SAMPLES, SAMPLE_RATE_HZ } from '../../../contract/engine.ts';
import { HarkError } from '../../../contract/failures.ts';

/** The word that all subjects with one word listen for. */
const ONE_WORD = ['alexa'];
const FOUR_WORDS = ['alexa', 'hey_jarvis', 'hey_mycroft', 'hey_rhasspy'];

/** Something that listens, ready for audio. */
export interface Listener {
  /** HOP_SAMPLES of 16 kHz audio, -1..1. Strictly serial: await each call before the next. */
  hop(frame: Float32Array): unknown;
}

export interface Subject {
  name: string;
  /** For people. */
  title: string;
  words: number;
  /** The subjects of Hark that it stands beside: those with as many words. */
  peer: boolean;
  /**
   * All code and models that listening takes, from the disk.
   * @throws HarkError model.missing, model.checksum, model.unusable; usage.invalid where this machine lacks it
   */
  load(): Promise<Listener>;
}

export const SUBJECTS: readonly Subject[] = [
  {
    name: 'hark-4',
    title: 'Hark, 4 words',
    words: 4,
    peer: false,
    load: () => loadHark(FOUR_WORDS),
  },
  {
    name: 'openwakeword-4',
    title: 'openWakeWord, plain, 4 words',
    words: 4,
    peer: true,
    load: () => loadPlain(FOUR_WORDS),
  },
  { name: 'hark-1', title: 'Hark, 1 word', words: 1, peer: false, load: () => loadHark(ONE_WORD) },
  {
    name: 'openwakeword-1',
    title: 'openWakeWord, plain, 1 word',
    words: 1,
    peer: true,
    load: () => loadPlain(ONE_WORD),
  },
  { name: 'porcupine-1', title: 'Porcupine 1.9, 1 word', words: 1, peer: true, load: loadPorcupine },
];

// Code is imported when a subject loads, for loading it is part of what is measured.

async function loadHark(models: readonly string[]): Promise<Listener> {
  const [{ Pipeline }, { findModelsDir, ModelStore }] = await Promise.all([
    import('../../engine/pipeline.ts'),
    import('../../engine/models/store.ts'),
  ]);
  const store = await ModelStore.open(findModelsDir());
  const words = models.map((model) => ({ model, sensitivity: DEFAULT_SENSITIVITY }));
  const pipeline = await Pipeline.load({ store, words });
  return { hop: (frame) => pipeline.process(frame) };
}

async function loadPlain(models: readonly string[]): Promise<Listener> {
  const [{ PlainPipeline }, { findModelsDir, ModelStore }] = await Promise.all([
    import('../../engine/session/plain.ts'),
    import('../../engine/models/store.ts'),
  ]);
  const plain = await PlainPipeline.load(await ModelStore.open(findModelsDir()), models);
  return { hop: (frame) => plain.process(frame) };
}

/** As far as it is used here; the package has no types of its own. */
interface Porcupine {
  frameLength: number;
  sampleRate: number;
  process(frame: Int16Array): number;
}

const PORCUPINE_SENSITIVITY = 0.5;
const INT16_SCALE = 32_768;

/** A development dependency, and built for few kinds of machine: where it does not load, it is left out. */
async function loadPorcupine(): Promise<Listener> {
  const require = createRequire(import.meta.url);
  let porcupine: Porcupine;
  try {
    const Constructor = require('@picovoice/porcupine-node') as new (
      paths: string[],
      sensitivities: number[],
    ) => Porcupine;
    const keywords = require('@picovoice/porcupine-node/builtin_keywords') as {
      ALEXA: number;
      getBuiltinKeywordPath(keyword: number): string;
    };
    porcupine = new Constructor([keywords.getBuiltinKeywordPath(keywords.ALEXA)], [PORCUPINE_SENSITIVITY]);
  } catch (cause) {
    throw new HarkError('usage.invalid', '@picovoice/porcupine-node does not load on this machine', {
      cause,
    });
  }
  if (porcupine.sampleRate !== SAMPLE_RATE_HZ)
    throw new HarkError('internal', 'Porcupine wants another rate');
  // Its frames are shorter than a hop, and a hop is no whole number of them.
  const waiting = new Int16Array(porcupine.frameLength + HOP_SAMPLES);
  let filled = 0;
  return {
    hop(frame) {
      for (const sample of frame) waiting[filled++] = sample * INT16_SCALE;
      let used = 0;
      for (; filled - used >= porcupine.frameLength; used += porcupine.frameLength) {
        porcupine.process(waiting.subarray(used, used + porcupine.frameLength));
      }
      waiting.copyWithin(0, used, filled);
      filled -= used;
    },
  };
}
