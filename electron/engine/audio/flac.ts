/**
 * FLAC, read as a stream, decoded by libFLAC (@wasm-audio-decoders/flac) one frame at a time.
 *
 * The library decodes through damage and says nothing of what it skipped, so the stream's own promises are held
 * against what came out: frame numbers without a gap, as many samples as the header says, no bytes left over.
 */
import { FLACDecoder } from '@wasm-audio-decoders/flac';
import CodecParser, { type CodecFrame, type FLACHeader } from 'codec-parser';
import { HarkError } from '../../../contract/failures.ts';
import { type ByteReader, endsEarly, takeExactly } from './bytes.ts';
import { checkFormat, checkLength, meanOfChannels, type PcmStream } from './pcm.ts';

const MAGIC_BYTES = 4;
const STREAMINFO = 0;
const STREAMINFO_BYTES = 34;
const INVALID_BLOCK = 127;
/** Metadata blocks allowed before the first frame; real files have fewer than ten. */
const MAX_BLOCKS = 1_000;
/** Bytes given to the frame finder at a time. */
const FEED_BYTES = 65_536;
/** Header, checksums and one byte a channel of a frame's own, bytes; real ones have less. */
const FRAME_OVERHEAD_BYTES = 64;
/** The library's scale is undefined for 12 and 20 bits, and its frame finder does not know 32. */
const BIT_DEPTHS = [8, 16, 24];

interface StreamInfo {
  rateHz: number;
  channels: number;
  bits: number;
  /** Samples per channel; null where the writer did not know. */
  frames: number | null;
  /** Samples per channel in the longest frame. */
  longestFrame: number;
}

/**
 * Reads up to the first frame.
 * @throws HarkError audio.truncated, audio.malformed, audio.unsupported, audio.too_long
 */
export async function openFlac(reader: ByteReader, name: string): Promise<PcmStream> {
  await reader.skip(MAGIC_BYTES);
  let info: StreamInfo | undefined;
  for (let blocks = 0; blocks < MAX_BLOCKS; blocks++) {
    const [flags = 0, high = 0, middle = 0, low = 0] = await takeExactly(reader, 4, name);
    const type = flags & 0x7f;
    const bytes = (high << 16) | (middle << 8) | low;
    if ((info === undefined) !== (type === STREAMINFO) || type === INVALID_BLOCK) {
      throw new HarkError('audio.malformed', `${name}: its metadata blocks are out of order`);
    }
    if (type === STREAMINFO) {
      if (bytes !== STREAMINFO_BYTES) {
        throw new HarkError('audio.malformed', `${name}: its stream information has the wrong size`);
      }
      info = parseStreamInfo(await takeExactly(reader, bytes, name));
    } else if (!(await reader.skip(bytes))) {
      throw endsEarly(name, 'inside its metadata');
    }
    if (info !== undefined && flags >= 0x80) {
      checkFormat(name, info.rateHz, info.channels, info.frames);
      if (!BIT_DEPTHS.includes(info.bits)) {
        throw new HarkError('audio.unsupported', `${name}: FLAC of ${info.bits} bits is not read`);
      }
      return {
        sampleRateHz: info.rateHz,
        channels: info.channels,
        frames: info.frames,
        blocks: readBlocks(reader, name, info),
      };
    }
  }
  throw new HarkError('audio.malformed', `${name}: its metadata does not end`);
}

/** STREAMINFO: after the limits of block and frame sizes, 20 bits rate, 3 channels-1, 5 bits-1, 36 samples. */
function parseStreamInfo(bytes: Uint8Array): StreamInfo {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const packed = view.getBigUint64(10);
  const frames = Number(packed & 0xf_ffff_ffffn);
  return {
    rateHz: Number(packed >> 44n),
    channels: Number((packed >> 41n) & 0x7n) + 1,
    bits: Number((packed >> 36n) & 0x1fn) + 1,
    frames: frames === 0 ? null : frames,
    longestFrame: view.getUint16(2),
  };
}

