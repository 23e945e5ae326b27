/**
 * `hark run`: the whole assistant on a recording, event by event. Actions are printed, not performed: what performs them
 * is the app, with its windows, its timers and the desktop that it runs on, and this program has none of them.
 */
import { randomBytes } from 'node:crypto';
import { DEFAULT_SENSITIVITY, type EngineEvent, HOP_SAMPLES, SAMPLE_RATE_HZ } from '../../contract/engine.ts';
import { describeFailure } from '../../contract/failures.ts';
import { KEY_BYTES } from '../../contract/speaker.ts';
import { Interpreter } from '../engine/command/interpreter.ts';
import { findModelsDir, ModelStore } from '../engine/models/store.ts';
import { Pipeline } from '../engine/pipeline.ts';
import { sealPrint } from '../engine/speaker/sealedPrint.ts';
import { type Call, requireOperands } from './commandLine.ts';
import { chooseComputing } from './computing.ts';
import { dataFolder } from './dataFolder.ts';
import { eachRecording, toMicroseconds } from './eachRecording.ts';
import { EXIT, type ExitCode, exitCodeOf, worse } from './exitCodes.ts';
import { readGrammar } from './understanding.ts';
import { VoiceFiles } from './voiceFiles.ts';
import { DEFAULT_FAR } from './voiceModel.ts';
import { fileHops, LEAD_IN_S } from './wake.ts';

/** Silence after a recording in which a command may still end, at most, seconds. */
const ENDING_MAX_S = 20;

/** An event is told at most this long after its time, seconds: no stage looks further back than the ring reaches. */
const TOLD_WITHIN_S = 10;

type Line = { event: string; time_s: number } & Record<string, unknown>;

/** Why `--act` performs nothing. */
const NOT_PERFORMED = {
  code: 'action.unavailable',
  message: 'actions are performed by the app; the command line only tells them',
} as const;

export async function run(call: Call): Promise<ExitCode> {
  requireOperands(call, 'files');
  const { output } = call;
  chooseComputing(call);
  const act = call.options.flag('act');
  const grammar = await readGrammar(call);
  const store = await ModelStore.open(findModelsDir());
  const words = store.byTask('wake').map(({ name }) => ({ model: name, sensitivity: DEFAULT_SENSITIVITY }));
  const pipeline = await Pipeline.load({ store, words, patient: true });
  const interpreter = await Interpreter.load(store, grammar);
  pipeline.expectUnderstanding(Promise.resolve(interpreter));
  try {
    const nameOf = await compareWithProfiles(pipeline, call);
    let actions = 0;
    const exitCode = await eachRecording(call.operands, output, async (recording, file) => {
      pipeline.reset();
      let heard = 0;
      let events = 0;
      let waiting: Line[] = [];
      /** Tells what happened up to a time, in the order in which it happened. */
      const tell = async (until: number) => {
        waiting.sort((a, b) => a.time_s - b.time_s);
        const due = waiting.filter(({ time_s }) => time_s <= until);
        waiting = waiting.slice(due.length);
        for (const line of due) await output.result({ file, ...line });
        events += due.length;
      };
      const hear = async (hop: Float32Array) => {
        const { events: during } = await pipeline.process(hop);
        heard += hop.length;
        const settled = [...during, ...(await pipeline.settled())];
        const lines = settled.flatMap((event) => linesOf(event, seconds(heard), act, nameOf));
        actions += lines.filter(({ event }) => event === 'action').length;
        waiting.push(...lines);
        if (waiting.length > 0) await tell(seconds(heard) - TOLD_WITHIN_S);
      };
      for await (const hop of fileHops(recording.blocks)) await hear(hop);
      const silence = new Float32Array(HOP_SAMPLES);
      const latest = heard + ENDING_MAX_S * SAMPLE_RATE_HZ;
      while (pipeline.capturing && heard < latest) await hear(silence);
      await tell(Number.POSITIVE_INFINITY);
      return { events };
    });
    if (!act || actions === 0) return exitCode;
    output.say(`hark: --act: ${NOT_PERFORMED.message}`);
    return worse(exitCode, exitCodeOf(NOT_PERFORMED.code));
  } finally {
    await pipeline.close();
    await interpreter.close();
  }
}

/** Seconds from the beginning of the recording. */
function seconds(sample: number): number {
  return toMicroseconds(sample / SAMPLE_RATE_HZ - LEAD_IN_S);
}

/** Has voices told apart by the profiles of this program. @returns their names by id; none where there are none */
async function compareWithProfiles(
  pipeline: Pipeline,
  { global, output }: Call,
): Promise<Map<string, string>> {
  const files = new VoiceFiles(dataFolder(global.data), (line) => output.say(line));
  const found = await files.all().catch((error: unknown) => {
    const { code, message } = describeFailure(error);
    if (exitCodeOf(code) !== EXIT.input) throw error;
    // What is heard and understood does not depend on them.
    output.say(`hark: no profile is used: ${message}`);
    return [];
  });
  const voices = found.flatMap((voice) => {
    if (!('error' in voice)) return [voice];
    output.say(`hark: a profile is left out: ${voice.error.message}`);
    return [];
  });
  if (voices.length === 0) return new Map();
  const key = randomBytes(KEY_BYTES);
  const profiles = voices.map(({ id, print }) => ({ profileId: id, sealed: sealPrint(print, id, key), key }));
  const policy = { targetFar: DEFAULT_FAR, adapt: false, onlyKnownWake: false };
  for (const { error } of await pipeline.voices({ profiles, policy })) {
    if (error !== null) output.say(`hark: a profile is left out: ${error.message}`);
  }
  return new Map(voices.map(({ id, name }) => [id, name]));
}

function linesOf(event: EngineEvent, now: number, act: boolean, nameOf: Map<string, string>): Line[] {
  switch (event.kind) {
    case 'wake': {
      const { model, score } = event;
      return [{ event: 'wake', time_s: seconds(event.sample), model, score }];
    }
    case 'speech_start':
    case 'speech_end':
      return [{ event: event.kind, time_s: seconds(event.sample) }];
    case 'speaker': {
      const { outcome, profileId, score, threshold } = event.speaker;
      const profile = profileId === null ? null : (nameOf.get(profileId) ?? null);
      return [{ event: 'speaker', time_s: now, profile, outcome, score, threshold }];
    }
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
      if (intent !== null) {
        const line = { event: 'action', time_s: now, intent, slots, performed: false };
        lines.push(act ? { ...line, error: NOT_PERFORMED } : line);
      }
      return lines;
    }
    default:
      return [];
  }
}
