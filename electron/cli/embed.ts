/** `hark embed`: the voice of a recording as numbers. */
import { type Call, requireOperands } from './commandLine.ts';
import { eachRecording } from './eachRecording.ts';
import type { ExitCode } from './exitCodes.ts';
import { loadEmbedder, toSeconds, voiceIn } from './voiceModel.ts';

export async function embed(call: Call): Promise<ExitCode> {
  requireOperands(call, 'files');
  const embedder = await loadEmbedder(call);
  try {
    return await eachRecording(call.operands, call.output, async (recording) => {
      const { embedding, speechMs, snrDb, clippingRatio } = await voiceIn(recording, embedder);
      return {
        speech_s: toSeconds(speechMs),
        snr_db: snrDb,
        clipping_ratio: clippingRatio,
        embedding: Array.from(embedding),
        model: embedder.model,
      };
    });
  } finally {
    await embedder.close();
  }
}