async function* readBlocks(reader: ByteReader, name: string, info: StreamInfo): AsyncGenerator<Float32Array> {
  const decoder = await borrowDecoder();
  const parser = new CodecParser<CodecFrame>('audio/flac', { enableFrameCRC32: false });
  let intact = false;
  let fed = 0;
  let framed = 0;
  let decoded = 0;
  let expected: number | null = null;

  const decode = async (frame: CodecFrame): Promise<Float32Array> => {
    const header = frame.header as FLACHeader;
    if (header.blockingStrategy === 'Fixed') {
      if (expected !== null && header.frameNumber !== expected) {
        throw damagedAt(name, decoded, info);
      }
      expected = header.frameNumber + 1;
    }
    framed += frame.data.length;
    const block = await decodeFrame(decoder, frame, name, info, decoded);
    decoded += block.length;
    checkLength(name, info.rateHz, decoded);
    if (info.frames !== null && decoded > info.frames) {
      throw new HarkError(
        'audio.malformed',
        `${name} holds more than the ${info.frames} samples it promises`,
      );
    }
    return block;
  };

  try {
    for (let chunk = await reader.next(FEED_BYTES); chunk !== null; chunk = await reader.next(FEED_BYTES)) {
      fed += chunk.length;
      for (const frame of each(parser.parseChunk(chunk), name)) yield await decode(frame);
    }
    for (const frame of each(parser.flush(), name)) yield await decode(frame);
    intact = true;
  } finally {
    if (intact) returnDecoder(decoder);
    else decoder.free();
  }

  const missing = info.frames === null ? framed < fed : decoded < info.frames;
  if (missing) {
    // A file that was cut has at most one frame left in pieces. More means that frames after it were there to read.
    const longestBytes =
      Math.ceil((info.longestFrame * info.channels * info.bits) / 8) + FRAME_OVERHEAD_BYTES;
    if (fed - framed > longestBytes) throw damagedAt(name, decoded, info);
    throw endsEarly(name, `after ${decoded}${info.frames === null ? '' : ` of ${info.frames}`} samples`);
  }
  if (decoded === 0) throw new HarkError('audio.empty', `${name} holds no samples`);
}

/**
 * A decoder that came through a recording without a fault, for the next one: each has a WebAssembly memory of its
 * own, and a folder of short files would spend its time collecting them. It never sees a stream header, so it
 * carries nothing over from one recording to another.
 */
let idleDecoder: FLACDecoder | null = null;

async function borrowDecoder(): Promise<FLACDecoder> {
  const decoder = idleDecoder ?? new FLACDecoder();
  idleDecoder = null;
  await decoder.ready;
  return decoder;
}

function returnDecoder(decoder: FLACDecoder): void {
  if (idleDecoder === null) idleDecoder = decoder;
  else decoder.free();
}

/** What the frame finder finds. Its own errors are about the bytes. @throws HarkError audio.malformed */
function* each(frames: Iterator<CodecFrame, unknown>, name: string): Generator<CodecFrame> {
  const next = (): IteratorResult<CodecFrame, unknown> => {
    try {
      return frames.next();
    } catch (cause) {
      throw new HarkError('audio.malformed', `${name}: its frames cannot be told apart`, { cause });
    }
  };
  for (let found = next(); !found.done; found = next()) yield found.value;
}

/** One frame as mono. @throws HarkError audio.malformed, audio.not_finite */
async function decodeFrame(
  decoder: FLACDecoder,
  frame: CodecFrame,
  name: string,
  info: StreamInfo,
  firstFrame: number,
): Promise<Float32Array> {
  const audio = await decoder.decodeFrames([frame.data]).catch((cause: unknown) => {
    throw damagedAt(name, firstFrame, info, cause);
  });
  const fits = audio.sampleRate === info.rateHz && audio.channelData.length === info.channels;
  if (audio.errors.length > 0 || audio.samplesDecoded === 0 || audio.bitDepth !== info.bits || !fits) {
    throw damagedAt(name, firstFrame, info);
  }
  // The library divides by the largest positive sample. Undone, so that a FLAC and a WAV of it are equal bit for bit.
  const largest = 2 ** (info.bits - 1) - 1;
  const sums = new Float64Array(audio.samplesDecoded);
  for (const channel of audio.channelData) {
    for (let i = 0; i < sums.length; i++) {
      sums[i] = (sums[i] ?? 0) + Math.round((channel[i] ?? 0) * largest) / (largest + 1);
    }
  }
  return meanOfChannels(sums, { name, firstFrame, rateHz: info.rateHz, channels: info.channels });
}

function damagedAt(name: string, frame: number, info: StreamInfo, cause?: unknown): HarkError {
  const second = (frame / info.rateHz).toFixed(3);
  return new HarkError('audio.malformed', `${name} is damaged at ${second} s`, { cause });
}
