/** From blocks of any length to the hops that the engine runs on. */
import { HOP_SAMPLES } from '../../../contract/engine.ts';

/**
 * Frames of exactly HOP_SAMPLES, each an array of its own. The last is filled up with silence; its true end is
 * known to whoever counted the blocks.
 */
export async function* toHops(
  blocks: AsyncIterable<Float32Array> | Iterable<Float32Array>,
): AsyncGenerator<Float32Array> {
  let hop = new Float32Array(HOP_SAMPLES);
  let filled = 0;
  for await (const block of blocks) {
    let taken = 0;
    while (taken < block.length) {
      const part = block.subarray(taken, taken + HOP_SAMPLES - filled);
      hop.set(part, filled);
      filled += part.length;
      taken += part.length;
      if (filled === HOP_SAMPLES) {
        yield hop;
        hop = new Float32Array(HOP_SAMPLES);
        filled = 0;
      }
    }
  }
  if (filled > 0) yield hop;
}
