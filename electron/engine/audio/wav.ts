/**
 * WAV, read as a stream.
 *
 * A parser of our own, because none of npm's serves (looked at: wavefile 11, node-wav 0.0.2, wav 1.0,
 * @audio/decode-wav 1.5). The first two need the whole file in memory; the last streams, but takes a header without
 * a data chunk into memory whole, does not know the pad byte after odd chunks, says nothing about truncation or zero
 * channels, and scales positive samples differently from negative ones. The format itself is small.
 */
import { HarkError } from '../../../contract/failures.ts';
import { type ByteReader, endsEarly, takeExactly } from './bytes.ts';
import { checkFormat, checkLength, meanOfChannels, type PcmStream } from './pcm.ts';

const FORMAT_TAGS = { pcm: 0x0001, float: 0x0003, extensible: 0xfffe } as const;
/** Names for the tags that people meet, so that a refusal says what the file is. */
const KNOWN_TAGS: Record<number, string> = {
  2: 'Microsoft ADPCM',
  6: 'A-law',
  7: 'mu-law',
  17: 'IMA ADPCM',
  85: 'MP3',
};
/** The part of a WAVE_FORMAT_EXTENSIBLE sub-format that follows its tag: the base of all of them. */
const SUBFORMAT_TAIL = [0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x80, 0x00, 0x00, 0xaa, 0x00, 0x38, 0x9b, 0x71];

const FMT_BYTES = 16;
const FMT_EXTENSIBLE_BYTES = 40;
const DS64_BYTES = 28;
/** A format chunk longer than this is none, bytes. */
const MAX_HEADER_CHUNK_BYTES = 4_096;
/** More chunks than this before the samples are noise that looks like chunks. */
const MAX_CHUNKS = 1_000;
/**
 * A program that writes to a pipe cannot know the length: it leaves 0 or the largest number its counter held
 * (0xFFFFFFFF; SoX and arecord stop short of 0x7FFFFFFF). Such sizes mean "to the end".
 */
const PLACEHOLDER_FROM = 0x7fff_f000;
const SIZE_64_ELSEWHERE = 0xffff_ffff;
/** Bytes of samples turned into one block. */
const BLOCK_BYTES = 65_536;

interface WavFormat {
  rateHz: number;
  channels: number;
  /** Bytes of one sample of every channel. */
  frameBytes: number;
  read: SampleReader;
}
/** The sample at `offset`, full scale -1..1. */
type SampleReader = (view: DataView, offset: number) => number;

const PCM_READERS: Record<number, SampleReader> = {
  1: (view, offset) => (view.getUint8(offset) - 0x80) / 0x80,
  2: (view, offset) => view.getInt16(offset, true) / 0x8000,
  3: (view, offset) => ((view.getInt8(offset + 2) << 16) | view.getUint16(offset, true)) / 0x80_0000,
  4: (view, offset) => view.getInt32(offset, true) / 0x8000_0000,
};
const FLOAT_READERS: Record<number, SampleReader> = {
  4: (view, offset) => view.getFloat32(offset, true),
  8: (view, offset) => view.getFloat64(offset, true),
};

/**
 * Reads up to the first sample. `size` is the length of the whole file in bytes, null on a pipe.
 * @throws HarkError audio.truncated, audio.malformed, audio.unsupported, audio.empty, audio.too_long
 */
export async function openWav(reader: ByteReader, name: string, size: number | null): Promise<PcmStream> {
  const magic = ascii(await reader.peek(4));
  const riffBytes = viewOf(await takeExactly(reader, 12, name)).getUint32(4, true);
  let format: WavFormat | undefined;
  let dataBytes64: number | undefined;

  for (let chunks = 0; chunks < MAX_CHUNKS; chunks++) {
    const header = await reader.take(8);
    if (header.length === 0) throw new HarkError('audio.malformed', `${name} has no data chunk`);
    if (header.length < 8) throw endsEarly(name, 'inside a chunk header');
    const id = ascii(header.subarray(0, 4));
    const bytes = viewOf(header).getUint32(4, true);

    if (id === 'data') {
      if (format === undefined) {
        throw new HarkError('audio.malformed', `${name}: its data chunk comes before its format chunk`);
      }
      const at = reader.position;
      const length = await lengthOfData({ bytes, dataBytes64, riffBytes, at, reader });
      if (length === 0) throw new HarkError('audio.empty', `${name} holds no samples`);
      if (length !== null && size !== null && at + length > size) {
        throw endsEarly(name, `after ${size - at} of ${length} bytes of samples`);
      }
      const frames = length === null ? null : Math.floor(length / format.frameBytes);
      checkFormat(name, format.rateHz, format.channels, frames);
      return {
        sampleRateHz: format.rateHz,
        channels: format.channels,
        frames,
        blocks: readBlocks(reader, name, format, length),
      };
    }

    const padded = bytes + (bytes % 2);
    if (id === 'fmt ' && format === undefined) {
      format = parseFormat(await takeExactly(reader, headerBytes(bytes, FMT_BYTES, name), name), name);
      await reader.skip(bytes % 2);
    } else if (id === 'ds64' && magic !== 'RIFF') {
      const view = viewOf(await takeExactly(reader, headerBytes(bytes, DS64_BYTES, name), name));
      dataBytes64 = Number(view.getBigUint64(8, true));
      await reader.skip(bytes % 2);
    } else if (!(await reader.skip(padded))) {
      throw endsEarly(name, `inside its ${JSON.stringify(id)} chunk`);
    }
  }
  throw new HarkError('audio.malformed', `${name} has no data chunk among its first ${MAX_CHUNKS}`);
}

