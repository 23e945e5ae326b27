/** The built-in sample, and recordings put together of its lines, with the sound of its room between them. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { SAMPLE_RATE_HZ } from '../../../contract/audio.ts';
import { HarkError } from '../../../contract/failures.ts';
import { streamSource } from '../audio/bytes.ts';
import { openRecording } from '../audio/decode.ts';

const AUDIO_FILE = 'sample.wav';
const TEXT_FILE = 'sample.json';
/** Where they lie, from some folder above whoever asks: in the build, and in the sources. */
const SAMPLE_DIRS = ['renderer', 'renderer/public'];
/** The room before the first line, away from both of its ends: what pauses are made of. */
const ROOM_TONE_S = { startS: 0.2, endS: 2 };
/** Every piece fades in and out this long, so that no cut clicks. */
const FADE_SAMPLES = 160;

const lineSchema = z.object({
  text: z.string(),
  voice: z.string(),
  startS: z.number().nonnegative(),
  endS: z.number().positive(),
  wake: z.object({ model: z.string(), phrase: z.string(), startS: z.number(), endS: z.number() }).nullable(),
});
export type SampleLine = z.infer<typeof lineSchema>;
const sidecarSchema = z.object({ lines: z.array(lineSchema).min(1) });

/** A line of the sample by its text, or a pause in s. */
export type Part = { say: string } | { pauseS: number };

export interface Composed {
  /** 16 kHz mono in -1..1. */
  samples: Float32Array;
  /** Sample at which each wake phrase in it ends, in order. */
  phraseEnds: { model: string; phrase: string; endSample: number }[];
}

export class Sample {
  readonly #samples: Float32Array;
  readonly #lines: ReadonlyMap<string, SampleLine>;

  private constructor(samples: Float32Array, lines: readonly SampleLine[]) {
    this.#samples = samples;
    this.#lines = new Map(lines.map((line) => [line.text, line]));
  }

  /**
   * @param dir folder of sample.wav and sample.json
   * @throws HarkError audio.*
   */
  static async open(dir: string): Promise<Sample> {
    const { lines } = await readSidecar(dir);
    const audio = await readWhole(dir, AUDIO_FILE);
    const recording = await openRecording(streamSource(AUDIO_FILE, once(audio)));
    const blocks: Float32Array[] = [];
    for await (const block of recording.blocks) blocks.push(block);
    return new Sample(joined(blocks), lines);
  }

  /** @throws HarkError audio.malformed where it has no such line */
  line(text: string): SampleLine {
    const found = this.#lines.get(text);
    if (found === undefined) throw new HarkError('audio.malformed', `the sample has no line “${text}”`);
    return found;
  }

  /** @throws HarkError as `line` does */
  compose(parts: readonly Part[]): Composed {
    const tone = this.#cut(ROOM_TONE_S);
    const pieces: Float32Array[] = [];
    const phraseEnds: Composed['phraseEnds'] = [];
    let length = 0;
    for (const part of parts) {
      const line = 'say' in part ? this.line(part.say) : null;
      const piece = 'say' in part ? this.#cut(this.line(part.say)) : lengthened(tone, toSamples(part.pauseS));
      if (line?.wake) {
        const { model, phrase, endS } = line.wake;
        phraseEnds.push({ model, phrase, endSample: length + toSamples(endS - line.startS) });
      }
      pieces.push(faded(piece));
      length += piece.length;
    }
    return { samples: joined(pieces), phraseEnds };
  }

  #cut({ startS, endS }: { startS: number; endS: number }): Float32Array {
    return this.#samples.subarray(toSamples(startS), toSamples(endS));
  }
}

/**
 * The folder of the built-in sample, upward from a built file or a source.
 * @throws HarkError audio.unreadable
 */
export function findSampleDir(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    for (const dir of SAMPLE_DIRS) {
      if (existsSync(join(folder, dir, TEXT_FILE))) return join(folder, dir);
    }
    if (dirname(folder) === folder) break;
  }
  throw new HarkError('audio.unreadable', 'the sample recording is not there');
}

async function readSidecar(dir: string): Promise<z.infer<typeof sidecarSchema>> {
  const text = await readWhole(dir, TEXT_FILE);
  try {
    return sidecarSchema.parse(JSON.parse(text.toString('utf8')));
  } catch (cause) {
    throw new HarkError('audio.malformed', `${TEXT_FILE} does not tell what is said`, { cause });
  }
}

/** @throws HarkError audio.unreadable */
async function readWhole(dir: string, name: string): Promise<Buffer> {
  try {
    return await readFile(join(dir, name));
  } catch (cause) {
    throw new HarkError('audio.unreadable', `${name} cannot be read`, { cause });
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function toSamples(seconds: number): number {
  return Math.round(seconds * SAMPLE_RATE_HZ);
}

/** Forth and back over `tone`, so that no seam is heard. */
function lengthened(tone: Float32Array, length: number): Float32Array {
  const last = tone.length - 1;
  return Float32Array.from({ length }, (_, i) => {
    const at = i % (2 * last);
    return tone[at <= last ? at : 2 * last - at] ?? 0;
  });
}

function faded(piece: Float32Array): Float32Array {
  return piece.map(
    (sample, i) => sample * Math.min(1, (i + 1) / FADE_SAMPLES, (piece.length - i) / FADE_SAMPLES),
  );
}

function joined(pieces: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
