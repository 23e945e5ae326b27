/**
 * Takes a FLAC stream apart into its frames.
 *
 * A frame does not say how long it is, and the 15 bits it begins with turn up inside others: real recordings hold
 * even whole false headers with a true checksum. So a frame ends only where its own CRC-16 comes out and the header
 * of the frame that must come next stands, or the file ends.
 */
import { HarkError } from '../../../contract/failures.ts';
import { type ByteReader, endsEarly } from './bytes.ts';

/** The longest header, bytes: 4 of codes, 7 of number, 2 of length, 2 of rate, 1 of checksum. */
const HEADER_BYTES = 16;
/** How much further the end of a frame is looked for at a time, bytes. */
const STEP_BYTES = 65_536;
/** Header, checksums and what a frame says of each channel, bytes; real ones have less. */
const FRAME_OVERHEAD_BYTES = 64;
/** What a sample may take beyond its own bits: a side channel has one more, and noise can be predicted badly. */
const SPARE_BITS = 4;

/** What every frame of a recording has in common. */
export interface FlacFormat {
  rateHz: number;
  channels: number;
  bits: number;
}

export interface FlacFrame {
  /** Rate and depth are spelled out in it, even where the file leaves them to the stream's header. */
  bytes: Uint8Array;
  /** Samples per channel. */
  samples: number;
  /** `found`: `bytes` are the frame. `cut`: the file ended first. `lost`: no frame is that long. */
  end: 'found' | 'cut' | 'lost';
  /** Whether its checksum came out somewhere in `bytes`. If not, the frame is not all there, or damaged. */
  closes: boolean;
}

interface FrameHeader {
  /** The byte that ends the sync code: whether block lengths vary. One for the whole stream. */
  strategy: number;
  samples: number;
  bytes: number;
  /** Whether it leaves rate or depth to the stream's header. */
  terse: boolean;
  /** Which frame this is, or where blocks vary, the sample it begins with. */
  number: number;
}

export class FlacFrames {
  readonly #reader: ByteReader;
  readonly #format: FlacFormat;
  readonly #name: string;
  /** The header of the frame handed out last. */
  #latest: FrameHeader | null = null;

  /** @param reader stands at the first frame */
  constructor(reader: ByteReader, format: FlacFormat, name: string) {
    this.#reader = reader;
    this.#format = format;
    this.#name = name;
  }

  /** Whether another frame follows the last one, without taking it. */
  async more(): Promise<boolean> {
    return this.#isNext(readHeader(await this.#reader.peek(HEADER_BYTES), 0, this.#format));
  }