/** Bytes of samples that the header promises; null for "to the end". */
async function lengthOfData(header: {
  bytes: number;
  dataBytes64: number | undefined;
  riffBytes: number;
  at: number;
  reader: ByteReader;
}): Promise<number | null> {
  const { bytes, dataBytes64, riffBytes, at, reader } = header;
  if (dataBytes64 !== undefined && bytes === SIZE_64_ELSEWHERE) return dataBytes64;
  if (bytes >= PLACEHOLDER_FROM) return null;
  if (bytes > 0) return bytes;
  // An empty recording says 0 and its RIFF size agrees; a streaming writer's RIFF size is a placeholder too.
  const riffAgrees = riffBytes !== 0 && riffBytes < PLACEHOLDER_FROM && riffBytes + 8 >= at;
  const more = (await reader.peek(1)).length > 0;
  return riffAgrees || !more ? 0 : null;
}

/** @throws HarkError audio.malformed, audio.unsupported */
function parseFormat(bytes: Uint8Array, name: string): WavFormat {
  const view = viewOf(bytes);
  let tag = view.getUint16(0, true);
  const channels = view.getUint16(2, true);
  const rateHz = view.getUint32(4, true);
  const frameBytes = view.getUint16(12, true);
  const bits = view.getUint16(14, true);

  if (tag === FORMAT_TAGS.extensible) {
    if (bytes.length < FMT_EXTENSIBLE_BYTES) {
      throw new HarkError('audio.malformed', `${name}: its extensible format chunk is too short`);
    }
    if (SUBFORMAT_TAIL.some((byte, i) => bytes[26 + i] !== byte)) {
      throw new HarkError('audio.unsupported', `${name}: its samples are of a private format`);
    }
    tag = view.getUint16(24, true);
  }
  if (tag !== FORMAT_TAGS.pcm && tag !== FORMAT_TAGS.float) {
    const known = KNOWN_TAGS[tag] ?? `format 0x${tag.toString(16)}`;
    throw new HarkError('audio.unsupported', `${name}: ${known} in a WAV is not read; PCM and float are`);
  }
  checkFormat(name, rateHz, channels, null);

  const sampleBytes = frameBytes / channels;
  if (!Number.isInteger(sampleBytes) || sampleBytes === 0 || bits === 0 || bits > sampleBytes * 8) {
    const said = `${channels} channels of ${bits} bits in ${frameBytes} bytes`;
    throw new HarkError('audio.malformed', `${name}: its header contradicts itself: ${said}`);
  }
  // Odd bit depths (12, 20) lie left-justified in their container, so the container's scale is right for them.
  const read = (tag === FORMAT_TAGS.pcm ? PCM_READERS : FLOAT_READERS)[sampleBytes];
  if (read === undefined) {
    const kind = tag === FORMAT_TAGS.pcm ? 'integer' : 'float';
    throw new HarkError('audio.unsupported', `${name}: samples of ${bits}-bit ${kind} are not read`);
  }
  return { rateHz, channels, frameBytes, read };
}

async function* readBlocks(
  reader: ByteReader,
  name: string,
  format: WavFormat,
  length: number | null,
): AsyncGenerator<Float32Array> {
  const { rateHz, channels, frameBytes, read } = format;
  const bytesPerBlock = Math.max(1, Math.floor(BLOCK_BYTES / frameBytes)) * frameBytes;
  const whole = length === null ? Number.POSITIVE_INFINITY : length - (length % frameBytes);
  let taken = 0;
  let firstFrame = 0;
  while (taken < whole) {
    const bytes = await reader.take(Math.min(bytesPerBlock, whole - taken));
    taken += bytes.length;
    const frames = Math.floor(bytes.length / frameBytes);
    const sums = new Float64Array(frames);
    const view = viewOf(bytes);
    let offset = 0;
    for (let i = 0; i < frames; i++) {
      let sum = 0;
      for (let c = 0; c < channels; c++, offset += frameBytes / channels) sum += read(view, offset);
      sums[i] = sum;
    }
    if (frames > 0) yield meanOfChannels(sums, { name, firstFrame, rateHz, channels });
    firstFrame += frames;
    checkLength(name, rateHz, firstFrame);
    if (bytes.length < bytesPerBlock && taken < whole) {
      if (length !== null) throw endsEarly(name, `after ${taken} of ${length} bytes of samples`);
      break;
    }
  }
  if (firstFrame === 0) throw new HarkError('audio.empty', `${name} holds no samples`);
}

function headerBytes(bytes: number, least: number, name: string): number {
  if (bytes < least || bytes > MAX_HEADER_CHUNK_BYTES) {
    throw new HarkError('audio.malformed', `${name}: a header chunk of ${bytes} bytes cannot be`);
  }
  return bytes;
}

function ascii(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
