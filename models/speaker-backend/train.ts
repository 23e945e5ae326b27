/**
 * Makes models/own/xvector-backend.bin: `node models/speaker-backend/train.ts FOLDER` reads recordings of many people,
 * each file of one, the name of the person up to the first hyphen ("103-1240-0000.flac"). The file that is committed was
 * made from one recording of about 12 s of each of 251 readers of LibriSpeech train-clean-100 (Panayotov et al. 2015,
 * CC BY 4.0). It holds no audio, and nothing that speech could be made of.
 *
 * Every stretch is embedded as it is and as other microphones and rooms would have made it; how embeddings scatter within
 * one voice is what the whitening takes away. On stdout: equal error rates of five folds, each judged by what the other
 * four made, so that no voice is judged by itself.
 */
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SAMPLE_RATE_HZ } from '../../contract/engine.ts';
import { HarkError } from '../../contract/failures.ts';
import { fileSource } from '../../electron/engine/audio/bytes.ts';
import { openRecording } from '../../electron/engine/audio/decode.ts';
import { randomNumbers } from '../../electron/engine/audio/testing/signals.ts';
import { ModelStore } from '../../electron/engine/models/store.ts';
import { BACKEND_MAGIC, SpeakerBackend } from '../../electron/engine/speaker/backend.ts';
import { SpeakerEmbedder } from '../../electron/engine/speaker/speakerEmbedder.ts';
import { SpeakerNetwork } from '../../electron/engine/speaker/speakerNetwork.ts';
import { Silero, VAD_WINDOW_SAMPLES } from '../../electron/engine/vad/silero.ts';
import { kitchen } from '../speech/kitchen.ts';
import { inverseCholesky, meanOf, scatterWithin } from './covariance.ts';
import { equalErrorRate } from './errorRate.ts';
import { elsewhere, type Random, whiteNoise, withNoise } from './surroundings.ts';

const MODELS = join(import.meta.dirname, '..');
const OUT = join(MODELS, 'own', 'xvector-backend.bin');
/** Of each stretch that is embedded, seconds. */
const STRETCHES_S = [3, 6];
/** Times that each stretch is heard elsewhere. */
const ELSEWHERE = 3;
/** Pulls the scatter towards that of a sphere: it is estimated from few voices. */
const SHRINKAGE = 0.15;
const FOLDS = 5;
const TEST_SNR_DB = 10;

interface Embedded {
  voice: string;
  seconds: number;
  /** Which stretch of the recording. */
  stretch: number;
  surroundings: 'clean' | 'kitchen' | 'white' | 'elsewhere';
  raw: Float32Array;
}

const say = (line: string) => process.stderr.write(`${line}\n`);
const [folder] = process.argv.slice(2);
if (folder === undefined) {
  throw new HarkError('usage.invalid', 'usage: node models/speaker-backend/train.ts FOLDER');
}
const embedded = await embedAll(folder);
for (const seconds of STRETCHES_S) {
  for (const [one, other] of [
    ['clean', 'clean'],
    ['clean', 'kitchen'],
    ['clean', 'white'],
  ] as const) {
    const plain = errorRate(embedded, null, seconds, one, other);
    const whitened = crossValidated(embedded, seconds, one, other);
    process.stdout.write(
      `${JSON.stringify({ seconds, enrolled: one, tested: other, eer_plain: plain, eer: whitened })}\n`,
    );
  }
}
await writeFile(OUT, fileOf(embedded));
say(`${OUT}: ${new Set(embedded.map(({ voice }) => voice)).size} voices`);

async function embedAll(from: string): Promise<Embedded[]> {
  const store = await ModelStore.open(MODELS);
  const [entry] = store.byTask('speaker');
  if (entry?.speaker === undefined) throw new HarkError('speaker.unavailable', 'there is no speaker model');
  const silero = await Silero.load(store);
  const detection = {
    windowSamples: VAD_WINDOW_SAMPLES,
    detect(samples: Float32Array) {
      const padded = new Float32Array(Math.ceil(samples.length / VAD_WINDOW_SAMPLES) * VAD_WINDOW_SAMPLES);
      padded.set(samples);
      return silero.fork().process(padded);
    },
  };
  const network = await SpeakerNetwork.load(store, entry, entry.speaker.size);
  let raw: Float32Array | null = null;
  const embedder = new SpeakerEmbedder({
    name: entry.name,
    sha256: entry.sha256,
    options: entry.speaker,
    network: {
      async embed(features, width) {
        raw = (await network.embed(features, width)).slice();
        return raw;
      },
      close: () => network.close(),
    },
    backend: new SpeakerBackend(
      new Float32Array(entry.speaker.size),
      new Float32Array(entry.speaker.size ** 2),
      [],
    ),
    detection,
  });
  const files = (await readdir(from)).filter((name) => /\.(flac|wav)$/.test(name)).toSorted();
  const recordings: Float32Array[] = [];
  for (const name of files) recordings.push(await samplesOf(join(from, name)));
  const result: Embedded[] = [];
  for (const [index, recording] of recordings.entries()) {
    const voice = (files[index] ?? '').split('-')[0] as string;
    const random = randomNumbers(index + 1);
    const others = recordings.filter((_, i) => i !== index);
    for (const seconds of STRETCHES_S) {
      const length = seconds * SAMPLE_RATE_HZ;
      for (let stretch = 0; (stretch + 1) * length <= recording.length; stretch++) {
        const speech = recording.slice(stretch * length, (stretch + 1) * length);
        for (const [surroundings, samples] of heardAs(speech, random, others)) {
          raw = null;
          await embedder.embed(samples);
          if (raw !== null) result.push({ voice, seconds, stretch, surroundings, raw });
        }
      }
    }
    if (index % 10 === 9) say(`${index + 1} of ${files.length} recordings`);
  }
  await embedder.close();
  return result;
}

