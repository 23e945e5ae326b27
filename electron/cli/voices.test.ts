/** `embed`, `enroll`, `verify`, `identify` and `profiles`, from their words to their exit codes, on voices as they are. */
import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { SAMPLE_RATE_HZ } from '../../contract/engine.ts';
import { fileSource } from '../engine/audio/bytes.ts';
import { openRecording } from '../engine/audio/decode.ts';
import { join as joined, randomNumbers } from '../engine/audio/testing/signals.ts';
import { wavFile } from '../engine/audio/testing/wavFile.ts';
import { sealExport } from '../engine/speaker/sealed.ts';
import { exportPrint, importPrint } from '../engine/speaker/sealedPrint.ts';
import { printOf } from '../engine/speaker/testing/voices.ts';
import { Output } from './output.ts';
import { run } from './program.ts';

const REPOSITORY = resolve(import.meta.dirname, '../..');
const SAMPLE = join(REPOSITORY, 'renderer/public/sample');
const READERS = join(REPOSITORY, '../shared/audio/librispeech_train');
const PASSPHRASE = 'a passphrase of the tests';
const EMBEDDING_SIZE = 128;

const readers = (await readdir(READERS).catch(() => [])).filter((name) => name.endsWith('.flac')).toSorted();

interface Finished {
  code: number;
  records: Record<string, unknown>[];
  stdout: string;
  stderr: string;
}

let folder: string;
let data: string;
const at = (name: string): string => join(folder, name);

function collector(): { stream: Writable; text(): string } {
  let text = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  return { stream, text: () => text };
}

/** Against the data folder of the test. */
async function hark(...words: string[]): Promise<Finished> {
  const [results, said] = [collector(), collector()];
  const code = await run([...words, '--data', data], new Output(results.stream, said.stream, false));
  const stdout = results.text();
  const records = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
  return { code, records, stdout, stderr: said.text() };
}

async function samplesOf(path: string): Promise<Float32Array> {
  const recording = await openRecording(await fileSource(path));
  const blocks: Float32Array[] = [];
  for await (const block of recording.blocks) blocks.push(block.slice());
  await recording.close();
  return joined(blocks);
}

/** Every file of the data folder, by what is in it. */
async function everything(): Promise<Record<string, string>> {
  const found = await readdir(data, { recursive: true });
  const entries = await Promise.all(
    found.map(async (name): Promise<[string, string][]> => {
      const path = join(data, name);
      if ((await stat(path)).isDirectory()) return [];
      return [
        [
          name,
          createHash('sha256')
            .update(await readFile(path))
            .digest('hex'),
        ],
      ];
    }),
  );
  return Object.fromEntries(entries.flat());
}

interface SampleLine {
  voice: string;
  startS: number;
  endS: number;
}

/** All lines of one voice of the built-in recording, one after the other. */
async function voiceOfSample(voice: string): Promise<Float32Array> {
  const { lines }: { lines: SampleLine[] } = JSON.parse(await readFile(`${SAMPLE}.json`, 'utf8'));
  const samples = await samplesOf(`${SAMPLE}.wav`);
  const own = lines.filter((line) => line.voice === voice);
  return joined(
    own.map(({ startS, endS }) =>
      samples.slice((startS - 0.3) * SAMPLE_RATE_HZ, (endS + 0.3) * SAMPLE_RATE_HZ),
    ),
  );
}

