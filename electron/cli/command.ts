/** `hark command`: what a recording asks for, held against a grammar. */
import { Interpreter } from '../engine/command/interpreter.ts';
import { findModelsDir, ModelStore } from '../engine/models/store.ts';
import { type Call, requireOperands } from './commandLine.ts';
import { chooseComputing } from './computing.ts';
import { eachRecording } from './eachRecording.ts';
import type { ExitCode } from './exitCodes.ts';
import { samplesOf } from './recordingSamples.ts';
import { COMMAND_MAX_S, readGrammar } from './understanding.ts';

export async function command(call: Call): Promise<ExitCode> {
  requireOperands(call, 'files');
  chooseComputing(call);
  const grammar = await readGrammar(call);
  const interpreter = await Interpreter.load(await ModelStore.open(findModelsDir()), grammar);
  try {
    return await eachRecording(call.operands, call.output, async (recording) => {
      const samples = await samplesOf(recording, COMMAND_MAX_S);
      const { text, intent, slots, confidence, path, timings } = await interpreter.understand(samples);
      return { text, intent, slots, confidence, latency_ms: timings.totalMs, path };
    });
  } finally {
    await interpreter.close();
  }
}
