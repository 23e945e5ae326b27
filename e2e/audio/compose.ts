/** Recordings to play into the app's microphone, put together from the lines of the built-in sample. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const SAMPLE_DIR = join(import.meta.dirname, '../../renderer/public');
const RATE_HZ = 16_000;
const SAMPLE_BYTES = 2;
const WAV_HEADER_BYTES = 44;
/** The room before the first line, away from both of its ends: what pauses are made of. */
const ROOM_TONE_S = { start: 0.2, end: 2 };
/** Every piece fades in and out this long, so that no cut clicks. */
const FADE_SAMPLES = 160;

interface Line {
  text: string;
  startS: number;
  endS: number;
  wake: SpokenWord | null;
}

/** A wake word in a recording; times in s from its beginning, measured on the speech itself. */
export interface SpokenWord {
  /** Manifest name of its head. */
  model: string;
  phrase: string;
  startS: number;
  endS: number;
}

/** A line of the sample by its text, or a pause in s. */
export type Part = { say: string } | { pauseS: number };

export interface Recording {
  /** 16 kHz mono, 16 bit. */
  wav: Uint8Array;
  durationS: number;
  words: SpokenWord[];
}

/** The built-in sample itself, with the words in it. */
export function sampleRecording(): Recording & { path: string } {
  const { durationS, lines } = readSample();
  const path = join(SAMPLE_DIR, 'sample.wav');
  const words = lines.flatMap(({ wake }) => wake ?? []);
  return { path, wav: readFileSync(path), durationS, words };
}

/**
 * Joins lines and pauses. End with a pause: Chromium's fake microphone repeats the last 10 ms for ever. Begin with one
 * of two seconds or more, for wake heads are mute until they have heard that much.
 */
export function compose(parts: readonly Part[]): Recording {
  const { samples, lines } = readSample();
  const cut = ({ startS, endS }: { startS: number; endS: number }) =>
    samples.subarray(Math.round(startS * RATE_HZ), Math.round(endS * RATE_HZ));
  const tone = cut({ startS: ROOM_TONE_S.start, endS: ROOM_TONE_S.end });
  const words: SpokenWord[] = [];
  const pieces: Int16Array[] = [];
  let length = 0;
  for (const part of parts) {
    let piece: Int16Array;
    if ('pauseS' in part) {
      piece = lengthened(tone, Math.round(part.pauseS * RATE_HZ));
    } else {
      const line = lines.find(({ text }) => text === part.say);
      if (line === undefined) throw new Error(`the sample has no line "${part.say}"`);
      piece = cut(line);
      if (line.wake !== null) {
        const shiftS = length / RATE_HZ - line.startS;
        const { startS, endS } = line.wake;
        words.push({ ...line.wake, startS: startS + shiftS, endS: endS + shiftS });
      }
    }
    pieces.push(faded(piece));
    length += piece.length;
  }
  const joined = new Int16Array(length);
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return { wav: toWav(joined), durationS: length / RATE_HZ, words };
}

function readSample(): { samples: Int16Array; durationS: number; lines: Line[] } {
  const bytes = readFileSync(join(SAMPLE_DIR, 'sample.wav')).subarray(WAV_HEADER_BYTES);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const samples = Int16Array.from({ length: bytes.length / SAMPLE_BYTES }, (_, i) =>
    view.getInt16(i * SAMPLE_BYTES, true),
  );
  return { samples, ...JSON.parse(readFileSync(join(SAMPLE_DIR, 'sample.json'), 'utf8')) };
}

/** Forth and back over `tone`, so that no seam is heard. */
function lengthened(tone: Int16Array, length: number): Int16Array {
  const last = tone.length - 1;
  return Int16Array.from({ length }, (_, i) => {
    const at = i % (2 * last);
    return tone[at <= last ? at : 2 * last - at] ?? 0;
  });
}

function faded(piece: Int16Array): Int16Array {
  return piece.map((sample, i) =>
    Math.round(sample * Math.min(1, (i + 1) / FADE_SAMPLES, (piece.length - i) / FADE_SAMPLES)),
  );
}

function toWav(samples: Int16Array): Uint8Array {
  const dataBytes = samples.length * SAMPLE_BYTES;
  const wav = Buffer.alloc(WAV_HEADER_BYTES + dataBytes);
  wav.write('RIFF', 0, 'latin1');
  wav.writeUInt32LE(wav.length - 8, 4);
  wav.write('WAVEfmt ', 8, 'latin1');
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(RATE_HZ, 24);
  wav.writeUInt32LE(RATE_HZ * SAMPLE_BYTES, 28);
  wav.writeUInt16LE(SAMPLE_BYTES, 32);
  wav.writeUInt16LE(8 * SAMPLE_BYTES, 34);
  wav.write('data', 36, 'latin1');
  wav.writeUInt32LE(dataBytes, 40);
  samples.forEach((sample, i) => {
    wav.writeInt16LE(sample, WAV_HEADER_BYTES + i * SAMPLE_BYTES);
  });
  return wav;
}