/** As it would be said by somebody half as large again. */
function slower(samples: Float32Array): Float32Array {
  return Float32Array.from({ length: samples.length * 1.5 }, (_, i) => samples[Math.floor(i / 1.5)] ?? 0);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hark-cli-voices-'));
  const [fenrir, michael] = await Promise.all(['am_fenrir', 'am_michael'].map(voiceOfSample));
  if (!fenrir || !michael) throw new Error('the built-in recording lacks a voice');
  const files: Record<string, Uint8Array | string> = {
    'fenrir.wav': wavFile([fenrir]),
    'fenrir-softly.wav': wavFile([fenrir.map((sample) => sample * 0.3)]),
    'michael.wav': wavFile([michael]),
    'giant.wav': wavFile([slower(fenrir)]),
    'clipped.wav': wavFile([fenrir.map((sample) => Math.max(-1, Math.min(1, sample * 40)))]),
    'short.wav': wavFile([fenrir.slice(0, 1.1 * SAMPLE_RATE_HZ)]),
    'silence.wav': wavFile([new Float32Array(3 * SAMPLE_RATE_HZ)]),
    'text.wav': 'a text that somebody renamed\n',
  };
  for (const [name, bytes] of Object.entries(files)) await writeFile(at(name), bytes);
});
afterAll(() => rm(folder, { recursive: true }));

beforeEach(async () => {
  data = await mkdtemp(join(folder, 'data-'));
  vi.stubEnv('HARK_PASSPHRASE', PASSPHRASE);
});
afterEach(() => vi.unstubAllEnvs());

const enrollFenrir = () => hark('enroll', '--profile', 'Fenrir', at('fenrir.wav'), at('fenrir-softly.wav'));

describe('hark embed', () => {
  it('tells voices as numbers, or why there are none, in the order of the inputs', async () => {
    const inputs = ['fenrir.wav', 'silence.wav', 'fenrir-softly.wav', 'text.wav', 'michael.wav'].map(at);
    const { code, records, stderr } = await hark('embed', ...inputs);
    expect({ code, stderr }).toEqual({ code: 65, stderr: '' });
    expect(records.map(({ file }) => file)).toEqual(inputs);
    expect(records[0]).toEqual({
      file: at('fenrir.wav'),
      duration_s: expect.any(Number),
      speech_s: expect.any(Number),
      snr_db: expect.any(Number),
      clipping_ratio: 0,
      embedding: expect.any(Array),
      model: 'xvector',
    });
    expect(records[1]).toEqual({
      file: at('silence.wav'),
      error: { code: 'audio.no_speech', message: expect.any(String) },
    });
    expect(records[3]).toMatchObject({ error: { code: 'audio.unsupported' } });
    const [one, same, other] = [0, 2, 4].map((i) => records[i]?.['embedding'] as number[]);
    for (const embedding of [one, same, other]) {
      expect(embedding).toHaveLength(EMBEDDING_SIZE);
      expect(Math.hypot(...(embedding ?? []))).toBeCloseTo(1, 4);
    }
    const cosine = (a: number[] = [], b: number[] = []) =>
      a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
    expect(cosine(one, same)).toBeGreaterThan(0.95);
    expect(cosine(one, other)).toBeLessThan(0.6);
    expect(await readdir(data)).toEqual([]);
  });

  it('says with 69 that the speaker model is not there', async () => {
    const models = at('no-models');
    await mkdir(join(models, 'files'), { recursive: true });
    await copyFile(join(REPOSITORY, 'models/manifest.json'), join(models, 'manifest.json'));
    await copyFile(
      join(REPOSITORY, 'models/files/silero_vad_v5.onnx'),
      join(models, 'files/silero_vad_v5.onnx'),
    );
    vi.stubEnv('HARK_MODELS', models);
    const { code, stdout, stderr } = await hark('embed', at('fenrir.wav'));
    expect({ code, stdout }).toEqual({ code: 69, stdout: '' });
    expect(stderr).toMatch(/^hark: .*xvector.*\n$/);
  });
});

