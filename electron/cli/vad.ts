/** `hark vad`: where a recording holds speech. */
import { SAMPLE_RATE_HZ } from '../../contract/engine.ts';
import { findModelsDir, ModelStore } from '../engine/models/store.ts';
import { SpeechDetector } from '../engine/vad/speechDetector.ts';
import { type Call, requireOperands } from './commandLine.ts';
import { chooseComputing } from './computing.ts';
import { eachRecording, toMicroseconds } from './eachRecording.ts';
import type { ExitCode } from './exitCodes.ts';

export async function vad(call: Call): Promise<ExitCode> {
  requireOperands(call, 'files');
  chooseComputing(call);
  const detector = await SpeechDetector.load(await ModelStore.open(findModelsDir()));
  return eachRecording(call.operands, call.output, async (recording) => {
    const segments = await detector.segments(recording.blocks);
    // A recording at another rate may end a part of a 16 kHz sample before its last one does.
    const seconds = (sample: number): number =>
      toMicroseconds(Math.min(sample / SAMPLE_RATE_HZ, recording.durationS));
    const speech = segments.map(({ startSample, endSample }) => ({
      start_s: seconds(startSample),
      end_s: seconds(endSample),
    }));
    return { speech };
  });
}
