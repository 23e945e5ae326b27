/** `hark transcribe`: what a recording says, free of any grammar. */

import { Recogniser } from '../engine/command/recogniser.ts';
import { findModelsDir, ModelStore } from '../engine/models/store.ts';
import { type Call, requireOperands } from './commandLine.ts';
import { chooseComputing } from './computing.ts';
import { eachRecording } from './eachRecording.ts';
import type { ExitCode } from './exitCodes.ts';
import { samplesOf } from './recordingSamples.ts';
import { COMMAND_MAX_S } from './understanding.ts';

export async function transcribe(call: Call): Promise<ExitCode> {
  requireOperands(call, 'files');
  chooseComputing(call);
  const recogniser = await Recogniser.load(await ModelStore.open(findModelsDir()));
  try {
    return await eachRecording(call.operands, call.output, async (recording) => {
      const samples = await samplesOf(recording, COMMAND_MAX_S);
      const began = performance.now();
      const heard = await recogniser.hear(samples);
      const said =
        heard === null
          ? { text: '', confidence: 0 }
          : await recogniser.transcribe(await recogniser.tree(heard), heard);
      return { text: said.text, confidence: said.confidence, latency_ms: performance.now() - began };
    });
  } finally {
    await recogniser.close();
  }
}
