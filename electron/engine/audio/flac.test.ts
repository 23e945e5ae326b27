import { describe, expect, it } from 'vitest';
import { HarkError } from '../../../contract/failures.ts';
import { ByteReader } from './bytes.ts';
import { openFlac } from './flac.ts';
import { type FlacOptions, flacFile, frameHeader } from './testing/flacFile.ts';
import { join, memorySource, randomNumbers } from './testing/signals.ts';
import { concat } from './testing/wavFile.ts';

const BLOCK = 1_024;

async function decode(file: Uint8Array, piece = 4_096): Promise<Float32Array> {
  const pcm = await openFlac(new ByteReader(memorySource(file, { piece }).chunks), 'clip');
  const blocks: Float32Array[] = [];
  for await (const block of pcm.blocks) blocks.push(block);
  return join(blocks);
}

async function failureOf(file: Uint8Array): Promise<string> {
  const error = await decode(file).then(
    () => null,
    (caught: unknown) => caught,
  );
  if (!(error instanceof HarkError)) throw error ?? new Error('it decoded');
  return `${error.code}: ${error.message}`;
}

function noise(length: number, bits: number, seed = 1): number[] {
  const random = randomNumbers(seed);
  return Array.from({ length }, () => Math.floor(random() * 2 ** bits) - 2 ** (bits - 1));
}

function scaled(values: number[], bits: number): Float32Array {
  return Float32Array.from(values, (value) => value / 2 ** (bits - 1));
}

/** Eight-bit samples that are, byte by byte, the true header of the frame after the one they are in. */
function headersOfNext(frames: number, blockSize: number): number[] {
  return Array.from({ length: frames }, (_, number) => {
    const header = frameHeader(1, blockSize, number + 1, { bits: 8 });
    return Array.from(
      { length: blockSize },
      (_, i) => (((header[i % header.length] ?? 0) + 128) & 0xff) - 128,
    );
  }).flat();
}

describe('a frame ends', () => {
  it.each([BLOCK, 65_535])(
    'where it ends, filled with headers of the next, %i samples long',
    async (blockSize) => {
      const values = headersOfNext(3, blockSize);
      const file = flacFile([values], { bits: 8, blockSize });
      for (const piece of [1_000, 65_536, file.length]) {
        expect(await decode(file, piece)).toEqual(scaled(values, 8));
      }
    },
  );

  it.each([0xfff8, 0xfff9])('where it ends, filled with sync codes %i', async (code) => {
    const values = new Array<number>(5 * BLOCK).fill(code - 0x10000);
    expect(await decode(flacFile([values, values]))).toEqual(scaled(values, 16));
  });

  it('before tags and whatever else was put behind the last', async () => {
    const values = noise(5_000, 16);
    const file = flacFile([values]);
    const tag = new Uint8Array(128);
    tag.set([0x54, 0x41, 0x47]);
    const tails = [
      tag,
      Uint8Array.of(0),
      new Uint8Array(100_000),
      Uint8Array.from(noise(300_000, 8)),
      Uint8Array.from(frameHeader(1, BLOCK, 0)),
    ];
    for (const tail of tails) expect(await decode(concat([file, tail]))).toEqual(scaled(values, 16));
  });
});

describe('a stream', () => {
  const kinds: [string, FlacOptions][] = [
    ['numbered by samples', { numbering: 'samples' }],
    ['of blocks of one sample', { blockSize: 1 }],
    ['whose frames leave rate and depth to its header', { terse: true, bits: 24, rateHz: 88_201 }],
    ['of 32 bits', { bits: 32 }],
    ['without a total', { total: 0 }],
  ];

  it.each(kinds)('%s comes back to the bit', async (_what, options) => {
    const bits = options.bits ?? 16;
    const values = noise(2_500, bits);
    expect(await decode(flacFile([values], options))).toEqual(scaled(values, bits));
  });

  it('of 8 channels is their mean', async () => {
    const channels = Array.from({ length: 8 }, (_, seed) => noise(9_000, 16, seed));
    const mean = Float32Array.from({ length: 9_000 }, (_, i) => {
      return channels.reduce((sum, channel) => sum + (channel[i] ?? 0), 0) / 8 / 32_768;
    });
    expect(await decode(flacFile(channels, { blockSize: 4_096 }))).toEqual(mean);
  });
});

describe('a recording', () => {
  const values = noise(5_000, 16);
  const whole = flacFile([values]);
  const frameBytes = frameHeader(1, BLOCK, 0).length + 1 + 2 * BLOCK + 2;
  const frames =
    whole.length - Math.ceil(values.length / BLOCK) * (frameBytes - 2 * BLOCK) - 2 * values.length;
  const without = (from: number, to: number): Uint8Array =>
    concat([whole.subarray(0, from), whole.subarray(to)]);
  const flipped = (offset: number): Uint8Array => {
    const copy = whole.slice();
    copy[offset] = (copy[offset] ?? 0) ^ 0x40;
    return copy;
  };

  it('that lacks a frame, or bytes of one, is damaged there', async () => {
    const second = frames + frameBytes;
    expect(await failureOf(without(second, second + frameBytes))).toContain(
      'malformed: clip is damaged at 0.000 s',
    );
    expect(await failureOf(without(second + 500, second + 510))).toContain(
      'malformed: clip is damaged at 0.064 s',
    );
    expect(await failureOf(flipped(second + 500))).toContain('malformed: clip is damaged at 0.064 s');
  });

  it('that was cut says after how many samples, on whatever byte the cut falls', async () => {
    const third = frames + 2 * frameBytes;
    for (const at of [third - 1, third, third + 1, third + 8, third + 1_000]) {
      const complete = at < third + 16 && at !== third ? 1 : 2;
      expect(await failureOf(whole.subarray(0, at))).toBe(
        `audio.truncated: clip ends early, after ${complete * BLOCK} of 5000 samples`,
      );
    }
    expect(await failureOf(whole.subarray(0, whole.length - 1))).toContain(
      'truncated: clip ends early, after 4096',
    );
  });

  it('of more frames than promised is malformed, if they end on the same sample or not', async () => {
    for (const total of [4 * BLOCK, 4_999]) {
      expect(await failureOf(flacFile([values], { total }))).toContain(
        `holds more than the ${total} samples`,
      );
    }
  });

  it('whose frames are longer than the decoder takes is not supported', async () => {
    const channels = new Array<number[]>(5).fill(noise(65_535, 16));
    expect(await failureOf(flacFile(channels, { blockSize: 65_535 }))).toContain('audio.unsupported');
  });
});
