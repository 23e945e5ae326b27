/** Writes FLAC files for tests: verbatim subframes, so that every sample is known, and true checksums. */
import { concat } from './wavFile.ts';

export interface FlacOptions {
  rateHz?: number;
  bits?: 8 | 12 | 16 | 20 | 24 | 32;
  blockSize?: number;
  /** What frames are numbered by: themselves, or as where block sizes vary, the samples before them. */
  numbering?: 'frames' | 'samples';
  /** Whether frames leave rate and depth to STREAMINFO. */
  terse?: boolean;
  /** Samples that STREAMINFO promises, instead of the true number; 0 for "unknown". */
  total?: number;
  /** Metadata between STREAMINFO and the frames, bytes. */
  paddingBytes?: number;
}

const BITS_CODES = { 8: 1, 12: 2, 16: 4, 20: 5, 24: 6, 32: 7 } as const;

/** @param channels one array of whole samples per channel, in the range of `bits` */
export function flacFile(channels: ArrayLike<number>[], options: FlacOptions = {}): Uint8Array<ArrayBuffer> {
  const { rateHz = 16_000, bits = 16, blockSize = 1_024, paddingBytes = 10 } = options;
  const length = channels[0]?.length ?? 0;

  const info = new Uint8Array(34);
  const view = new DataView(info.buffer);
  view.setUint16(0, blockSize);
  view.setUint16(2, blockSize);
  const packed =
    (BigInt(rateHz) << 44n) |
    (BigInt(channels.length - 1) << 41n) |
    (BigInt(bits - 1) << 36n) |
    BigInt(options.total ?? length);
  view.setBigUint64(10, packed);

  const parts: Uint8Array[] = [
    Uint8Array.from('fLaC', (letter) => letter.charCodeAt(0)),
    block(0, info, false),
    block(1, new Uint8Array(paddingBytes), true),
  ];
  for (let from = 0, number = 0; from < length; from += blockSize, number++) {
    const slices = channels.map((channel) => Array.from(channel).slice(from, from + blockSize));
    parts.push(frame(slices, options.numbering === 'samples' ? from : number, options));
  }
  return concat(parts);
}

function block(type: number, body: Uint8Array, last: boolean): Uint8Array {
  const size = [body.length >> 16, (body.length >> 8) & 0xff, body.length & 0xff];
  return concat([Uint8Array.of((last ? 0x80 : 0) | type, ...size), body]);
}

function frame(channels: number[][], number: number, options: FlacOptions): Uint8Array {
  const { bits = 16 } = options;
  const head = frameHeader(channels.length, channels[0]?.length ?? 0, number, options);
  const body: number[] = [];
  let held = 0;
  let heldBits = 0;
  const put = (value: number, count: number): void => {
    for (let bit = count - 1; bit >= 0; bit--) {
      held = (held << 1) | ((value >> bit) & 1);
      if (++heldBits === 8) {
        body.push(held);
        held = 0;
        heldBits = 0;
      }
    }
  };
  for (const channel of channels) {
    put(0b0000_0010, 8); // a verbatim subframe
    for (const sample of channel) put(sample, bits);
  }
  if (heldBits > 0) put(0, 8 - heldBits);
  const bytes = [...head, ...body];
  const check = crc(bytes, 16, 0x8005);
  return Uint8Array.from([...bytes, check >> 8, check & 0xff]);
}

/** @param number what this frame is numbered by */
export function frameHeader(
  channels: number,
  samples: number,
  number: number,
  { rateHz = 16_000, bits = 16, numbering = 'frames', terse = false }: FlacOptions = {},
): number[] {
  const inTens = rateHz > 0xffff;
  const rate = inTens ? rateHz / 10 : rateHz;
  const head = [
    0xff,
    numbering === 'samples' ? 0xf9 : 0xf8,
    0x70 | (terse ? 0 : inTens ? 0x0e : 0x0d),
    ((channels - 1) << 4) | (terse ? 0 : BITS_CODES[bits] << 1),
    ...utf8(number),
    (samples - 1) >> 8,
    (samples - 1) & 0xff,
    ...(terse ? [] : [rate >> 8, rate & 0xff]),
  ];
  return [...head, crc(head, 8, 0x07)];
}

function utf8(number: number): number[] {
  if (number < 0x80) return [number];
  if (number < 0x800) return [0xc0 | (number >> 6), 0x80 | (number & 0x3f)];
  return [0xe0 | (number >> 12), 0x80 | ((number >> 6) & 0x3f), 0x80 | (number & 0x3f)];
}

function crc(bytes: number[], width: number, polynomial: number): number {
  const top = 2 ** (width - 1);
  const mask = 2 ** width - 1;
  let remainder = 0;
  for (const byte of bytes) {
    remainder ^= byte << (width - 8);
    for (let bit = 0; bit < 8; bit++) {
      remainder = (remainder & top) !== 0 ? ((remainder << 1) ^ polynomial) & mask : (remainder << 1) & mask;
    }
  }
  return remainder;
}
