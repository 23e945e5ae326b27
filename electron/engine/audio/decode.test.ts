import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join as joinPath, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FailureCode, HarkError } from '../../../contract/failures.ts';
import { type ByteSource, fileSource, streamSource } from './bytes.ts';
import { openRecording } from './decode.ts';
import { MAX_AUDIO_S } from './pcm.ts';
import { type FlacOptions, flacFile } from './testing/flacFile.ts';
import { decodeAll, memorySource, randomNumbers, sine } from './testing/signals.ts';
import { concat, type WavEncoding, wavFile } from './testing/wavFile.ts';

async function codeOf(source: ByteSource): Promise<FailureCode | null> {
  try {
    await decodeAll(source);
    return null;
  } catch (error) {
    if (!(error instanceof HarkError)) throw error;
    expect(error.message).toContain(source.name);
    return error.code;
  }
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((largest, sample, i) => Math.max(largest, Math.abs(sample - (b[i] ?? 0))), 0);
}

const random = randomNumbers(3);
const noise = Float32Array.from({ length: 3_000 }, () => random() * 1.8 - 0.9);
const noise16 = Array.from(noise, (sample) => Math.round(sample * 32_768));

describe('WAV', () => {
  const steps: [WavEncoding, number][] = [
    ['pcm8', 2 ** -8],
    ['pcm16', 2 ** -16],
    ['pcm24', 2 ** -24],
    ['pcm32', 2 ** -24],
    ['float32', 0],
    ['float64', 0],
  ];

  it.each(steps)('%s, plain and extensible, comes back to half a step', async (encoding, step) => {
    for (const extensible of [false, true]) {
      const decoded = await decodeAll(memorySource(wavFile([noise], { encoding, extensible })));
      expect(largestDifference(decoded.samples, noise)).toBeLessThanOrEqual(step);
      expect(decoded.durationS).toBe(noise.length / 16_000);
    }
  });

  it('keeps 16-bit samples to the bit', async () => {
    const { samples } = await decodeAll(memorySource(wavFile([noise])));
    expect(Array.from(samples, (sample) => sample * 32_768)).toEqual(noise16);
  });

  it.each([2, 3, 8, 40])('mixes %i channels down to their mean', async (count) => {
    const channels = Array.from({ length: count }, (_, c) =>
      noise.map((sample) => sample * ((c + 1) / count)),
    );
    const decoded = await decodeAll(memorySource(wavFile(channels, { encoding: 'float32' })));
    const mean = noise.map((sample) => (sample * (count + 1)) / 2 / count);
    expect(largestDifference(decoded.samples, mean)).toBeLessThan(1e-6);
    expect(decoded.channels).toBe(count);
  });

  it.each([8_000, 11_025, 22_050, 44_100, 48_000, 96_000, 192_000])(
    'is brought from %i Hz',
    async (rateHz) => {
      const decoded = await decodeAll(memorySource(wavFile([sine(440, rateHz, 0.5, 0.5)], { rateHz })));
      expect(decoded.durationS).toBeCloseTo(0.5, 4);
      const wanted = sine(440, 16_000, 0.5, 0.5);
      const inside = (samples: Float32Array): Float32Array => samples.subarray(1_000, 7_000);
      expect(largestDifference(inside(decoded.samples), inside(wanted))).toBeLessThan(1e-3);
    },
  );

  it('is the same in pieces of any size', async () => {
    const file = wavFile([noise, noise], { encoding: 'pcm24' });
    const whole = await decodeAll(memorySource(file, { piece: file.length }));
    for (const piece of [1, 7, 1_000]) {
      expect((await decodeAll(memorySource(file, { piece }))).samples).toEqual(whole.samples);
    }
  });

  it('steps over other chunks and their pad bytes', async () => {
    const extra = [
      { id: 'LIST', body: new Uint8Array(7).fill(0x64) },
      { id: 'bext', body: new Uint8Array(100_001) },
    ];
    const file = concat([wavFile([noise], { extra }), Uint8Array.from('id3 junk', (l) => l.charCodeAt(0))]);
    expect((await decodeAll(memorySource(file))).samples.length).toBe(noise.length);
  });

  it('reads RF64', async () => {
    const decoded = await decodeAll(memorySource(wavFile([noise], { magic: 'RF64' })));
    expect(decoded.samples.length).toBe(noise.length);
  });

  it.each([
    [0xffff_ffff, 0xffff_ffff],
    [0, 0],
    [0x7fff_f024, 0x7fff_f000],
    [0x7fff_ffff, 0x7fff_ffdb],
  ])('reads to the end when the writer left %i and %i for sizes', async (riffBytes, dataBytes) => {
    const file = wavFile([noise], { riffBytes, dataBytes });
    for (const size of [undefined, file.length]) {
      const decoded = await decodeAll(memorySource(file, size === undefined ? {} : { size }));
      expect(decoded.samples.length).toBe(noise.length);
    }
  });

  it('limits float samples to full scale', async () => {
    const file = wavFile([Float32Array.of(0.5, 3, -1e30, 1)], { encoding: 'float32' });
    expect(Array.from((await decodeAll(memorySource(file))).samples)).toEqual([0.5, 1, -1, 1]);
  });

  const whole = wavFile([noise]);
  const text = (words: string): Uint8Array => Uint8Array.from(words, (letter) => letter.charCodeAt(0));
  const patched = (offset: number, ...bytes: number[]): Uint8Array => {
    const copy = whole.slice();
    copy.set(bytes, offset);
    return copy;
  };
  const bad: [string, FailureCode, Uint8Array][] = [
    ['nothing', 'audio.empty', new Uint8Array(0)],
    ['no samples', 'audio.empty', wavFile([[]])],
    [
      'no samples, sizes left open',
      'audio.empty',
      wavFile([[]], { riffBytes: 0xffffffff, dataBytes: 0xffffffff }),
    ],
    ['text', 'audio.unsupported', text('this is a note about a recording, not a recording\n')],
    ['two letters of text', 'audio.unsupported', text('no')],
    ['another RIFF', 'audio.unsupported', text('RIFF    AVI LIST')],
    ['the beginning of the magic', 'audio.truncated', text('RIF')],
    ['half a header', 'audio.truncated', whole.subarray(0, 30)],
    ['a header and no data', 'audio.truncated', whole.subarray(0, 44)],
    ['half the samples', 'audio.truncated', whole.subarray(0, 3_000)],
    ['all but one byte', 'audio.truncated', whole.subarray(0, whole.length - 1)],
    [
      'a chunk that runs out',
      'audio.truncated',
      wavFile([noise], { extra: [{ id: 'LIST', body: new Uint8Array(90) }] }).subarray(0, 100),
    ],
    ['no data chunk', 'audio.malformed', wavFile([noise], { omitData: true })],
    ['0 channels', 'audio.malformed', wavFile([noise], { channels: 0 })],
    ['more channels than a frame has bytes', 'audio.malformed', wavFile([noise], { channels: 9 })],
    ['0 bytes a frame', 'audio.malformed', patched(32, 0, 0)],
    ['0 bits', 'audio.malformed', patched(34, 0, 0)],
    ['a rate of 0', 'audio.malformed', wavFile([noise], { rateHz: 0 })],
    ['a rate of 4 kHz', 'audio.unsupported', wavFile([noise], { rateHz: 4_000 })],
    ['a rate of 3 GHz', 'audio.unsupported', wavFile([noise], { rateHz: 3_000_000_000 })],
    ['A-law', 'audio.unsupported', patched(20, 6, 0)],
    ['data before format', 'audio.malformed', concat([whole.subarray(0, 12), whole.subarray(36)])],
    ['NaN', 'audio.not_finite', wavFile([Float32Array.of(0, Number.NaN)], { encoding: 'float32' })],
    ['infinity', 'audio.not_finite', wavFile([[0, Number.POSITIVE_INFINITY]], { encoding: 'float64' })],
  ];

  it.each(bad)('with %s is %s', async (_what, code, bytes) => {
    expect(await codeOf(memorySource(bytes))).toBe(code);
    expect(await codeOf(memorySource(bytes, { size: bytes.length }))).toBe(code);
  });

  it('says at what second a sample is no number', async () => {
    const samples = new Float32Array(20_000);
    samples[16_000 + 4_000] = Number.NaN;
    samples[18_000] = Number.NaN;
    const file = wavFile([samples], { encoding: 'float32' });
    await expect(decodeAll(memorySource(file))).rejects.toThrow('at 1.125 s');
  });

  it('of a cut file is refused before its first sample, where the length of the file is known', async () => {
    const cut = whole.subarray(0, 3_000);
    await expect(openRecording(memorySource(cut, { size: cut.length }))).rejects.toThrow('ends early');
  });

  it('of three hours gives blocks of the same size as one of seconds', async () => {
    const seconds = 3 * 3_600;
    const header = wavFile([[]], { encoding: 'pcm8', dataBytes: seconds * 16_000 });
    const minute = new Uint8Array(60 * 16_000).fill(0x80);
    async function* pieces(): AsyncGenerator<Uint8Array> {
      yield header;
      for (let second = 0; second < seconds; second += 60) yield minute;
    }
    const recording = await openRecording(streamSource('clip', pieces()));
    let samples = 0;
    let largest = 0;
    for await (const block of recording.blocks) {
      samples += block.length;
      largest = Math.max(largest, block.length);
    }
    expect(recording.durationS).toBe(seconds);
    expect(samples).toBe(seconds * 16_000);
    expect(largest).toBeLessThanOrEqual(65_536);
  }, 30_000);

  it('longer than a day is refused by its header', async () => {
    const dataBytes = (MAX_AUDIO_S + 1) * 8_000;
    const file = wavFile([noise], { encoding: 'pcm8', rateHz: 8_000, dataBytes });
    expect(await codeOf(memorySource(file))).toBe('audio.too_long');
  });
});

