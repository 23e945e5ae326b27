/**
 * The self-test: known recordings through the pipeline as the app runs it, with its gates, second look, captures,
 * recogniser, built-in sentences, and a voice that is taught and told by what teaches and tells any. It opens models
 * of its own and keeps nothing.
 */
import { DEFAULT_SENSITIVITY } from '../../../contract/engine.ts';
import { describeFailure } from '../../../contract/failures.ts';
import { baselineKey, type SelfTestCheck } from '../../../contract/selfTest.ts';
import { Interpreter } from '../command/interpreter.ts';
import type { ModelStore } from '../models/store.ts';
import { Pipeline } from '../pipeline.ts';
import {
  type Answer,
  commandAnswer,
  isInTime,
  isRight,
  type Limits,
  silenceAnswer,
  voiceAnswer,
  wakeAnswer,
} from './answers.ts';
import { hasDrifted } from './drift.ts';
import { Rehearsal } from './rehearsal.ts';
import { Sample } from './sample.ts';
import { ENROLLMENT, SCENES, type Scene } from './scenes.ts';
import { teach } from './teach.ts';

/** A right answer that came too late is asked for again: what kept the machine busy for a moment is no fault of Hark. */
const LATE_TRIES = 2;

export interface SelfTestOptions {
  store: ModelStore;
  /** Folder of sample.wav and sample.json. */
  samples: string;
  /** Service levels in force, ms. */
  limits: Limits;
  /** Scores of an earlier run by `baselineKey`. */
  baseline: Readonly<Record<string, number>>;
  /** Milliseconds of any clock that runs on. */
  now?: () => number;
}

/** Why a part of the pipeline is not there; null where it is. */
interface Missing {
  commands: string | null;
  voices: string | null;
}

/**
 * Where recogniser or speaker model are missing, the checks that need them fail, and the others are made.
 * @throws HarkError audio.*; model.missing, model.checksum, model.unusable of the models that wake
 */
export async function selfTest(options: SelfTestOptions): Promise<SelfTestCheck[]> {
  const { store, limits, baseline, now = () => performance.now() } = options;
  const sample = await Sample.open(options.samples);
  const words = store.byTask('wake').map(({ name }) => ({ model: name, sensitivity: DEFAULT_SENSITIVITY }));
  const rehearsal = new Rehearsal(now);
  const onEvent = rehearsal.hear.bind(rehearsal);
  const pipeline = await Pipeline.load({ store, words, patient: true, now, onEvent });
  let interpreter: Interpreter | null = null;
  try {
    const missing: Missing = { commands: null, voices: null };
    try {
      interpreter = await Interpreter.load(store);
      pipeline.expectUnderstanding(Promise.resolve(interpreter));
    } catch (error) {
      missing.commands = describeFailure(error).message;
    }
    try {
      await teach(pipeline, rehearsal, sample.compose(ENROLLMENT).samples);
    } catch (error) {
      missing.voices = describeFailure(error).message;
    }
    const checks: SelfTestCheck[] = [];
    for (const scene of SCENES) {
      const { wakes } = scene;
      // A manifest of one's own need not have every word.
      if (wakes !== null && !words.some(({ model }) => model === wakes)) continue;
      const ask = () => perform(scene, sample, pipeline, rehearsal, missing, limits);
      let answers = await ask();
      for (let again = 0; again < LATE_TRIES && answers.some(isLate); again++) {
        answers = sooner(answers, await ask());
      }
      checks.push(...answers.map((answer) => judged(answer, baseline)));
    }
    return checks;
  } finally {
    await pipeline.close();
    await interpreter?.close();
  }
}

async function perform(
  { parts, trigger, wakes, wakeName, command, voice }: Scene,
  sample: Sample,
  pipeline: Pipeline,
  rehearsal: Rehearsal,
  missing: Missing,
  limits: Limits,
): Promise<Answer[]> {
  const recording = sample.compose(parts);
  // Without a recogniser no key does anything.
  const push = trigger === 'push' && missing.commands === null ? () => pipeline.capture('toggle') : undefined;
  const heard = await rehearsal.play(pipeline, recording.samples, push);
  const answers: Answer[] = [];
  if (wakeName !== null) {
    const word = pipeline.words.findIndex(({ model }) => model === wakes);
    answers.push(
      wakes === null
        ? silenceAnswer(wakeName, heard)
        : wakeAnswer(wakeName, wakes, word, heard, recording, limits),
    );
  }
  const { commands } = missing;
  // Voices are told where commands are heard.
  const voices = commands ?? missing.voices;
  if (command !== null)
    answers.push(commandAnswer(command, commands === null ? heard : { missing: commands }, limits));
  if (voice !== null) answers.push(voiceAnswer(voice, voices === null ? heard : { missing: voices }, limits));
  return answers;
}

function isLate(answer: Answer): boolean {
  return isRight(answer) && !isInTime(answer);
}

/** Of two runs of one scene, answer by answer, the one that was right sooner. */
function sooner(one: readonly Answer[], other: readonly Answer[]): Answer[] {
  return one.map((before, i) => {
    const after = other[i];
    const isSooner = after !== undefined && (after.latencyMs ?? 0) < (before.latencyMs ?? 0);
    return isSooner && isRight(before) && isRight(after) ? after : before;
  });
}

function judged(answer: Answer, baselines: SelfTestOptions['baseline']): SelfTestCheck {
  const baseline = baselines[baselineKey(answer)] ?? null;
  const drifted = hasDrifted(answer.check, answer.score, baseline);
  return { ...answer, ok: isRight(answer) && isInTime(answer), baseline, drifted };
}
