/** A recording as one piece, for what looks at all of it at once. */
import { SAMPLE_RATE_HZ } from '../../contract/engine.ts';
import type { Recording } from '../engine/audio/decode.ts';

/** @returns its first seconds, `mostS` at most, 16 kHz mono in -1..1 */
export async function samplesOf(recording: Recording, mostS: number): Promise<Float32Array> {
  const most = mostS * SAMPLE_RATE_HZ;
  const blocks: Float32Array[] = [];
  let length = 0;
  for await (const block of recording.blocks) {
    blocks.push(block.slice(0, most - length));
    length += block.length;
    if (length >= most) break;
  }
  const samples = new Float32Array(Math.min(length, most));
  let at = 0;
  for (const block of blocks) {
    samples.set(block, at);
    at += block.length;
  }
  return samples;
}