describe('FLAC', () => {
  function integers(bits: number, seed: number): number[] {
    const next = randomNumbers(seed);
    const values = Array.from({ length: 5_000 }, () => Math.floor(next() * 2 ** bits) - 2 ** (bits - 1));
    values[0] = 2 ** (bits - 1) - 1;
    values[1] = -(2 ** (bits - 1));
    return values;
  }

  it.each([8, 16, 24] as const)('of %i bits comes back to the bit', async (bits) => {
    const values = integers(bits, bits);
    const { samples, durationS } = await decodeAll(memorySource(flacFile([values], { bits })));
    expect(Array.from(samples, (sample) => sample * 2 ** (bits - 1))).toEqual(values);
    expect(durationS).toBe(5_000 / 16_000);
  });

  it('equals a WAV of the same samples', async () => {
    const channels = [integers(16, 1), integers(16, 2)];
    const scaled = channels.map((channel) => channel.map((value) => value / 32_768));
    for (const rateHz of [8_000, 16_000, 44_100, 96_000, 192_000]) {
      const flac = await decodeAll(memorySource(flacFile(channels, { rateHz })));
      const wav = await decodeAll(memorySource(wavFile(scaled, { rateHz })));
      expect(flac).toEqual(wav);
    }
  });

  it('is the same in pieces of any size, and without a total', async () => {
    const values = integers(16, 5);
    const whole = await decodeAll(memorySource(flacFile([values])));
    for (const piece of [13, 1_000, 1_000_000]) {
      const again = await decodeAll(memorySource(flacFile([values], { total: 0 }), { piece }));
      expect(again.samples).toEqual(whole.samples);
    }
  });

  it('steps over long metadata', async () => {
    const decoded = await decodeAll(memorySource(flacFile([integers(16, 6)], { paddingBytes: 200_000 })));
    expect(decoded.samples.length).toBe(5_000);
  });

  const values = integers(16, 9);
  const make = (options: FlacOptions = {}): Uint8Array => flacFile([values], options);
  const whole = make();
  const flipped = (offset: number): Uint8Array => {
    const copy = whole.slice();
    copy[offset] = (copy[offset] ?? 0) ^ 0x40;
    return copy;
  };
  const bad: [string, FailureCode, Uint8Array][] = [
    ['half a header', 'audio.truncated', whole.subarray(0, 20)],
    ['no frames', 'audio.truncated', whole.subarray(0, 60)],
    ['no frames and no total', 'audio.empty', flacFile([[]], { total: 0 })],
    ['half its frames', 'audio.truncated', whole.subarray(0, whole.length / 2)],
    ['half its frames and no total', 'audio.truncated', make({ total: 0 }).subarray(0, whole.length / 2)],
    ['all but one byte', 'audio.truncated', whole.subarray(0, whole.length - 1)],
    ['a flipped bit', 'audio.malformed', flipped(3_000)],
    ['more than it promises', 'audio.malformed', make({ total: 4_999 })],
    ['12 bits', 'audio.unsupported', make({ bits: 12 })],
    ['a rate of 4 kHz', 'audio.unsupported', make({ rateHz: 4_000 })],
    ['two days of promise', 'audio.too_long', make({ total: 2 * MAX_AUDIO_S * 16_000 })],
    ['metadata out of order', 'audio.malformed', flipped(4)],
  ];

  it.each(bad)('with %s is %s', async (_what, code, bytes) => {
    expect(await codeOf(memorySource(bytes))).toBe(code);
  });
});

