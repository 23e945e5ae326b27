/** What a day is put together from: the lines of the built-in sample, and recordings that are given. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SAMPLE_RATE_HZ } from '../../contract/engine.ts';
import { HarkError } from '../../contract/failures.ts';
import { samplesOf } from '../../electron/cli/recordingSamples.ts';
import { fileSource } from '../../electron/engine/audio/bytes.ts';
import { openRecording } from '../../electron/engine/audio/decode.ts';
import { ROOT } from '../setup/paths.mjs';
import type { Chance } from './chance.ts';

const SAMPLE_DIR = join(ROOT, 'renderer', 'public');
/** Of one given recording. */
const RECORDING_MAX_S = 15;
const RECORDING_ENDS = /\.(wav|flac)$/i;
/** Longer than the built-in sample ever is. */
const SAMPLE_MAX_S = 60;

export interface Spoken {
  /** What is said, or the file it is from. */
  name: string;
  /** 16 kHz mono. */
  samples: Float32Array;
  /** Manifest name of the wake word it begins with; null where it holds none. */
  wake: string | null;
}

export interface Material {
  lines: readonly Spoken[];
  recordings: readonly Spoken[];
}

interface SampleLine {
  text: string;
  startS: number;
  endS: number;
  wake: { model: string } | null;
}

/**
 * @param audioDir folder of recordings, at any depth; null for none
 * @param most so many of them, picked by chance
 * @throws HarkError audio.*
 */
export async function readMaterial(audioDir: string | null, most: number, chance: Chance): Promise<Material> {
  const sample = await read(join(SAMPLE_DIR, 'sample.wav'), SAMPLE_MAX_S);
  const { lines } = JSON.parse(await readFile(join(SAMPLE_DIR, 'sample.json'), 'utf8')) as {
    lines: SampleLine[];
  };
  const spoken = lines.map(({ text, startS, endS, wake }) => ({
    name: text,
    samples: sample.slice(samplesIn(startS), samplesIn(endS)),
    wake: wake?.model ?? null,
  }));
  const files = audioDir === null ? [] : await recordingsIn(audioDir);
  const recordings: Spoken[] = [];
  for (const file of chance.shuffled(files).slice(0, most)) {
    recordings.push({
      name: file,
      samples: await read(join(audioDir ?? '', file), RECORDING_MAX_S),
      wake: null,
    });
  }
  return { lines: spoken, recordings };
}

async function recordingsIn(dir: string): Promise<string[]> {
  try {
    const names = await readdir(dir, { recursive: true });
    return names.filter((name) => RECORDING_ENDS.test(name)).toSorted();
  } catch (cause) {
    throw new HarkError('audio.unreadable', `${dir} cannot be read`, { cause });
  }
}

async function read(path: string, mostS: number): Promise<Float32Array> {
  return samplesOf(await openRecording(await fileSource(path)), mostS);
}

function samplesIn(seconds: number): number {
  return Math.round(seconds * SAMPLE_RATE_HZ);
}
