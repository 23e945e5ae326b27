/** The program as a shell meets it: spawned from its source, on every kind of input. */
import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { flacFile } from '../engine/audio/testing/flacFile.ts';
import { sine } from '../engine/audio/testing/signals.ts';
import { wavFile } from '../engine/audio/testing/wavFile.ts';

const ENTRY = resolve(import.meta.dirname, 'index.ts');
const RUN_LIMIT_MS = 60_000;

interface Finished {
  code: number | null;
  records: Record<string, unknown>[];
  stdout: string;
  stderr: string;
}

interface Surroundings {
  env?: NodeJS.ProcessEnv;
  stdin?: string;
  /** A device or file to write results to, instead of a pipe. */
  stdoutFile?: string;
  /** Close the results after the first of them, as `head -1` does. */
  readOne?: boolean;
}

async function hark(
  words: string[],
  { env, stdin, stdoutFile, readOne }: Surroundings = {},
): Promise<Finished> {
  const file = stdoutFile === undefined ? null : await open(stdoutFile, 'w');
  const child = spawn(process.execPath, [ENTRY, ...words], {
    stdio: [stdin === undefined ? 'ignore' : 'pipe', file?.fd ?? 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    if (readOne) child.stdout?.destroy();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  if (stdin !== undefined && child.stdin !== null) {
    child.stdin.on('error', () => {});
    createReadStream(stdin).pipe(child.stdin);
  }
  const code = await new Promise<number | null>((done) => child.on('close', done));
  await file?.close();
  const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
  return { code, records: lines.map((line) => JSON.parse(line)), stdout, stderr };
}

let folder = '';
const at = (...parts: string[]): string => join(folder, ...parts);
const tone = sine(440, 16_000, 1.5, 0.1);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hark-cli-'));
  await mkdir(at('mixed', 'deeper'), { recursive: true });
  await mkdir(at('silent'));
  const good = wavFile([tone]);
  const files: Record<string, Uint8Array | string> = {
    'mixed/a-good.wav': good,
    'mixed/b-empty.wav': '',
    'mixed/c-truncated.wav': good.subarray(0, 9_000),
    'mixed/d-text.wav': 'a text that somebody renamed\n',
    'mixed/deeper/e-good.flac': flacFile([Array.from(tone, (sample) => Math.round(sample * 32_768))]),
    'mixed/f-no-channels.wav': wavFile([tone], { channels: 0 }),
    'mixed/g-nan.wav': wavFile([Float32Array.of(0, Number.NaN, 0)], { encoding: 'float32' }),
    'mixed/h-good-48k.wav': wavFile([tone, tone], { rateHz: 48_000, encoding: 'pcm24', extensible: true }),
    'silent/notes.txt': 'no recording here',
  };
  for (const [name, bytes] of Object.entries(files)) await writeFile(at(name), bytes);
});
afterAll(() => rm(folder, { recursive: true }));

describe('hark', { timeout: RUN_LIMIT_MS }, () => {
  it('gives a result or an error for each input, in order, and goes on', async () => {
    const { code, records, stderr } = await hark(['wake', at('mixed'), at('silent'), at('gone.wav')]);
    const seen = records.map((record) => {
      const error = record['error'] as { code: string; message: string } | undefined;
      return [String(record['file']).slice(folder.length + 1), error?.code ?? 'used'];
    });
    expect(seen).toEqual([
      ['mixed/a-good.wav', 'used'],
      ['mixed/b-empty.wav', 'audio.empty'],
      ['mixed/c-truncated.wav', 'audio.truncated'],
      ['mixed/d-text.wav', 'audio.unsupported'],
      ['mixed/deeper/e-good.flac', 'used'],
      ['mixed/f-no-channels.wav', 'audio.malformed'],
      ['mixed/g-nan.wav', 'audio.not_finite'],
      ['mixed/h-good-48k.wav', 'used'],
      ['silent', 'audio.none_found'],
      ['gone.wav', 'audio.unreadable'],
    ]);
    expect(code).toBe(65);
    expect(stderr).toBe('');
  });

  it('wake tells detections and the highest score of each word', async () => {
    const file = at('mixed', 'a-good.wav');
    const { code, records } = await hark(['wake', '--model', 'alexa', '--single-stage', file]);
    expect(code).toBe(0);
    expect(records).toEqual([
      { file, duration_s: 1.5, detections: [], max_score: { alexa: expect.any(Number) } },
    ]);
  });

  it('wake --stream tells each detection as it happens, and again at the end', async () => {
    const file = at('mixed', 'a-good.wav');
    const { records } = await hark(['wake', '--stream', '--threshold', '0', '--model', 'alexa', file]);
    const last = records.pop();
    const detections = last?.['detections'] as object[];
    expect(detections.length).toBeGreaterThan(0);
    expect(records).toEqual(detections.map((detection) => ({ file, ...detection })));
    expect(detections[0]).toEqual({
      model: 'alexa',
      time_s: expect.any(Number),
      score: expect.any(Number),
      threshold: 0,
    });
  });

  it('wake takes a head by its path, and calls it by its file name', async () => {
    const head = at('my_word.onnx');
    await copyFile(resolve(import.meta.dirname, '../../models/files/alexa_v0.1.onnx'), head);
    const { code, records } = await hark(['wake', '--model', head, at('mixed', 'a-good.wav')]);
    expect(code).toBe(0);
    expect(Object.keys(records[0]?.['max_score'] as object)).toEqual(['my_word']);
  });

  it('vad reads standard input, also from a writer that did not know the length', async () => {
    const open = at('open-ended.wav');
    await writeFile(open, wavFile([tone], { riffBytes: 0xffff_ffff, dataBytes: 0xffff_ffff }));
    const { code, records, stderr } = await hark(['vad', '-'], { stdin: open });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(records).toEqual([{ file: '-', duration_s: 1.5, speech: expect.any(Array) }]);
  });

  it('transcribe, command and run tell what a recording says, asks for, and what would be done', async () => {
    const sample = resolve(import.meta.dirname, '../../renderer/public/sample.wav');
    const grammar = at('kettle.yaml');
    await writeFile(
      grammar,
      'language: en\nintents:\n  Tone:\n    data:\n      - sentences: ["beep [{n}] times"]\nlists:\n  n: { range: { from: 1, to: 9 } }\n',
    );
    const tones = at('mixed', 'a-good.wav');
    const [transcribed, commanded, performed] = await Promise.all([
      hark(['transcribe', sample, at('mixed', 'b-empty.wav')]),
      hark(['command', '--grammar', grammar, tones]),
      hark(['run', '--act', sample]),
    ]);
    expect(transcribed.code).toBe(65);
    expect(transcribed.records).toEqual([
      {
        file: sample,
        duration_s: 26.4,
        text: expect.stringContaining('kettle'),
        confidence: expect.any(Number),
        latency_ms: expect.any(Number),
      },
      { file: at('mixed', 'b-empty.wav'), error: expect.objectContaining({ code: expect.any(String) }) },
    ]);
    expect(commanded).toMatchObject({ code: 0, records: [{ file: tones, intent: null, slots: {} }] });
    const times = performed.records.slice(0, -1).map(({ time_s }) => Number(time_s));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    const events = performed.records.map(({ event, intent, performed }) => ({ event, intent, performed }));
    expect(events).toContainEqual({ event: 'intent', intent: 'HarkTime', performed: undefined });
    expect(events).toContainEqual({ event: 'action', intent: 'HarkTime', performed: false });
    expect(performed.records.at(-1)).toMatchObject({ file: sample, duration_s: 26.4 });
    // Nothing here can perform an action, and says so.
    expect(performed.records.find(({ event }) => event === 'action')?.['error']).toMatchObject({
      code: 'action.unavailable',
    });
    expect(performed).toMatchObject({ code: 1, stderr: expect.stringMatching(/^hark: --act: .+\n$/) });
  });

  it('parse tells what texts ask for, and what is wrong with a grammar in one line', async () => {
    const { code, records } = await hark(['parse', 'set a timer for ten minutes', 'my cat is asleep']);
    expect(code).toBe(0);
    expect(records).toEqual([
      {
        text: 'set a timer for ten minutes',
        intent: 'HarkSetTimer',
        slots: { duration: 'PT10M' },
        confidence: 1,
      },
      { text: 'my cat is asleep', intent: null, slots: {}, confidence: 0 },
    ]);
    const broken = at('broken.yaml');
    await writeFile(broken, 'intents:\n  A:\n    data:\n      - sentences: ["go (home"]\n');
    const refused = await hark(['parse', '--grammar', broken, 'go home']);
    expect(refused).toMatchObject({ code: 65, stdout: '' });
    expect(refused.stderr).toMatch(/^hark: .*broken\.yaml:4:\d+: .+\n$/);
  });

  it('tells all faults of a grammar, what is doubtful, and why a file cannot be read', async () => {
    const text = (...sentences: string[]) =>
      `language: en\nintents:\n  A:\n    data:\n      - sentences:\n${sentences.map((each) => `          - "${each}"\n`).join('')}`;
    const files: Record<string, string> = {
      'three.yaml': text('go (home', 'go [', 'go {'),
      'many.yaml': text(...Array.from({ length: 30 }, (_, i) => `go (${i}`)),
      'doubtful.yaml': `${text('go')}lists:\n  x: { range: { from: 1, to: 2, words: false } }\n`,
      'large.yaml': ' '.repeat(4_000_001),
    };
    for (const [name, content] of Object.entries(files)) await writeFile(at(name), content);
    const parse = (name: string) => hark(['parse', '--grammar', at(name), 'go']);
    const [three, many, doubtful, large, gone, folder, device] = await Promise.all(
      ['three.yaml', 'many.yaml', 'doubtful.yaml', 'large.yaml', 'gone.yaml', 'silent']
        .map(parse)
        .concat(hark(['parse', '--grammar', '/dev/zero', 'go'])),
    );
    expect(three?.stderr).toMatch(
      /^hark: three\.yaml:6:\d+: .+\nhark: three\.yaml:7:.+\nhark: three\.yaml:8:.+\n$/,
    );
    expect(many?.stderr.trimEnd().split('\n')).toHaveLength(21);
    expect(many?.stderr).toMatch(/\nhark: and 10 more\n$/);
    expect(doubtful).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^hark: doubtful\.yaml:8:\d+: .+\n$/),
    });
    expect(large).toMatchObject({ code: 65, stderr: expect.stringMatching(/large\.yaml is larger than/) });
    expect(gone).toMatchObject({
      code: 65,
      stderr: expect.stringMatching(/gone\.yaml cannot be read: there is no such/),
    });
    expect(folder).toMatchObject({
      code: 65,
      stderr: expect.stringMatching(/silent cannot be read: it is a folder/),
    });
    expect(device).toMatchObject({ code: 65, stderr: expect.stringMatching(/cannot be read: it is a pipe/) });
  });

  it.each([
    [[]],
    [['parse', '--grammar', 'a.yaml', '--grammar', 'b.yaml', 'go']],
    [['wake']],
    [['sing', 'x']],
    [['wake', '--threshold', '2', 'x']],
    [['vad', '--provider', 'abacus', 'x']],
    [['vad', '--provider', process.platform === 'darwin' ? 'dml' : 'coreml', 'x']],
    [['doctor', 'x']],
  ])('%j is a usage error: one line on stderr, nothing on stdout', async (words) => {
    const { code, stdout, stderr } = await hark(words);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^hark: .+\n$/);
  });

  it('a model that is missing, unknown or damaged ends the run with 69', async () => {
    const models = resolve(import.meta.dirname, '../../models');
    const empty = at('models');
    await mkdir(join(empty, 'files'), { recursive: true });
    await copyFile(join(models, 'manifest.json'), join(empty, 'manifest.json'));
    const input = at('mixed', 'a-good.wav');
    const missing = await hark(['vad', input], { env: { HARK_MODELS: empty } });
    expect(missing).toMatchObject({ code: 69, stdout: '' });
    expect(missing.stderr).toContain('silero_vad');

    const vad = 'silero_vad_v5.onnx';
    const bytes = await readFile(join(models, 'files', vad));
    bytes[1_000] = (bytes[1_000] ?? 0) ^ 1;
    await writeFile(join(empty, 'files', vad), bytes);
    const damaged = await hark(['vad', input], { env: { HARK_MODELS: empty } });
    expect(damaged).toMatchObject({ code: 69, stdout: '' });
    expect(damaged.stderr).toContain('damaged');

    for (const model of ['hey_nobody', at('gone.onnx')]) {
      expect(await hark(['wake', '--model', model, input])).toMatchObject({ code: 69, stdout: '' });
    }
  });

  it('a reader that left ends the run quietly', async () => {
    const { code, stderr } = await hark(['vad', at('mixed'), at('mixed')], { readOne: true });
    expect({ code, stderr }).toEqual({ code: 74, stderr: '' });
  });

  it.skipIf(process.platform !== 'linux')('a full disk ends the run with a word', async () => {
    const { code, stderr } = await hark(['vad', at('mixed')], { stdoutFile: '/dev/full' });
    expect(code).toBe(74);
    expect(stderr).toMatch(/^hark: .+\n$/);
  });

  it('shows its version and its help', async () => {
    expect(await hark(['--version'])).toMatchObject({ code: 0, stdout: `hark ${packageJson.version}\n` });
    for (const words of [['--help'], ['wake', '--help'], ['vad', '-h']]) {
      const { code, stdout, stderr } = await hark(words);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain('usage: hark');
    }
  });
});
