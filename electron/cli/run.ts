/** `hark run`: the whole assistant on a recording, event by event. Actions are printed, not performed. */
import { DEFAULT_SENSITIVITY, type EngineEvent, HOP_SAMPLES, SAMPLE_RATE_HZ } from '../../contract/engine.ts';
import { Interpreter } from '../engine/command/interpreter.ts';
import { findModelsDir, ModelStore } from '../engine/models/store.ts';
import { Pipeline } from '../engine/pipeline.ts';
import { setThreads } from '../engine/session/runtime.ts';
import { type Call, requireOperands } from './commandLine.ts';
import { eachRecording, toMicroseconds } from './eachRecording.ts';
import type { ExitCode } from './exitCodes.ts';
import { readGrammar } from './understanding.ts';
import { fileHops, LEAD_IN_S } from './wake.ts';

/** Silence after a recording in which a command may still end, at most, seconds. */
const ENDING_MAX_S = 20;

type Line = { event: string; time_s: number } & Record<string, unknown>;

export async function run(call: Call): Promise<ExitCode> {
  requireOperands(call, 'files');
  const { output, global } = call;
  if (global.threads !== undefined) setThreads(global.threads);
  const grammar = await readGrammar(call.options.text('grammar'));
  const store = await ModelStore.open(findModelsDir());
  const words = store.byTask('wake').map(({ name }) => ({ model: name, sensitivity: DEFAULT_SENSITIVITY }));
  const pipeline = await Pipeline.load({ store, words, patient: true });
  const interpreter = await Interpreter.load(store, grammar);
  pipeline.expectUnderstanding(Promise.resolve(interpreter));
  try {
    return await eachRecording(call.operands, output, async (recording, file) => {
      pipeline.reset();
      let heard = 0;
      let events = 0;
      const hear = async (hop: Float32Array) => {
        const { events: during } = await pipeline.process(hop);
        heard += hop.length;
        for (const event of [...during, ...(await pipeline.settled())]) {
          for (const line of linesOf(event, seconds(heard))) {
            events += 1;
            await output.result({ file, ...line });
          }
        }
      };
      for await (const hop of fileHops(recording.blocks)) await hear(hop);
      const silence = new Float32Array(HOP_SAMPLES);
      const latest = heard + ENDING_MAX_S * SAMPLE_RATE_HZ;
      while (pipeline.capturing && heard < latest) await hear(silence);
      return { events };
    });
  } finally {
    await pipeline.close();
    await interpreter.close();
  }
}

/** Seconds from the beginning of the recording. */
function seconds(sample: number): number {
  return toMicroseconds(sample / SAMPLE_RATE_HZ - LEAD_IN_S);
}

function linesOf(event: EngineEvent, now: number): Line[] {
  switch (event.kind) {
    case 'wake': {
      const { model, score } = event;
      return [{ event: 'wake', time_s: seconds(event.sample), model, score }];
    }
    case 'speech_start':
    case 'speech_end':
      return [{ event: event.kind, time_s: seconds(event.sample) }];
    case 'understood': {
      const { text, textConfidence, intent, slots, confidence, path } = event.understanding;
      const lines: Line[] = [
        { event: 'transcript', time_s: now, text, confidence: textConfidence },
        {
          event: 'intent',
          time_s: now,
          intent,
          slots,
          confidence,
          path,
          after_speech_ms: event.afterSpeechMs,
        },
      ];
      if (intent !== null) lines.push({ event: 'action', time_s: now, intent, slots, performed: false });
      return lines;
    }
    default:
      return [];
  }
}