describe('hark enroll', () => {
  it('makes a profile, and tells what it is worth', async () => {
    const { code, records, stderr } = await enrollFenrir();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(records).toEqual([
      {
        profile: 'Fenrir',
        samples: 2,
        accepted: 2,
        rejected: [],
        speech_s: expect.any(Number),
        cohesion: expect.any(Number),
        threshold: expect.any(Number),
        strict_threshold: expect.any(Number),
        target_far: 0.005,
        quality: expect.stringMatching(/^(good|fair|poor)$/),
      },
    ]);
    expect((await readdir(data, { recursive: true })).length).toBe(3);
  });

  it('takes a lower threshold where more strangers may pass', async () => {
    const [usual, lax] = [
      await enrollFenrir(),
      await hark('verify', '--profile', 'fenrir', '--far', '0.05', at('fenrir.wav')),
    ];
    expect(Number(lax.records[0]?.['threshold'])).toBeLessThan(Number(usual.records[0]?.['threshold']));
  });

  it('names what it could not use, makes a profile of the rest, and exits with 65', async () => {
    const bad = ['silence.wav', 'clipped.wav', 'short.wav', 'text.wav', 'gone.wav'].map(at);
    const { code, records } = await hark(
      'enroll',
      '--profile',
      'Fenrir',
      at('fenrir.wav'),
      ...bad,
      at('fenrir-softly.wav'),
    );
    expect(code).toBe(65);
    expect(records).toMatchObject([{ samples: 7, accepted: 2, threshold: expect.any(Number) }]);
    expect(records[0]?.['rejected']).toEqual([
      { file: at('silence.wav'), code: 'audio.no_speech' },
      { file: at('clipped.wav'), code: 'clipped' },
      { file: at('short.wav'), code: 'too_short' },
      { file: at('text.wav'), code: 'audio.unsupported' },
      { file: at('gone.wav'), code: 'audio.unreadable' },
    ]);
  });

  it('of too little speech makes nothing, and leaves a profile of that name as it was', async () => {
    const nothing = await hark('enroll', '--profile', 'Fenrir', at('fenrir.wav'));
    expect(nothing.code).toBe(65);
    expect(nothing.records).toEqual([
      {
        profile: 'Fenrir',
        samples: 1,
        accepted: 1,
        rejected: [],
        speech_s: expect.any(Number),
        cohesion: null,
        threshold: null,
        error: { code: 'enrollment.speech', message: expect.any(String) },
      },
    ]);
    expect(await everything()).toEqual({});
    await enrollFenrir();
    const before = await everything();
    await hark('enroll', '--profile', 'fenrir', at('michael.wav'));
    await hark('enroll', '--profile', 'fenrir', at('silence.wav'));
    expect(await everything()).toEqual(before);
  });

  it('adds to a profile what is of the same voice, and nothing else', async () => {
    expect(await hark('enroll', '--add', '--profile', 'Fenrir', at('fenrir.wav'))).toMatchObject({
      code: 65,
      stdout: '',
    });
    await enrollFenrir();
    const before = await everything();
    const other = await hark('enroll', '--add', '--profile', 'Fenrir', at('giant.wav'), at('giant.wav'));
    expect(other).toMatchObject({
      code: 65,
      records: [{ accepted: 0, error: { code: 'enrollment.speech' } }],
    });
    expect(other.records[0]?.['rejected']).toEqual([
      { file: at('giant.wav'), code: 'another_voice' },
      { file: at('giant.wav'), code: 'another_voice' },
    ]);
    expect(await everything()).toEqual(before);
    const added = await hark(
      'enroll',
      '--add',
      '--profile',
      'fenrir',
      at('fenrir.wav'),
      at('fenrir-softly.wav'),
    );
    expect(added).toMatchObject({ code: 0, records: [{ samples: 2, accepted: 2 }] });
    expect((await hark('profiles', 'list')).records).toMatchObject([{ profile: 'fenrir', samples: 4 }]);
  });
});

