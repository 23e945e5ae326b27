/** Writes WAV files for tests, right and wrong ones. */

export type WavEncoding = 'pcm8' | 'pcm16' | 'pcm24' | 'pcm32' | 'float32' | 'float64';

export interface WavOptions {
  rateHz?: number;
  encoding?: WavEncoding;
  extensible?: boolean;
  /** 'RIFF' by default; 'RF64' adds a ds64 chunk and leaves the sizes to it. */
  magic?: 'RIFF' | 'RF64';
  /** Chunks between format and data. */
  extra?: { id: string; body: Uint8Array }[];
  /** Sizes that are written instead of the true ones. */
  riffBytes?: number;
  dataBytes?: number;
  /** Channel count that is written instead of the true one. */
  channels?: number;
  omitData?: boolean;
}

interface Encoder {
  bytes: number;
  write(view: DataView, offset: number, sample: number): void;
}

const ENCODERS: Record<WavEncoding, Encoder> = {
  pcm8: { bytes: 1, write: (view, at, sample) => view.setUint8(at, integer(sample, 8) + 0x80) },
  pcm16: { bytes: 2, write: (view, at, sample) => view.setInt16(at, integer(sample, 16), true) },
  pcm24: {
    bytes: 3,
    write: (view, at, sample) => {
      view.setUint16(at, integer(sample, 24) & 0xffff, true);
      view.setInt8(at + 2, integer(sample, 24) >> 16);
    },
  },
  pcm32: { bytes: 4, write: (view, at, sample) => view.setInt32(at, integer(sample, 32), true) },
  float32: { bytes: 4, write: (view, at, sample) => view.setFloat32(at, sample, true) },
  float64: { bytes: 8, write: (view, at, sample) => view.setFloat64(at, sample, true) },
};

function integer(sample: number, bits: number): number {
  const scale = 2 ** (bits - 1);
  return Math.min(scale - 1, Math.max(-scale, Math.round(sample * scale)));
}

/** @param channels one array of samples -1..1 per channel, equally long */
export function wavFile(channels: ArrayLike<number>[], options: WavOptions = {}): Uint8Array<ArrayBuffer> {
  const { rateHz = 16_000, encoding = 'pcm16', extensible = false, magic = 'RIFF', extra = [] } = options;
  const { bytes: sampleBytes, write } = ENCODERS[encoding];
  const frames = channels[0]?.length ?? 0;
  const frameBytes = sampleBytes * channels.length;
  const data = new Uint8Array(frames * frameBytes);
  const view = new DataView(data.buffer);
  for (let i = 0; i < frames; i++) {
    for (const [c, channel] of channels.entries()) {
      write(view, i * frameBytes + c * sampleBytes, channel[i] ?? 0);
    }
  }

  const tag = encoding.startsWith('float') ? 3 : 1;
  const format = new Uint8Array(extensible ? 40 : 16);
  const fields = new DataView(format.buffer);
  fields.setUint16(0, extensible ? 0xfffe : tag, true);
  fields.setUint16(2, options.channels ?? channels.length, true);
  fields.setUint32(4, rateHz, true);
  fields.setUint32(8, rateHz * frameBytes, true);
  fields.setUint16(12, frameBytes, true);
  fields.setUint16(14, sampleBytes * 8, true);
  if (extensible) {
    fields.setUint16(16, 22, true);
    fields.setUint16(18, sampleBytes * 8, true);
    fields.setUint16(24, tag, true);
    format.set([0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71], 26);
  }

  const chunks: Uint8Array[] = [];
  if (magic === 'RF64') {
    const sizes = new Uint8Array(28);
    new DataView(sizes.buffer).setBigUint64(8, BigInt(data.length), true);
    chunks.push(chunk('ds64', sizes));
  }
  chunks.push(chunk('fmt ', format), ...extra.map(({ id, body }) => chunk(id, body)));
  if (!options.omitData) {
    const dataBytes = options.dataBytes ?? (magic === 'RF64' ? 0xffff_ffff : data.length);
    chunks.push(chunk('data', data, dataBytes));
  }
  const body = concat([ascii('WAVE'), ...chunks]);
  return concat([ascii(magic), uint32(options.riffBytes ?? body.length), body]);
}

function chunk(id: string, body: Uint8Array, size: number = body.length): Uint8Array {
  return concat([ascii(id), uint32(size), body, new Uint8Array(body.length % 2)]);
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

export function concat(parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