function* heardAs(
  speech: Float32Array,
  random: Random,
  others: readonly Float32Array[],
): Generator<[Embedded['surroundings'], Float32Array]> {
  yield ['clean', speech];
  yield ['kitchen', withNoise(speech, kitchen(speech.length, Math.floor(random() * 1e6) + 1), TEST_SNR_DB)];
  yield ['white', withNoise(speech, whiteNoise(speech.length, random), TEST_SNR_DB)];
  for (let i = 0; i < ELSEWHERE; i++) yield ['elsewhere', elsewhere(speech, random, others)];
}

function backendOf(all: readonly Embedded[]): SpeakerBackend {
  const raws = all.map(({ raw }) => raw);
  const mean = meanOf(raws);
  const scatter = scatterWithin(Map.groupBy(all, ({ voice }) => voice).values(), SHRINKAGE);
  return new SpeakerBackend(mean, inverseCholesky(scatter, mean.length), cohortOf(all, mean, scatter));
}

/** One stretch of each voice as it is: what a stranger would sound like who says about as much as a command. */
function cohortOf(all: readonly Embedded[], mean: Float32Array, scatter: Float64Array): Float32Array[] {
  const projection = new SpeakerBackend(mean, inverseCholesky(scatter, mean.length), []);
  const voices = Map.groupBy(all, ({ voice }) => voice);
  return [...voices.values()].flatMap((own) => {
    const short = own.filter(({ seconds, surroundings }) => seconds === 3 && surroundings === 'clean');
    const chosen = short[1] ?? short[0];
    return chosen === undefined ? [] : [projection.project(chosen.raw)];
  });
}

function crossValidated(
  all: readonly Embedded[],
  seconds: number,
  one: Embedded['surroundings'],
  other: Embedded['surroundings'],
): number {
  const voices = [...new Set(all.map(({ voice }) => voice))];
  const foldOf = new Map(voices.map((voice, i) => [voice, i % FOLDS]));
  const scores = Array.from({ length: FOLDS }, (_, fold) => {
    const backend = backendOf(all.filter(({ voice }) => foldOf.get(voice) !== fold));
    return scoresOf(
      all.filter(({ voice }) => foldOf.get(voice) === fold),
      backend,
      seconds,
      one,
      other,
    );
  });
  return equalErrorRate(
    scores.flatMap(({ same }) => same),
    scores.flatMap(({ different }) => different),
  );
}

function errorRate(
  all: readonly Embedded[],
  backend: SpeakerBackend | null,
  seconds: number,
  one: Embedded['surroundings'],
  other: Embedded['surroundings'],
): number {
  const { same, different } = scoresOf(all, backend, seconds, one, other);
  return equalErrorRate(same, different);
}

/** Cosines of stretches of one recording that do not overlap, and of stretches of different people. */
function scoresOf(
  all: readonly Embedded[],
  backend: SpeakerBackend | null,
  seconds: number,
  one: Embedded['surroundings'],
  other: Embedded['surroundings'],
): { same: number[]; different: number[] } {
  const direct = (raw: Float32Array) => unit(raw);
  const project = backend === null ? direct : (raw: Float32Array) => backend.project(raw);
  const of = (surroundings: Embedded['surroundings']) =>
    all
      .filter((each) => each.seconds === seconds && each.surroundings === surroundings)
      .map((each) => ({ ...each, projected: project(each.raw) }));
  const same: number[] = [];
  const different: number[] = [];
  const tested = of(other);
  for (const enrolled of of(one)) {
    for (const probe of tested) {
      const isSame = enrolled.voice === probe.voice;
      if (isSame && enrolled.stretch === probe.stretch) continue;
      const score = enrolled.projected.reduce(
        (sum, value, i) => sum + value * (probe.projected[i] as number),
        0,
      );
      (isSame ? same : different).push(score);
    }
  }
  return { same, different };
}

function unit(raw: Float32Array): Float32Array {
  const length = Math.sqrt(raw.reduce((sum, value) => sum + value * value, 0));
  return raw.map((value) => value / length);
}

function fileOf(all: readonly Embedded[]): Uint8Array {
  const mean = meanOf(all.map(({ raw }) => raw));
  const scatter = scatterWithin(Map.groupBy(all, ({ voice }) => voice).values(), SHRINKAGE);
  const whitening = inverseCholesky(scatter, mean.length);
  const cohort = cohortOf(all, mean, scatter);
  const header = Buffer.alloc(BACKEND_MAGIC.length + 8);
  header.write(BACKEND_MAGIC, 'latin1');
  header.writeUInt32LE(mean.length, BACKEND_MAGIC.length);
  header.writeUInt32LE(cohort.length, BACKEND_MAGIC.length + 4);
  return Buffer.concat([header, ...[mean, whitening, ...cohort].map((values) => Buffer.from(values.buffer))]);
}

async function samplesOf(path: string): Promise<Float32Array> {
  const recording = await openRecording(await fileSource(path));
  try {
    const blocks: Float32Array[] = [];
    for await (const block of recording.blocks) blocks.push(block.slice());
    return Float32Array.from(blocks.flatMap((block) => [...block]));
  } finally {
    await recording.close();
  }
}