describe('hark verify', () => {
  it('tells whether it is the voice of the profile; a stranger is a result, not a failure', async () => {
    await enrollFenrir();
    const { code, records, stderr } = await hark(
      'verify',
      '--profile',
      ' FENRIR',
      at('fenrir.wav'),
      at('michael.wav'),
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(records[0]).toEqual({
      file: at('fenrir.wav'),
      duration_s: expect.any(Number),
      profile: 'Fenrir',
      score: expect.any(Number),
      threshold: expect.any(Number),
      accepted: true,
      speech_s: expect.any(Number),
      quality: { snr_db: expect.any(Number), clipping_ratio: 0 },
      latency_ms: expect.any(Number),
      outcome: 'known',
      strict_threshold: expect.any(Number),
    });
    expect(records[1]).toMatchObject({ file: at('michael.wav'), profile: 'Fenrir', accepted: false });
    expect(Number(records[1]?.['score'])).toBeLessThan(Number(records[1]?.['threshold']));
  });

  it('has the same threshold as identify and the list, raised by the other profiles', async () => {
    await enrollFenrir();
    // High enough not to be raised by the owner's own takes as far as it may be.
    const far = ['--far', '0.0001'];
    const verified = async () =>
      (await hark('verify', '--profile', 'Fenrir', ...far, at('fenrir.wav'))).records[0]?.['threshold'];
    const alone = Number(await verified());
    // Made twice of one person: the nearest that another profile can be.
    await hark('enroll', '--profile', 'Twin', at('fenrir.wav'), at('fenrir-softly.wav'));
    const raised = Number(await verified());
    expect(raised).toBeGreaterThan(alone);
    const identified = await hark('identify', ...far, at('fenrir.wav'));
    expect(identified.records).toMatchObject([{ threshold: raised }]);
    const listed = await hark('profiles', 'list', ...far);
    expect(listed.records).toMatchObject([{ profile: 'Fenrir', threshold: raised }, { profile: 'Twin' }]);
    const shown = await hark('profiles', 'show', 'Fenrir', ...far);
    expect(shown.records).toMatchObject([{ threshold: raised }]);
  });

  it('goes on past what holds no voice', async () => {
    await enrollFenrir();
    const { code, records } = await hark(
      'verify',
      '--profile',
      'Fenrir',
      at('silence.wav'),
      at('fenrir.wav'),
    );
    expect(code).toBe(65);
    expect(records).toMatchObject([{ error: { code: 'audio.no_speech' } }, { accepted: true }]);
  });

  it('of a profile that is not there ends with 65', async () => {
    const { code, stdout, stderr } = await hark('verify', '--profile', 'Nobody', at('fenrir.wav'));
    expect({ code, stdout }).toEqual({ code: 65, stdout: '' });
    expect(stderr).toBe('hark: there is no profile "Nobody"\n');
  });
});

describe('hark identify', () => {
  it('knows nobody without profiles', async () => {
    const { code, records } = await hark('identify', at('fenrir.wav'));
    expect(code).toBe(0);
    expect(records).toMatchObject([{ file: at('fenrir.wav'), profile: null, score: null, margin: null }]);
    expect(await readdir(data)).toEqual([]);
  });

  it('names who it is, and nobody for a stranger', async () => {
    await enrollFenrir();
    const { code, records, stderr } = await hark('identify', at('fenrir.wav'), at('michael.wav'));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(records[0]).toEqual({
      file: at('fenrir.wav'),
      duration_s: expect.any(Number),
      profile: 'Fenrir',
      score: expect.any(Number),
      margin: expect.any(Number),
      threshold: expect.any(Number),
      outcome: 'known',
      speech_s: expect.any(Number),
    });
    expect(records[1]).toMatchObject({ file: at('michael.wav'), profile: null });
    expect(Number(records[1]?.['margin'])).toBeLessThan(0);
  });

  it('leaves out what does not open, and says so', async () => {
    await enrollFenrir();
    await putNoProfile();
    const { code, records, stderr } = await hark('identify', at('fenrir.wav'));
    expect(code).toBe(0);
    expect(records).toMatchObject([{ profile: 'Fenrir' }]);
    expect(stderr).toMatch(/^hark: a profile is left out: .+\n$/);
  });
});

it('hark run goes on without profiles whose key is gone, and says so', async () => {
  await enrollFenrir();
  await rm(join(data, 'voices', 'key'));
  const { code, records, stderr } = await hark('run', at('silence.wav'));
  expect(code).toBe(0);
  expect(records.at(-1)).toMatchObject({ file: at('silence.wav'), duration_s: 3 });
  expect(stderr).toMatch(/^hark: no profile is used: .+\n$/);
});

/** A file in the place of a profile that is none. */
async function putNoProfile(): Promise<void> {
  await writeFile(join(data, 'voices', `${'0'.repeat(36)}.voiceprint`), 'kept as it is');
}

describe('hark profiles', () => {
  const record = {
    profile: 'Fenrir',
    samples: 2,
    speech_s: expect.any(Number),
    cohesion: expect.any(Number),
    threshold: expect.any(Number),
    strict_threshold: expect.any(Number),
    quality: expect.any(String),
    model: 'xvector',
    created: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
  };

  it('list and show tell them, and never what they are made of', async () => {
    expect(await hark('profiles', 'list')).toMatchObject({ code: 0, stdout: '' });
    await enrollFenrir();
    expect(await hark('profiles', 'list')).toMatchObject({ code: 0, records: [record] });
    const { code, records, stdout } = await hark('profiles', 'show', 'fenrir');
    expect(code).toBe(0);
    const reference = {
      id: expect.any(String),
      origin: 'file',
      kind: 'speech',
      microphone: '',
      at: expect.any(String),
      speech_s: expect.any(Number),
      snr_db: expect.any(Number),
    };
    expect(records).toEqual([
      { ...record, own_scores: [expect.any(Number), expect.any(Number)], references: [reference, reference] },
    ]);
    expect(stdout).not.toContain('embedding');
  });

  it('list tells what does not open in its place, and exits with 65', async () => {
    await enrollFenrir();
    await putNoProfile();
    const { code, records } = await hark('profiles', 'list');
    expect(code).toBe(65);
    expect(records).toMatchObject([
      { profile: 'Fenrir' },
      { profile: null, file: expect.any(String), error: { code: 'profile.damaged' } },
    ]);
  });

  it('delete takes the file that list tells of what does not open', async () => {
    await enrollFenrir();
    await putNoProfile();
    const file = '0'.repeat(36);
    expect(await hark('profiles', 'delete', file)).toMatchObject({
      code: 0,
      records: [{ profile: null, file, deleted: true }],
    });
    expect(await hark('profiles', 'list')).toMatchObject({ code: 0, records: [{ profile: 'Fenrir' }] });
  });

  it('rename and delete say what they did', async () => {
    await enrollFenrir();
    expect(await hark('profiles', 'rename', 'fenrir', ' Fen ')).toMatchObject({
      code: 0,
      records: [{ profile: 'Fen', renamed_from: 'fenrir' }],
    });
    expect(await hark('profiles', 'delete', 'fen')).toMatchObject({
      code: 0,
      records: [{ profile: 'Fen', deleted: true }],
    });
    expect(await hark('profiles', 'list')).toMatchObject({ code: 0, stdout: '' });
    expect(await hark('profiles', 'delete', 'fen')).toMatchObject({ code: 65, stdout: '' });
  });

  it('export and import carry one to another machine, by its passphrase', async () => {
    await enrollFenrir();
    const file = join(data, 'fenrir.harkvoice');
    const exported = await hark('profiles', 'export', 'fenrir', file);
    const bytes = await readFile(file);
    expect(exported).toMatchObject({ code: 0, records: [{ profile: 'Fenrir', file, bytes: bytes.length }] });
    expect(bytes.includes('Fenrir')).toBe(false);
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
    // Another file of that name is not written over.
    expect(await hark('profiles', 'export', 'fenrir', file)).toMatchObject({ code: 74, stdout: '' });
    expect(await readFile(file)).toEqual(bytes);

    for (const name of ['Fenrir', 'FENRIR', ' fenrir ']) {
      expect(await hark('profiles', 'import', file, '--profile', name)).toMatchObject({
        code: 65,
        stdout: '',
      });
    }
    data = await mkdtemp(join(folder, 'elsewhere-'));
    expect(await hark('profiles', 'import', file)).toMatchObject({ code: 0, records: [record] });
    const phrase = join(data, 'passphrase');
    await writeFile(phrase, `${PASSPHRASE}\nof which the first line counts\n`);
    vi.stubEnv('HARK_PASSPHRASE', '');
    expect(
      await hark('profiles', 'import', file, '--profile', 'Again', '--passphrase-file', phrase),
    ).toMatchObject({ code: 0, records: [{ ...record, profile: 'Again' }] });
    expect(await hark('verify', '--profile', 'again', at('fenrir.wav'))).toMatchObject({
      records: [{ accepted: true }],
    });
  });

  it('fifty files that are no such export are refused, each with its reason, and nothing changes', async () => {
    await enrollFenrir();
    const good = await exportOf('Good');
    const random = randomNumbers(4);
    const below = (limit: number) => Math.floor(random() * limit);
    const { print } = await importPrint(good, PASSPHRASE);
    const flipped = () => {
      const bytes = Buffer.from(good);
      const place = below(bytes.length);
      bytes[place] = (bytes[place] ?? 0) ^ (1 << below(8));
      return bytes;
    };
    const [first] = print.references;
    if (first === undefined) throw new Error('no reference');
    const model = { ...print, references: [first] };
    const fuzzed: Uint8Array[] = [
      Buffer.alloc(0),
      Buffer.from('HARK'),
      Buffer.from('a text that somebody renamed\n'),
      Buffer.from('{"profile":"Anna","embedding":[1,0,0]}'),
      await readFile(at('fenrir.wav')),
      await readFile(join(REPOSITORY, 'models/own/xvector-backend.bin')),
      Buffer.alloc(300_000, 7),
      Buffer.concat([good, good]),
      ...Array.from({ length: 15 }, flipped),
      ...Array.from({ length: 10 }, () => good.subarray(0, below(good.length))),
      ...Array.from({ length: 3 }, () =>
        Buffer.from(Array.from({ length: 1 + below(3_000) }, () => below(256))),
      ),
      // As whoever made them meant them: the digest is right.
      ...[4, 5, 14, 30, 42, 43, 44, 60, good.length - 20].map((place) => redigested(good, place)),
      // Rightly sealed, and nonsense.
      await sealExport(Buffer.from('nothing that Hark wrote'), PASSPHRASE),
      await exportPrint('Foreign', printOf(0), PASSPHRASE),
      await exportPrint(
        'Short',
        { ...printOf(0), model: print.model, modelSha256: print.modelSha256 },
        PASSPHRASE,
      ),
      await exportPrint('two\nlines', model, PASSPHRASE),
      await exportPrint('Wake', { ...model, references: [{ ...first, kind: 'wake' }] }, PASSPHRASE),
    ];
    expect(fuzzed).toHaveLength(50);
    const file = at('fuzzed.harkvoice');
    const before = await everything();
    for (const [i, bytes] of fuzzed.entries()) {
      await writeFile(file, bytes);
      const { code, stdout, stderr } = await hark('profiles', 'import', file);
      expect({ i, code, stdout }).toEqual({ i, code: 65, stdout: '' });
      expect(stderr, String(i)).toMatch(/^hark: .+\n$/);
    }
    vi.stubEnv('HARK_PASSPHRASE', 'another passphrase');
    await writeFile(file, good);
    expect(await hark('profiles', 'import', file)).toMatchObject({ code: 65, stdout: '' });
    expect(await hark('profiles', 'import', at('gone.harkvoice'))).toMatchObject({ code: 65, stdout: '' });
    expect(await everything()).toEqual(before);
  });
});

/** The profile of the data folder under another name, as a file. */
async function exportOf(name: string): Promise<Uint8Array> {
  const file = at('good.harkvoice');
  await rm(file, { force: true });
  await hark('profiles', 'export', 'Fenrir', file);
  const { print } = await importPrint(await readFile(file), PASSPHRASE);
  return exportPrint(name, print, PASSPHRASE);
}

/** One byte is another, and the digest at the end fits that. */
function redigested(bytes: Uint8Array, place: number): Uint8Array {
  const changed = Buffer.from(bytes);
  changed[place] = (changed[place] ?? 0) ^ 0xff;
  const digest = createHash('sha256').update(changed.subarray(0, -8)).digest();
  digest.copy(changed, changed.length - 8, 0, 8);
  return changed;
}

it.each([
  ['embed'],
  ['enroll', 'x.wav'],
  ['enroll', '--profile', 'Anna'],
  ['enroll', '--profile', 'A', '--profile', 'B', 'x.wav'],
  ['verify', 'x.wav'],
  ['verify', '--profile', 'Anna'],
  ['identify'],
  ...['0', '0.2', '-1', 'few'].map((far) => ['identify', `--far=${far}`, 'x.wav']),
  ['identify', '--profile', 'Anna', 'x.wav'],
  ['profiles'],
  ['profiles', 'sing'],
  ['profiles', 'list', 'x'],
  ['profiles', 'show'],
  ['profiles', 'rename', 'Anna'],
  ['profiles', 'delete'],
  ['profiles', 'export', 'Anna'],
  ['profiles', 'import'],
])('%s %s %s is a usage error: one line on stderr, nothing on stdout', async (...words) => {
  const { code, stdout, stderr } = await hark(...words);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^hark: .+\n$/);
});

