/** From a recording of any kind to what the engine hears: 16 kHz mono, in blocks, in bounded memory. */
import { HarkError } from '../../../contract/failures.ts';
import { ByteReader, type ByteSource, endsEarly } from './bytes.ts';
import { openFlac } from './flac.ts';
import type { PcmStream } from './pcm.ts';
import { Resampler } from './resample.ts';
import { openWav } from './wav.ts';

export interface Recording {
  readonly format: 'wav' | 'flac';
  /** As recorded. */
  readonly sampleRateHz: number;
  readonly channels: number;
  /** Seconds decoded so far; the length of the recording once `blocks` has ended. */
  readonly durationS: number;
  /**
   * 16 kHz mono float32, -1..1, in blocks of any length. Once; leaving early closes the source.
   * @throws HarkError audio.truncated, audio.malformed, audio.not_finite, audio.too_long, audio.empty,
   *   audio.unreadable
   */
  readonly blocks: AsyncIterable<Float32Array>;
  /** Releases the source; only needed where `blocks` was not begun. */
  close(): Promise<void>;
}

/**
 * Opens a recording by what it holds, whatever it is called. On an error the source is closed.
 * @throws HarkError audio.empty, audio.unsupported, audio.truncated, audio.malformed, audio.too_long,
 *   audio.unreadable
 */
export async function openRecording(source: ByteSource): Promise<Recording> {
  const reader = new ByteReader(source.chunks);
  try {
    const format = await sniff(reader, source.name);
    const pcm =
      format === 'wav'
        ? await openWav(reader, source.name, source.size)
        : await openFlac(reader, source.name);
    return new OpenRecording(format, pcm, reader);
  } catch (error) {
    await reader.close();
    throw error;
  }
}

class OpenRecording implements Recording {
  readonly format: 'wav' | 'flac';
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly blocks: AsyncIterable<Float32Array>;
  readonly #reader: ByteReader;
  #frames = 0;

  constructor(format: 'wav' | 'flac', pcm: PcmStream, reader: ByteReader) {
    this.format = format;
    this.sampleRateHz = pcm.sampleRateHz;
    this.channels = pcm.channels;
    this.#reader = reader;
    this.blocks = this.#resampled(pcm);
  }

  get durationS(): number {
    return this.#frames / this.sampleRateHz;
  }

  close(): Promise<void> {
    return this.#reader.close();
  }

  async *#resampled(pcm: PcmStream): AsyncGenerator<Float32Array> {
    const resampler = new Resampler(pcm.sampleRateHz);
    try {
      for await (const block of pcm.blocks) {
        this.#frames += block.length;
        const ready = resampler.push(block);
        if (ready.length > 0) yield ready;
      }
      const rest = resampler.end();
      if (rest.length > 0) yield rest;
    } finally {
      await this.#reader.close();
    }
  }
}

const RIFF_KINDS = ['RIFF', 'RF64', 'BW64'];
const SNIFF_BYTES = 12;

/** @throws HarkError audio.empty, audio.truncated, audio.unsupported */
async function sniff(reader: ByteReader, name: string): Promise<'wav' | 'flac'> {
  const head = await reader.peek(SNIFF_BYTES);
  if (head.length === 0) throw new HarkError('audio.empty', `${name} is empty`);
  const magic = String.fromCharCode(...head.subarray(0, 4));
  if (magic === 'fLaC') return 'flac';
  if (RIFF_KINDS.includes(magic)) {
    if (head.length < SNIFF_BYTES) throw endsEarly(name, 'inside its header');
    if (String.fromCharCode(...head.subarray(8, 12)) === 'WAVE') return 'wav';
  }
  const cutShort = head.length < 4 && [...RIFF_KINDS, 'fLaC'].some((kind) => kind.startsWith(magic));
  if (cutShort) throw endsEarly(name, 'inside its header');
  throw new HarkError('audio.unsupported', `${name} is neither WAV nor FLAC`);
}
