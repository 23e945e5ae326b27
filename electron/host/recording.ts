/** A recording that came as bytes, as the recogniser wants it. */
import { SAMPLE_RATE_HZ } from '../../contract/engine.ts';
import { HarkError } from '../../contract/failures.ts';
import { streamSource } from '../engine/audio/bytes.ts';
import { openRecording } from '../engine/audio/decode.ts';

/** Commands are seconds long, and the recogniser takes no more at once. */
export const RECORDING_MAX_S = 20;
const RECORDING_MAX_SAMPLES = RECORDING_MAX_S * SAMPLE_RATE_HZ;

/**
 * @param bytes of a WAV or FLAC file
 * @returns 16 kHz mono in -1..1
 * @throws HarkError audio.*
 */
export async function decodeRecording(bytes: Uint8Array): Promise<Float32Array> {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield bytes;
  }
  const recording = await openRecording(streamSource('the recording', chunks()));
  const blocks: Float32Array[] = [];
  let length = 0;
  for await (const block of recording.blocks) {
    blocks.push(block);
    length += block.length;
    if (length > RECORDING_MAX_SAMPLES) {
      throw new HarkError('audio.too_long', `a command of more than ${RECORDING_MAX_S} s`);
    }
  }
  const samples = new Float32Array(length);
  let at = 0;
  for (const block of blocks) {
    samples.set(block, at);
    at += block.length;
  }
  return samples;
}
