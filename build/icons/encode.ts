/** PNG, ICO and ICNS from raw pixels: byte for byte the same on every machine, so icons can be committed and compared. */
import { crc32, deflateSync } from 'node:zlib';

/** A square picture: `pixels` holds `side * side` RGBA quadruples, rows from the top. */
export interface Picture {
  side: number;
  pixels: Uint8Array;
}

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const BYTES_PER_PIXEL = 4;

export function encodePng({ side, pixels }: Picture): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 6, 0, 0, 0], 8); // 8 bits, RGBA, deflate, adaptive filters, not interlaced
  const stride = side * BYTES_PER_PIXEL;
  const rows = Buffer.alloc((stride + 1) * side);
  for (let y = 0; y < side; y++) {
    // Filter 2 (difference to the row above) suits flat shapes; row 0 has zeros above it.
    const at = y * (stride + 1);
    rows[at] = 2;
    for (let x = 0; x < stride; x++) {
      const above = y === 0 ? 0 : byteAt(pixels, (y - 1) * stride + x);
      rows[at + 1 + x] = (byteAt(pixels, y * stride + x) - above) & 0xff;
    }
  }
  return Buffer.concat([
    PNG_SIGNATURE,
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(rows, { level: 9 })),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(data.length, 0);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return chunk;
}

/** From this side up an ICO entry is a PNG; below it a bitmap, which every reader of icons understands. */
const ICO_PNG_FROM = 256;

/** A Windows icon of all `pictures` (at most 256 pixels a side), smallest first. */
export function encodeIco(pictures: Picture[]): Buffer {
  const images = pictures
    .toSorted((a, b) => a.side - b.side)
    .map((picture) => ({
      side: picture.side,
      data: picture.side >= ICO_PNG_FROM ? encodePng(picture) : icoBitmap(picture),
    }));
  const directory = Buffer.alloc(6 + 16 * images.length);
  directory.writeUInt16LE(1, 2);
  directory.writeUInt16LE(images.length, 4);
  let offset = directory.length;
  for (const [index, { side, data }] of images.entries()) {
    const at = 6 + 16 * index;
    directory[at] = side & 0xff; // 256 is written as 0
    directory[at + 1] = side & 0xff;
    directory.writeUInt16LE(1, at + 4);
    directory.writeUInt16LE(32, at + 6);
    directory.writeUInt32LE(data.length, at + 8);
    directory.writeUInt32LE(offset, at + 12);
    offset += data.length;
  }
  return Buffer.concat([directory, ...images.map(({ data }) => data)]);
}

/** A 32-bit bitmap as icons hold it: no file header, rows from the bottom, BGRA, then an empty 1-bit mask. */
function icoBitmap({ side, pixels }: Picture): Buffer {
  const maskStride = Math.ceil(side / 32) * 4;
  const header = Buffer.alloc(40);
  header.writeUInt32LE(40, 0);
  header.writeInt32LE(side, 4);
  header.writeInt32LE(side * 2, 8); // picture and mask together
  header.writeUInt16LE(1, 12);
  header.writeUInt16LE(32, 14);
  const colours = Buffer.alloc(side * side * BYTES_PER_PIXEL);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const from = ((side - 1 - y) * side + x) * BYTES_PER_PIXEL;
      const to = (y * side + x) * BYTES_PER_PIXEL;
      colours[to] = byteAt(pixels, from + 2);
      colours[to + 1] = byteAt(pixels, from + 1);
      colours[to + 2] = byteAt(pixels, from);
      colours[to + 3] = byteAt(pixels, from + 3);
    }
  }
  return Buffer.concat([header, colours, Buffer.alloc(maskStride * side)]);
}

/** macOS icon entries that hold a PNG: type and side in pixels. The second of a size is its Retina twin. */
const ICNS_TYPES: readonly (readonly [type: string, side: number])[] = [
  ['icp4', 16],
  ['icp5', 32],
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic08', 256],
  ['ic13', 256],
  ['ic09', 512],
  ['ic14', 512],
  ['ic10', 1024],
];
export const ICNS_SIDES: readonly number[] = [...new Set(ICNS_TYPES.map(([, side]) => side))];

/** A macOS icon; `pictures` must hold every side of ICNS_SIDES. */
export function encodeIcns(pictures: Picture[]): Buffer {
  const pngs = new Map(pictures.map((picture) => [picture.side, encodePng(picture)]));
  const entries = ICNS_TYPES.map(([type, side]) => {
    const png = pngs.get(side);
    if (png === undefined) throw new RangeError(`no picture of ${side} pixels`);
    return icnsEntry(type, png);
  });
  return icnsEntry('icns', Buffer.concat(entries));
}

function icnsEntry(type: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32BE(data.length + 8, 4);
  return Buffer.concat([head, data]);
}

function byteAt(bytes: Uint8Array, index: number): number {
  const byte = bytes[index];
  if (byte === undefined) throw new RangeError('the picture holds fewer pixels than its side says');
  return byte;
}
