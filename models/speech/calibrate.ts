/**
 * What the second look at a wake word is calibrated by: `node models/speech/calibrate.ts WORD FOLDER` says the word with
 * every voice of Kokoro, clean and in a kitchen at 10 dB, plays that and the recordings of FOLDER, which hold other
 * speech, through the listening pipeline, and prints for several weights which threshold lets how much through. Nothing
 * wakes meanwhile, so every question that the recogniser is asked is seen. It writes no file: weight and threshold go
 * into models/manifest.json by hand. The first run fetches 177 MB into node_modules/.cache.
 */
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_SENSITIVITY, SAMPLE_RATE_HZ } from '../../contract/engine.ts';
import { HarkError } from '../../contract/failures.ts';
import { fileSource } from '../../electron/engine/audio/bytes.ts';
import { openRecording } from '../../electron/engine/audio/decode.ts';
import { toHops } from '../../electron/engine/audio/hops.ts';
import { Resampler } from '../../electron/engine/audio/resample.ts';
import { join as joined } from '../../electron/engine/audio/testing/signals.ts';
import { Grammar } from '../../electron/engine/command/grammar/grammar.ts';
import { Interpreter } from '../../electron/engine/command/interpreter.ts';
import { ModelStore } from '../../electron/engine/models/store.ts';
import { type LookObservation, Pipeline } from '../../electron/engine/pipeline.ts';
import { inKitchen } from './kitchen.ts';
import { KOKORO_RATE_HZ, Kokoro } from './kokoro.ts';
import { SCREENPLAY } from './screenplay.ts';

const MODELS = join(import.meta.dirname, '..');
const CACHE = join(MODELS, '../node_modules/.cache/hark-speech');
const SPEEDS = [0.8, 0.9, 1, 1.1, 1.25];
const KITCHEN_DB = 10;
const LEAD_IN = new Float32Array(2.5 * SAMPLE_RATE_HZ);
const TAIL = new Float32Array(1.5 * SAMPLE_RATE_HZ);
/** Asks that are further apart than this belong to different courses. */
const COURSE_SAMPLES = 0.5 * SAMPLE_RATE_HZ;
const WEIGHTS = [1, 2, 3, 4, 5, 6];
/** Of every hour of other speech, this many false wakes are let through. */
const FALSE_WAKES_PER_H = [0, 0.25, 0.5];
/** Nothing reaches it. */
const NEVER = 99;

const say = (line: string) => process.stderr.write(`${line}\n`);
const [word, folder] = process.argv.slice(2);
const phonemes = SCREENPLAY.find(({ wake }) => wake?.model === word)?.wake?.phonemes;
if (word === undefined || folder === undefined || phonemes === undefined) {
  throw new HarkError('usage.invalid', 'usage: node models/speech/calibrate.ts WORD FOLDER');
}

const scratch = await mkdtemp(join(tmpdir(), 'hark-calibrate-'));
try {
  const store = await storeThatNeverWakes(scratch, word);
  const listener = await listen(store, word);
  const clean: Course[][] = [];
  const noisy: Course[][] = [];
  const kokoro = await Kokoro.load(CACHE, say);
  for (const [seed, samples] of (await spokenByAll(kokoro, phonemes)).entries()) {
    const clip = joined([LEAD_IN, samples, TAIL]);
    clean.push(await listener.hear(clip));
    noisy.push(await listener.hear(inKitchen(clip, KITCHEN_DB, seed)));
  }
  say(`${clean.length} clips of "${word}"`);
  const others: Course[][] = [];
  let seconds = 0;
  for (const name of (await readdir(folder, { recursive: true })).filter((each) =>
    /\.(wav|flac)$/i.test(each),
  )) {
    const samples = await samplesOf(join(folder, name));
    seconds += samples.length / SAMPLE_RATE_HZ;
    others.push(await listener.hear(joined([LEAD_IN, samples, TAIL])));
  }
  const hours = seconds / 3_600;
  say(`${hours.toFixed(2)} h of other speech, asked about ${others.flat().length} times`);
  for (const weight of WEIGHTS) {
    const falsely = others.map((courses) => bestOf(courses, weight)).toSorted((a, b) => b - a);
    for (const perH of FALSE_WAKES_PER_H) {
      const threshold = falsely[Math.floor(perH * hours)] ?? Number.NEGATIVE_INFINITY;
      const missed = [clean, noisy].map(
        (clips) => clips.filter((courses) => bestOf(courses, weight) <= threshold).length / clips.length,
      );
      process.stdout.write(
        `${JSON.stringify({ weight, falseWakesPerH: perH, threshold, missedClean: missed[0], missedNoisy: missed[1] })}\n`,
      );
    }
  }
  await listener.close();
} finally {
  await rm(scratch, { recursive: true, force: true });
}