describe('500 mutations each', () => {
  const wav = wavFile([noise.subarray(0, 500)], { extensible: true, encoding: 'pcm24' });
  const flac = flacFile([noise16.slice(0, 500)], { blockSize: 192 });

  it.each([
    ['WAV', wav, 84],
    ['FLAC', flac, 110],
  ])('of a %s end in samples or in a typed error', async (_format, valid, headerBytes) => {
    const next = randomNumbers(42);
    const seen = new Map<string, number>();
    for (let round = 0; round < 500; round++) {
      const mutant = valid.slice();
      const changes = 1 + Math.floor(next() * 4);
      for (let change = 0; change < changes; change++) {
        mutant[Math.floor(next() * headerBytes)] = Math.floor(next() * 256);
      }
      const end = next() < 0.2 ? Math.floor(next() * mutant.length) : mutant.length;
      const code = await codeOf(memorySource(mutant.subarray(0, end), next() < 0.5 ? {} : { size: end }));
      seen.set(code ?? 'fine', (seen.get(code ?? 'fine') ?? 0) + 1);
    }
    // The mutations reach more than one branch, or this test would prove little.
    expect(seen.size).toBeGreaterThan(3);
  });
});

describe('files', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(joinPath(tmpdir(), 'hark-decode-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('are told apart by what they hold, not by their name', async () => {
    const path = joinPath(folder, 'really-flac.wav');
    await writeFile(path, flacFile([noise16]));
    const recording = await openRecording(await fileSource(path));
    expect(recording.format).toBe('flac');
    for await (const _block of recording.blocks) break;
  });

  it('that cannot be opened are unreadable, and named without their folder', async () => {
    for (const path of [joinPath(folder, 'gone.wav'), folder]) {
      const error = await fileSource(path).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(HarkError);
      expect((error as HarkError).code).toBe('audio.unreadable');
      expect((error as HarkError).message).not.toContain(tmpdir());
    }
  });
});

const recordings = resolve(import.meta.dirname, '../../../../shared/audio/librispeech_train');
const found = await readdir(recordings).catch(() => []);

it.skipIf(found.length === 0)('real recordings decode', async () => {
  for (const file of found.filter((name) => name.endsWith('.flac')).slice(0, 10)) {
    const { samples, durationS } = await decodeAll(await fileSource(joinPath(recordings, file)));
    expect(durationS).toBeGreaterThan(1);
    expect(samples.length).toBe(Math.ceil(durationS * 16_000));
    expect(Math.max(...samples.subarray(0, 100_000))).toBeGreaterThan(0.01);
  }
});
