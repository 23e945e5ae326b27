/** `hark wake`: which wake words a recording holds, heard exactly as the app hears. */
import {
  DEFAULT_SENSITIVITY,
  PHRASE_MAX_CHARACTERS,
  SAMPLE_RATE_HZ,
  type WordConfig,
  wordConfigSchema,
} from '../../contract/engine.ts';
import { HarkError } from '../../contract/failures.ts';
import { toHops } from '../engine/audio/hops.ts';
import { Grammar } from '../engine/command/grammar/grammar.ts';
import { Interpreter } from '../engine/command/interpreter.ts';
import { findModelsDir, ModelStore } from '../engine/models/store.ts';
import { Pipeline } from '../engine/pipeline.ts';
import { type Call, type Options, readNumber, requireOperands } from './commandLine.ts';
import { chooseComputing } from './computing.ts';
import { eachRecording, toMicroseconds } from './eachRecording.ts';
import type { ExitCode } from './exitCodes.ts';

/** Silence before each recording, seconds: a word at its very beginning is heard by heads that need a past. */
export const LEAD_IN_S = 2;
/** Silence after each recording, seconds: a word at its very end still passes through the whole window. */
export const TAIL_S = 1;

interface Detection {
  model: string;
  /** End of the window that fired, seconds from the beginning of the recording. */
  time_s: number;
  score: number;
  threshold: number;
}

export async function wake(call: Call): Promise<ExitCode> {
  requireOperands(call, 'files');
  const threshold = readThreshold(call.options);
  const { output } = call;
  chooseComputing(call);
  const store = await ModelStore.open(findModelsDir());
  const models = [...new Set(call.options.texts('model'))];
  const chosen = models.length > 0 ? models : store.byTask('wake').map(({ name }) => name);
  const words = withPhrases(chosen, call.options.texts('phrase'));
  // With one threshold for everything there is nothing to weigh a second look against.
  const secondLook = threshold === undefined && !call.options.flag('single-stage');
  const pipeline = await Pipeline.load({
    store,
    words,
    secondLook,
    captures: false,
    patient: true,
    ...(threshold === undefined ? {} : { threshold }),
  });
  const interpreter = secondLook ? await Interpreter.load(store, Grammar.compile([])) : null;
  if (interpreter !== null) pipeline.expectUnderstanding(Promise.resolve(interpreter));
  const names = pipeline.words.map(({ model }) => model);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new HarkError('usage.invalid', `two of the models are called "${twice}": results are by name`);
  }
  const stream = call.options.flag('stream');

  try {
    return await eachRecording(call.operands, output, async (recording, file) => {
      pipeline.reset();
      const detections: Detection[] = [];
      const highest = new Map(names.map((name) => [name, 0]));
      for await (const hop of fileHops(recording.blocks)) {
        const result = await pipeline.process(hop);
        for (const { scores } of result.scored) {
          for (const [word, name] of names.entries()) {
            highest.set(name, Math.max(highest.get(name) ?? 0, scores[word] ?? 0));
          }
        }
        for (const event of [...result.events, ...(await pipeline.settled())]) {
          if (event.kind !== 'wake') continue;
          const detection: Detection = {
            model: event.model,
            time_s: toMicroseconds(event.sample / SAMPLE_RATE_HZ - LEAD_IN_S),
            score: event.score,
            threshold: event.threshold,
          };
          detections.push(detection);
          if (stream) await output.result({ file, ...detection });
        }
      }
      return { detections, max_score: Object.fromEntries(highest) };
    });
  } finally {
    await pipeline.close();
    await interpreter?.close();
  }
}

/** @throws HarkError usage.invalid where there are more phrases than heads given as files, or one is no phrase */
export function withPhrases(models: readonly string[], phrases: readonly string[]): WordConfig[] {
  const left = [...phrases];
  const words = models.map((model): WordConfig => {
    const word = { model, sensitivity: DEFAULT_SENSITIVITY };
    const phrase = model.endsWith('.onnx') ? left.shift()?.trim() : undefined;
    return phrase === undefined ? word : { ...word, phrase };
  });
  if (left.length > 0) {
    throw new HarkError('usage.invalid', `--phrase "${left[0]}": there is no .onnx head given for it`);
  }
  const wrong = words.find((word) => !wordConfigSchema.safeParse(word).success);
  if (wrong !== undefined) {
    throw new HarkError('usage.invalid', `--phrase takes 1 to ${PHRASE_MAX_CHARACTERS} characters`);
  }
  return words;
}

/** @throws HarkError usage.invalid */
function readThreshold(options: Options): number | undefined {
  const text = options.text('threshold');
  return text === undefined ? undefined : readNumber('threshold', text, 0, 1);
}

/** A recording between two silences, in hops. Its sample 0 is sample LEAD_IN_S * SAMPLE_RATE_HZ of the stream. */
export function fileHops(blocks: AsyncIterable<Float32Array>): AsyncGenerator<Float32Array> {
  return toHops(betweenSilences(blocks));
}

async function* betweenSilences(blocks: AsyncIterable<Float32Array>): AsyncGenerator<Float32Array> {
  yield new Float32Array(LEAD_IN_S * SAMPLE_RATE_HZ);
  yield* blocks;
  yield new Float32Array(TAIL_S * SAMPLE_RATE_HZ);
}
