/** Signals and plumbing that the tests of this folder share. */
import { type ByteSource, streamSource } from '../bytes.ts';
import { openRecording } from '../decode.ts';

export function sine(hz: number, rateHz: number, seconds: number, amplitude = 1): Float32Array {
  return Float32Array.from(
    { length: Math.round(rateHz * seconds) },
    (_, i) => amplitude * Math.sin((2 * Math.PI * hz * i) / rateHz),
  );
}

/** Numbers 0..1, the same for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Bytes as a pipe would bring them, in pieces. `size` makes it look like a file. */
export function memorySource(bytes: Uint8Array, options: { piece?: number; size?: number } = {}): ByteSource {
  const { piece = 4_096, size } = options;
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
  }
  const source = streamSource('clip', pieces());
  return size === undefined ? source : { ...source, size };
}

export function join(blocks: Float32Array[]): Float32Array {
  const joined = new Float32Array(blocks.reduce((sum, block) => sum + block.length, 0));
  let at = 0;
  for (const block of blocks) {
    joined.set(block, at);
    at += block.length;
  }
  return joined;
}

export interface Decoded {
  samples: Float32Array;
  durationS: number;
  sampleRateHz: number;
  channels: number;
}

export async function decodeAll(source: ByteSource): Promise<Decoded> {
  const recording = await openRecording(source);
  const blocks: Float32Array[] = [];
  for await (const block of recording.blocks) blocks.push(block);
  const { durationS, sampleRateHz, channels } = recording;
  return { samples: join(blocks), durationS, sampleRateHz, channels };
}