it.each(['', 'seven77'])('a passphrase as short as %j is refused', async (passphrase) => {
  vi.stubEnv('HARK_PASSPHRASE', passphrase);
  const file = at('never.harkvoice');
  expect(await hark('profiles', 'export', 'Anna', file)).toMatchObject({ code: 2, stdout: '' });
  await expect(stat(file)).rejects.toThrow();
});

it.skipIf(process.platform === 'win32')('an import that has no end is refused', async () => {
  const { code, stdout, stderr } = await hark('profiles', 'import', '/dev/zero');
  expect({ code, stdout }).toEqual({ code: 65, stdout: '' });
  expect(stderr).toContain('larger than any profile');
});

it('a passphrase file that is not there is a usage error', async () => {
  const words = ['profiles', 'import', at('text.wav'), '--passphrase-file', at('no-passphrase')];
  expect(await hark(...words)).toMatchObject({ code: 2, stdout: '' });
});

it('a name that is none is refused before anything is read', async () => {
  expect(await hark('enroll', '--profile', 'two\nlines', at('fenrir.wav'))).toMatchObject({
    code: 65,
    stdout: '',
  });
});

describe.skipIf(readers.length < 12)('readers who were recorded', () => {
  const clip = (i: number) => join(READERS, readers[i] ?? '');

  it('are known by the other half of their recording, and by nobody else’s', async () => {
    const own = [0, 3, 6];
    for (const i of own) {
      const samples = await samplesOf(clip(i));
      const half = samples.length >> 1;
      await writeFile(at(`reader-${i}-a.wav`), wavFile([samples.slice(0, half >> 1)]));
      await writeFile(at(`reader-${i}-b.wav`), wavFile([samples.slice(half >> 1, half)]));
      await writeFile(at(`reader-${i}-later.wav`), wavFile([samples.slice(half)]));
      const { code } = await hark(
        'enroll',
        '--profile',
        `Reader ${i}`,
        at(`reader-${i}-a.wav`),
        at(`reader-${i}-b.wav`),
      );
      expect(code).toBe(0);
    }
    const later = own.map((i) => at(`reader-${i}-later.wav`));
    const strangers = [1, 2, 4, 5, 7, 8].map(clip);
    const { code, records } = await hark('identify', ...later, ...strangers);
    expect(code).toBe(0);
    expect(records.map(({ profile }) => profile)).toEqual([
      ...own.map((i) => `Reader ${i}`),
      ...strangers.map(() => null),
    ]);
  });
});
