/**
 * FLAC, read as a stream, decoded by libFLAC (@wasm-audio-decoders/flac) one frame at a time.
 *
 * The package's own way of finding frames takes false sync codes for true ones, so it is given frames already taken
 * apart, and nothing else: after a call that gives no samples (a stream's header, a damaged frame) it releases memory
 * that is not its own. So a recording has a decoder of its own, dropped at the first fault.
 *
 * libFLAC decodes on through damage, so the stream's promises are held against what comes out: frame numbers without
 * a gap, as many samples as the header says. What follows the last of them (tags, as a rule) is let be.
 */
import { FLACDecoder } from '@wasm-audio-decoders/flac';
import { HarkError } from '../../../contract/failures.ts';
import { type ByteReader, endsEarly, takeExactly } from './bytes.ts';
import { type FlacFormat, type FlacFrame, FlacFrames } from './flacFrames.ts';
import { checkFormat, checkLength, meanOfChannels, type PcmStream } from './pcm.ts';

const MAGIC_BYTES = 4;
const STREAMINFO = 0;
const STREAMINFO_BYTES = 34;
const INVALID_BLOCK = 127;
const LAST_BLOCK = 0x80;
/** Metadata blocks allowed before the first frame; real files have fewer than ten. */
const MAX_BLOCKS = 1_000;
/** The library's scale is undefined for other depths. */
const BIT_DEPTHS = [8, 16, 24, 32];
/** The library takes longer frames in pieces and loses them, bytes. Frames of eight channels have about a tenth. */
const MAX_FRAME_BYTES = 65_535 * 8;

interface StreamInfo extends FlacFormat {
  /** Samples per channel; null where the writer did not know. */
  frames: number | null;
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
    const type = flags & ~LAST_BLOCK;
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
    if (info !== undefined && (flags & LAST_BLOCK) !== 0) {
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
  };
}

async function* readBlocks(reader: ByteReader, name: string, info: StreamInfo): AsyncGenerator<Float32Array> {
  const frames = new FlacFrames(reader, info, name);
  // Not freed at the end: all its memory goes with it, and after a fault, freeing is a fault of its own.
  const decoder = new FLACDecoder();
  await decoder.ready;
  let decoded = 0;
  while (info.frames === null || decoded < info.frames) {
    const frame = await frames.next();
    if (frame === null) break;
    const block = await decodeFrame(decoder, frame, { name, info, decoded });
    decoded += block.length;
    checkLength(name, info.rateHz, decoded);
    yield block;
  }
  if (info.frames === null) {
    if (decoded === 0) throw new HarkError('audio.empty', `${name} holds no samples`);
  } else if (decoded < info.frames) {
    throw cutShort({ name, info, decoded });
  } else if (decoded > info.frames || (await frames.more())) {
    throw new HarkError('audio.malformed', `${name} holds more than the ${info.frames} samples it promises`);
  }
}

interface Progress {
  name: string;
  info: StreamInfo;
  /** Samples per channel before this frame. */
  decoded: number;
}

/** One frame as mono. @throws HarkError audio.truncated, audio.malformed, audio.unsupported */
async function decodeFrame(
  decoder: FLACDecoder,
  frame: FlacFrame,
  progress: Progress,
): Promise<Float32Array> {
  const { name, info, decoded } = progress;
  // What follows the last frame may be no frame. libFLAC finds the end of it as it decodes.
  const last = info.frames !== null && decoded + frame.samples >= info.frames;
  const open = frame.end !== 'found';
  if (open && !(last && frame.closes)) throw frame.end === 'cut' ? cutShort(progress) : damaged(progress);
  if (!open && frame.bytes.length > MAX_FRAME_BYTES) {
    throw new HarkError('audio.unsupported', `${name} has frames of over ${MAX_FRAME_BYTES} bytes`);
  }

  const audio = await decoder
    .decodeFrames([frame.bytes.subarray(0, MAX_FRAME_BYTES)])
    .catch((cause: unknown) => {
      throw damaged(progress, cause);
    });
  const fits = audio.samplesDecoded === frame.samples && audio.channelData.length === info.channels;
  if (audio.errors.length > 0 || !fits) throw damaged(progress);

  // The library divides by the largest positive sample, as single precision has it. Undone, so that a FLAC and a WAV
  // of it are equal bit for bit.
  const fullScale = 2 ** (info.bits - 1);
  const divisor = Math.fround(fullScale - 1);
  const sums = new Float64Array(frame.samples);
  for (const channel of audio.channelData) {
    for (let i = 0; i < sums.length; i++) {
      sums[i] = (sums[i] ?? 0) + Math.round((channel[i] ?? 0) * divisor) / fullScale;
    }
  }
  return meanOfChannels(sums, { name, firstFrame: decoded, rateHz: info.rateHz, channels: info.channels });
}

function cutShort({ name, info, decoded }: Progress): HarkError {
  return endsEarly(name, `after ${decoded}${info.frames === null ? '' : ` of ${info.frames}`} samples`);
}

function damaged({ name, info, decoded }: Progress, cause?: unknown): HarkError {
  const second = (decoded / info.rateHz).toFixed(3);
  return new HarkError('audio.malformed', `${name} is damaged at ${second} s`, { cause });
}
