/**
 * Makes renderer/public/sample.wav, the built-in recording, and sample.json beside it, which tells what is said when.
 * Run by `npm run make-sample`. All speech is synthetic (Kokoro-82M, Apache-2.0), all noise is computed from a fixed
 * seed. It fetches 177 MB into node_modules/.cache on its first run. Whether the wake words wake is for sample.test.ts.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HOP_SAMPLES, SAMPLE_RATE_HZ } from '../../contract/engine.ts';
import { Resampler } from '../../electron/engine/audio/resample.ts';
import { join as joined } from '../../electron/engine/audio/testing/signals.ts';
import { wavFile } from '../../electron/engine/audio/testing/wavFile.ts';
import { KOKORO_RATE_HZ, Kokoro } from './kokoro.ts';
import { amplitudeOf, roomTone } from './room.ts';
import { CLOSING_ROOM_DBFS, CLOSING_S, type Line, SCREENPLAY } from './screenplay.ts';

const ROOT = join(import.meta.dirname, '../..');
const CACHE = join(ROOT, 'node_modules/.cache/hark-speech');
const OUT = join(ROOT, 'renderer/public');
const ROOM_SEED = 2;
/** The level of the room moves from one line's to the next over this long. */
const ROOM_GLIDE_S = 0.8;
/** Speech is what lies within this of the loudest frame; the rest is the synthesiser's silence. */
const SPEECH_RANGE_DB = 40;
const WORD_RANGE_DB = 32;
const FRAME_SAMPLES = SAMPLE_RATE_HZ / 100;
/** Kept of the synthesiser's silence on either side of a line. */
const MARGIN_S = 0.03;

interface Spoken {
  line: Line;
  samples: Float32Array;
  /** Within `samples`, where the wake word begins and ends. */
  wake: { start: number; end: number } | null;
}
interface Placed extends Spoken {
  start: number;
}

const seconds = (samples: number) => Math.round((samples / SAMPLE_RATE_HZ) * 1_000) / 1_000;
const say = (line: string) => process.stderr.write(`${line}\n`);

const kokoro = await Kokoro.load(CACHE, say);
const placed: Placed[] = [];
let end = 0;
for (const line of SCREENPLAY) {
  const spoken = await speak(line);
  const start = end + Math.round(line.pauseS * SAMPLE_RATE_HZ);
  placed.push({ ...spoken, start });
  end = start + spoken.samples.length;
}
const hops = Math.ceil((end + CLOSING_S * SAMPLE_RATE_HZ) / HOP_SAMPLES);
const recording = mix(placed, hops * HOP_SAMPLES);

await mkdir(OUT, { recursive: true });
await writeFile(join(OUT, 'sample.wav'), wavFile([recording]));
const lines = placed.map(({ line, samples, start, wake }) => ({
  text: line.text,
  voice: line.voice,
  startS: seconds(start),
  endS: seconds(start + samples.length),
  wake: wake && {
    model: line.wake?.model,
    phrase: line.wake?.phrase,
    startS: seconds(start + wake.start),
    endS: seconds(start + wake.end),
  },
}));
const about = 'Made by models/speech/make-sample.ts. Synthetic speech: Kokoro-82M (Apache-2.0).';
const sidecar = { about, durationS: seconds(recording.length), lines };
await writeFile(join(OUT, 'sample.json'), `${JSON.stringify(sidecar, null, 2)}\n`);
say(`${sidecar.durationS} s, ${lines.length} lines`);

/** A line at 16 kHz and its level, without the silence around it. */
async function speak(line: Line): Promise<Spoken> {
  const wakePhonemes = line.wake?.phonemes ?? '';
  const { samples, phonemeEnds } = await kokoro.say(wakePhonemes + line.phonemes, line.voice, line.speed);
  const resampler = new Resampler(KOKORO_RATE_HZ);
  const speech = joined([resampler.push(samples), resampler.end()]);
  const levels = frameLevels(speech);
  const audible = Math.max(...levels) - SPEECH_RANGE_DB;
  const first = levels.findIndex((level) => level > audible);
  const last = levels.findLastIndex((level) => level > audible);
  const margin = MARGIN_S * SAMPLE_RATE_HZ;
  const from = Math.max(0, first * FRAME_SAMPLES - margin);
  const to = Math.min(speech.length, (last + 1) * FRAME_SAMPLES + margin);

  let wake: Spoken['wake'] = null;
  if (line.wake) {
    const lastPhoneme = phonemeEnds[[...wakePhonemes].length - 1] ?? 0;
    const frames = Math.round((lastPhoneme * SAMPLE_RATE_HZ) / KOKORO_RATE_HZ / FRAME_SAMPLES);
    const word = levels.slice(0, frames);
    // The synthesiser counts a word's last phoneme up to the next one, pause and all: the ear ends it earlier.
    const heard = Math.max(...word) - WORD_RANGE_DB;
    const wordEnd = (word.findLastIndex((level) => level > heard) + 1) * FRAME_SAMPLES;
    wake = { start: first * FRAME_SAMPLES - from, end: wordEnd - from };
  }

  const active = levels.slice(first, last + 1).filter((level) => level > audible);
  const power = active.reduce((sum, level) => sum + 10 ** (level / 10), 0) / active.length;
  const gain = amplitudeOf(line.speechDbfs) / Math.sqrt(power);
  return { line, samples: speech.slice(from, to).map((sample) => sample * gain), wake };
}

function frameLevels(samples: Float32Array): number[] {
  return Array.from({ length: Math.floor(samples.length / FRAME_SAMPLES) }, (_, frame) => {
    const part = samples.subarray(frame * FRAME_SAMPLES, (frame + 1) * FRAME_SAMPLES);
    return 10 * Math.log10(part.reduce((sum, sample) => sum + sample * sample, 0) / FRAME_SAMPLES + 1e-12);
  });
}

/** All lines over the sound of the room, whose level glides from line to line. */
function mix(script: readonly Placed[], length: number): Float32Array {
  const mixed = roomTone(length, ROOM_SEED);
  const glide = ROOM_GLIDE_S * SAMPLE_RATE_HZ;
  const steps = script.slice(1).map(({ line, start }) => ({ at: start - glide, dbfs: line.roomDbfs }));
  steps.push({ at: end, dbfs: CLOSING_ROOM_DBFS });
  for (let i = 0; i < length; i++) {
    let dbfs = script[0]?.line.roomDbfs ?? CLOSING_ROOM_DBFS;
    for (const step of steps) {
      const passed = Math.min(1, Math.max(0, (i - step.at) / glide));
      dbfs += (step.dbfs - dbfs) * passed;
    }
    mixed[i] = (mixed[i] ?? 0) * amplitudeOf(dbfs);
  }
  for (const { samples, start } of script) {
    samples.forEach((sample, i) => {
      mixed[start + i] = (mixed[start + i] ?? 0) + sample;
    });
  }
  return mixed;
}