/** What was asked in one stretch: log-odds of the highest evidence, and the best score of the phrase. */
interface Course {
  evidence: number;
  phraseScore: number;
}

function bestOf(courses: readonly Course[], weight: number): number {
  return courses.reduce(
    (best, { evidence, phraseScore }) => Math.max(best, evidence + weight * phraseScore),
    Number.NEGATIVE_INFINITY,
  );
}

async function storeThatNeverWakes(dir: string, model: string): Promise<ModelStore> {
  const manifest = JSON.parse(await readFile(join(MODELS, 'manifest.json'), 'utf8'));
  const entry = manifest.models.find(({ name }: { name: string }) => name === model);
  entry.wake.second.threshold = NEVER;
  await writeFile(join(dir, 'manifest.json'), JSON.stringify(manifest));
  await symlink(join(MODELS, 'files'), join(dir, 'files'));
  return ModelStore.open(dir);
}

async function listen(store: ModelStore, model: string) {
  let asked: LookObservation[] = [];
  const pipeline = await Pipeline.load({
    store,
    words: [{ model, sensitivity: DEFAULT_SENSITIVITY }],
    captures: false,
    patient: true,
    onLook: (look) => asked.push(look),
  });
  const interpreter = await Interpreter.load(store, Grammar.compile([]));
  pipeline.expectUnderstanding(Promise.resolve(interpreter));
  return {
    async hear(samples: Float32Array): Promise<Course[]> {
      asked = [];
      pipeline.reset();
      for await (const hop of toHops(once(samples))) {
        await pipeline.process(hop);
        await pipeline.settled();
      }
      return coursesOf(asked);
    },
    async close(): Promise<void> {
      await pipeline.close();
      await interpreter.close();
    },
  };
}

function coursesOf(asked: readonly LookObservation[]): Course[] {
  const courses: Course[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const { sample, evidence, phraseScore } of asked) {
    const heard = { evidence: Math.log(evidence / (1 - evidence)), phraseScore };
    const course = sample - last <= COURSE_SAMPLES ? courses.at(-1) : undefined;
    if (course === undefined) courses.push(heard);
    else {
      course.evidence = Math.max(course.evidence, heard.evidence);
      course.phraseScore = Math.max(course.phraseScore, heard.phraseScore);
    }
    last = sample;
  }
  return courses;
}

async function spokenByAll(kokoro: Kokoro, said: string): Promise<Float32Array[]> {
  const clips: Float32Array[] = [];
  for (const voice of await kokoro.voices()) {
    for (const speed of SPEEDS) {
      try {
        const { samples } = await kokoro.say(said, voice, speed);
        const resampler = new Resampler(KOKORO_RATE_HZ);
        clips.push(joined([resampler.push(samples), resampler.end()]));
      } catch (error) {
        // Half precision overflows for some voices at some speeds.
        say(`${voice} at ${speed}: ${error instanceof Error ? error.message : error}`);
      }
    }
  }
  return clips;
}

async function samplesOf(path: string): Promise<Float32Array> {
  const recording = await openRecording(await fileSource(path));
  const blocks: Float32Array[] = [];
  for await (const block of recording.blocks) blocks.push(block.slice());
  await recording.close();
  return joined(blocks);
}

async function* once(samples: Float32Array): AsyncGenerator<Float32Array> {
  yield samples;
}
