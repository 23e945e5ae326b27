/** What the subjects listen to: the speech of the built-in sample without its pauses, and a quiet room. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HOP_SAMPLES, SAMPLE_RATE_HZ } from '../../../contract/engine.ts';
import { fileSource } from '../../engine/audio/bytes.ts';
import { openRecording } from '../../engine/audio/decode.ts';
import { findSampleDir } from '../../engine/selfTest/sample.ts';

export interface Material {
  /** Hops of HOP_SAMPLES, to be repeated from the beginning as often as it takes. */
  speech: Float32Array[];
  silence: Float32Array[];
  /** Each line that is spoken in the sample, 16 kHz. */
  utterances: Float32Array[];
}

/** The room before the first line of the sample, away from where the recording begins. */
const ROOM_STARTS_S = 0.2;

interface Spoken {
  startS: number;
  endS: number;
}

/** @throws HarkError audio.unreadable */
export async function readMaterial(from: string = import.meta.dirname): Promise<Material> {
  const dir = findSampleDir(from);
  const { lines } = JSON.parse(await readFile(join(dir, 'sample.json'), 'utf8')) as { lines: Spoken[] };
  const recording = await openRecording(await fileSource(join(dir, 'sample.wav')));
  const sample: number[] = [];
  for await (const block of recording.blocks) for (const value of block) sample.push(value);
  const cut = ({ startS, endS }: Spoken) =>
    sample.slice(Math.round(startS * SAMPLE_RATE_HZ), Math.round(endS * SAMPLE_RATE_HZ));
  const room = cut({ startS: ROOM_STARTS_S, endS: lines[0]?.startS ?? 0 });
  return {
    speech: toWholeHops(lines.flatMap(cut)),
    // Forth and back, for a seam in a quiet room would be a click to wake up at.
    silence: toWholeHops([...room, ...room.toReversed()]),
    utterances: lines.map((line) => Float32Array.from(cut(line))),
  };
}

/** What does not fill a hop at the end is left out. */
function toWholeHops(samples: readonly number[]): Float32Array[] {
  return Array.from({ length: Math.floor(samples.length / HOP_SAMPLES) }, (_, hop) =>
    Float32Array.from(samples.slice(hop * HOP_SAMPLES, (hop + 1) * HOP_SAMPLES)),
  );
}