  /**
   * The next frame; null at the end of the file. The one after a frame that is not `found` cannot be asked for.
   * @throws HarkError audio.truncated, audio.malformed: no frame begins here
   */
  async next(): Promise<FlacFrame | null> {
    const start = await this.#reader.peek(HEADER_BYTES);
    if (start.length === 0) return null;
    const header = readHeader(start, 0, this.#format);
    if (header === null || !this.#isNext(header)) {
      if (start.length < HEADER_BYTES) throw endsEarly(this.#name, 'at the header of a frame');
      throw new HarkError('audio.malformed', `${this.#name}: no frame begins where one must`);
    }
    this.#latest = header;

    const take = async (length: number, end: FlacFrame['end'], closes: boolean): Promise<FlacFrame> => {
      const taken = await this.#reader.take(length);
      const bytes = header.terse ? spelledOut(taken, header.bytes, this.#format) : taken;
      return { bytes, samples: header.samples, end, closes };
    };
    const longest = longestFrameBytes(header.samples, this.#format);
    let crc = 0;
    let closes = false;
    let length = 0;
    for (let wanted = STEP_BYTES; ; wanted += STEP_BYTES) {
      const window = await this.#reader.peek(wanted);
      const ended = window.length < wanted;
      // A header that the window cuts is read with the next one.
      const known = window.length - (ended ? 0 : HEADER_BYTES);
      for (; length < known && length <= longest; length++) {
        if (crc === 0 && length > 0) {
          closes = true;
          if (this.#isNext(readHeader(window, length, this.#format))) return take(length, 'found', closes);
        }
        crc = crc16Step(crc, window[length] ?? 0);
      }
      if (length > longest) return take(longest, 'lost', closes);
      if (ended) return crc === 0 ? take(length, 'found', true) : take(length, 'cut', closes);
    }
  }

  #isNext(header: FrameHeader | null): boolean {
    if (header === null) return false;
    const latest = this.#latest;
    // A stream may begin anywhere: recordings are cut out of broadcasts.
    if (latest === null) return true;
    if (header.strategy !== latest.strategy) return false;
    // Early writers counted samples without setting the bit that says so.
    const counted = header.number === latest.number + 1 && header.strategy === FIXED;
    return counted || header.number === latest.number + latest.samples;
  }
}

/** How many bytes a frame can have. */
function longestFrameBytes(samples: number, { channels, bits }: FlacFormat): number {
  return FRAME_OVERHEAD_BYTES + Math.ceil((samples * channels * (bits + SPARE_BITS)) / 8);
}

const FIXED = 0xf8;
const VARIABLE = 0xf9;
/** Channel codes from here on are stereo as left and side, right and side, middle and side. */
const FIRST_STEREO_CODE = 8;
const LAST_STEREO_CODE = 10;
/** By code; null where the stream's header says it, undefined where the code is reserved. */
const BITS: readonly (number | null | undefined)[] = [null, 8, 12, undefined, 16, 20, 24, 32];
const RATES_HZ: readonly (number | null)[] = [
  ...[null, 88_200, 176_400, 192_000, 8_000, 16_000, 22_050],
  ...[24_000, 32_000, 44_100, 48_000, 96_000],
];

const ANY_RATE_HZ = 16_000;

/** The header at `at`, if one is there that is whole and of this recording; else null. */
function readHeader(bytes: Uint8Array, at: number, format: FlacFormat): FrameHeader | null {
  const strategy = bytes[at + 1];
  if (bytes[at] !== 0xff || (strategy !== FIXED && strategy !== VARIABLE)) return null;
  let end = at + 2;
  const next = (): number => bytes[end++] ?? 0;

  const lengthAndRate = next();
  const channelsAndBits = next();
  const channelCode = channelsAndBits >> 4;
  const channels = channelCode < FIRST_STEREO_CODE ? channelCode + 1 : 2;
  const bits = BITS[(channelsAndBits >> 1) & 7];
  if (channelCode > LAST_STEREO_CODE || channels !== format.channels) return null;
  if (bits === undefined || (bits ?? format.bits) !== format.bits || (channelsAndBits & 1) !== 0) return null;

  const number = readNumber(next);
  const samples = readLength(lengthAndRate >> 4, next);
  const rateHz = readRate(lengthAndRate & 15, next);
  if (number === null || samples === null) return null;
  if (rateHz === undefined || (rateHz ?? format.rateHz) !== format.rateHz) return null;
  const check = next();
  if (end > bytes.length || crc8(bytes.subarray(at, end - 1)) !== check) return null;
  return { strategy, samples, bytes: end - at, terse: bits === null || rateHz === null, number };
}

/** @param bytes a whole frame, footer included */
function spelledOut(bytes: Uint8Array, headerBytes: number, format: FlacFormat): Uint8Array {
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  // Samples do not depend on the rate, and not every rate has a code: any will do.
  view.setUint8(2, (view.getUint8(2) & 0xf0) | RATES_HZ.indexOf(ANY_RATE_HZ));
  view.setUint8(3, (view.getUint8(3) & 0xf0) | (BITS.indexOf(format.bits) << 1));
  view.setUint8(headerBytes - 1, crc8(copy.subarray(0, headerBytes - 1)));
  const footer = copy.length - 2;
  view.setUint16(footer, copy.subarray(0, footer).reduce(crc16Step, 0));
  return copy;
}

/** A number written as UTF-8 writes a letter, of up to 36 bits. */
function readNumber(next: () => number): number | null {
  const first = next();
  if (first < 0x80) return first;
  const more = Math.clz32(~(first << 24)) - 1;
  if (more < 1 || more > 6) return null;
  let number = first & (0x3f >> more);
  for (let i = 0; i < more; i++) {
    const byte = next();
    if (byte >> 6 !== 0b10) return null;
    // Not by shifts, which end at 32 bits.
    number = number * 64 + (byte & 0x3f);
  }
  return number;
}

/** Samples per channel. */
function readLength(code: number, next: () => number): number | null {
  if (code === 0) return null;
  if (code === 1) return 192;
  if (code <= 5) return 576 << (code - 2);
  if (code === 6) return next() + 1;
  if (code === 7) return next() * 256 + next() + 1;
  return 256 << (code - 8);
}

/** Hz; null where the stream's header says it, undefined where the code is none. */
function readRate(code: number, next: () => number): number | null | undefined {
  if (code === 12) return next() * 1_000;
  if (code === 13) return next() * 256 + next();
  if (code === 14) return (next() * 256 + next()) * 10;
  return RATES_HZ[code];
}

function crc8(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = ((crc << 1) ^ (crc & 0x80 ? 0x07 : 0)) & 0xff;
  }
  return crc;
}

const CRC16_OF_BYTE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit++) crc = ((crc << 1) ^ (crc & 0x8000 ? 0x8005 : 0)) & 0xffff;
  return crc;
});

/** 0 once a frame has passed through with its own checksum. */
function crc16Step(crc: number, byte: number): number {
  return ((crc << 8) & 0xffff) ^ (CRC16_OF_BYTE[(crc >> 8) ^ byte] ?? 0);
}
