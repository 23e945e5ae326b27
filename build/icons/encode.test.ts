import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { encodeIcns, encodeIco, encodePng, ICNS_SIDES, type Picture } from './encode.ts';

const here = import.meta.dirname;

/** Every pixel its own colour, so that a swapped row, column or channel shows. */
function gradient(side: number): Picture {
  const pixels = new Uint8Array(side * side * 4);
  for (let i = 0; i < side * side; i++)
    pixels.set([i % side, Math.floor(i / side), i & 0xff, 255 - (i % 7)], 4 * i);
  return { side, pixels };
}

/** Side and pixels of a PNG as encodePng writes it: one IDAT, rows filtered by the difference to the row above. */
function decodePng(png: Buffer): Picture {
  const side = png.readUInt32BE(16);
  const idat = png.indexOf('IDAT', 0, 'latin1');
  const rows = inflateSync(png.subarray(idat + 4, idat + 4 + png.readUInt32BE(idat - 4)));
  const stride = side * 4;
  const pixels = new Uint8Array(stride * side);
  for (let i = 0; i < pixels.length; i++) {
    const above = i < stride ? 0 : (pixels[i - stride] ?? 0);
    pixels[i] = above + (rows[Math.floor(i / stride) * (stride + 1) + 1 + (i % stride)] ?? 0);
  }
  return { side, pixels };
}

describe('encodePng', () => {
  it('keeps every pixel', () => {
    const picture = gradient(19);
    expect(decodePng(encodePng(picture))).toEqual(picture);
  });

  it('refuses a picture with too few pixels', () => {
    expect(() => encodePng({ side: 3, pixels: new Uint8Array(20) })).toThrow(RangeError);
  });
});

describe('encodeIco', () => {
  it('writes small sides as bitmaps from the bottom up and 256 as a PNG', () => {
    const ico = encodeIco([gradient(256), gradient(16)]);
    expect([ico.readUInt16LE(2), ico.readUInt16LE(4)]).toEqual([1, 2]);
    const [small, large] = [6, 22].map((at) => ({
      side: ico[at],
      data: ico.subarray(ico.readUInt32LE(at + 12), ico.readUInt32LE(at + 12) + ico.readUInt32LE(at + 8)),
    }));
    expect([small?.side, large?.side]).toEqual([16, 0]);
    // The first stored row is the last of the picture; blue comes first.
    expect([...(small?.data.subarray(40, 44) ?? [])]).toEqual([15 * 16, 15, 0, 255 - ((15 * 16) % 7)]);
    expect(small?.data.length).toBe(40 + 16 * 16 * 4 + 16 * 4);
    expect(decodePng(Buffer.from(large?.data ?? [])).side).toBe(256);
  });
});

describe('encodeIcns', () => {
  it('holds a PNG for every size of macOS, and its own length', () => {
    const icns = encodeIcns(ICNS_SIDES.map(gradient));
    expect(icns.readUInt32BE(4)).toBe(icns.length);
    expect(icns.subarray(8, 12).toString('latin1')).toBe('icp4');
    expect(decodePng(icns.subarray(16, 8 + icns.readUInt32BE(12)))).toEqual(gradient(16));
  });

  it('refuses an incomplete set', () => {
    expect(() => encodeIcns([gradient(16)])).toThrow('32');
  });
});

describe('the committed icons', () => {
  it.each([16, 24, 32, 48, 64, 96, 128, 256, 512])('%i px is that large and not empty', async (side) => {
    const picture = decodePng(await readFile(join(here, 'png', `${side}x${side}.png`)));
    expect(picture.side).toBe(side);
    const corner = picture.pixels[3];
    const middle = picture.pixels[(Math.floor(side / 2) * side + Math.floor(side / 2)) * 4 + 3];
    expect([corner, middle]).toEqual([side === 16 ? expect.any(Number) : 0, 255]);
  });
});
