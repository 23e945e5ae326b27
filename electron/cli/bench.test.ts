import { describe, expect, it } from 'vitest';
import { HarkError } from '../../contract/failures.ts';
import type { Figures } from './bench/measure.ts';
import type { RecognitionFigures } from './bench/recognition.ts';
import { ratiosOf, recognitionRatiosOf, toRecord, toText, voiceRatiosOf } from './bench/report.ts';
import type { VoiceFigures } from './bench/voices.ts';
import { type BenchParts, runBench } from './bench.ts';

const figures = (size: number): Figures => ({
  loadMs: 100 * size,
  hopP50Ms: 0.1 * size,
  hopP99Ms: 0.2 * size,
  cpuSpeech: 0.001 * size,
  cpuSilence: 0.0001 * size,
  peakMemoryBytes: 1e7 * size,
});
const answers = (size: number): RecognitionFigures => ({
  loadMs: 100 * size,
  answerP50Ms: 10 * size,
  answerP95Ms: 20 * size,
  realTimeFactor: 0.1 * size,
  peakMemoryBytes: 1e8 * size,
});
const voices = (size: number): VoiceFigures => ({
  loadMs: 100 * size,
  shortP50Ms: 10 * size,
  shortP95Ms: 20 * size,
  longP50Ms: 30 * size,
  longP95Ms: 40 * size,
  verifyP50Ms: 50 * size,
  verifyP95Ms: 60 * size,
  verifyCpuMs: 70 * size,
  peakMemoryBytes: 1e8 * size,
});
const SIZES: Record<string, number> = {
  'hark-4': 4,
  'openwakeword-4': 8,
  'hark-1': 3,
  'openwakeword-1': 6,
  'porcupine-1': 2,
};

function parts(overrides: Partial<BenchParts> = {}): BenchParts {
  return {
    measure: async ({ name }) => figures(SIZES[name] ?? Number.NaN),
    recognise: async ({ peerOf }) => answers(peerOf === null ? 1 : 4),
    tellVoices: async ({ peerOf }) => voices(peerOf === null ? 1 : 2),
    startup: async () => ({ times: { windowVisible: 812.4, engineReady: 1234.5 } }),
    idle: async () => ({
      figures: { listeningMs: 1_500.4, cpu: 0.0312, memoryBytes: 440e6, processes: 9 },
    }),
    machine: async () => ({
      processor: 'A Processor',
      cores: 2,
      memoryBytes: 8e9,
      system: 'Linux',
      node: '24',
      onnxruntime: '1.30',
    }),
    say: () => {},
    ...overrides,
  };
}

describe('a bench', () => {
  it('measures every subject once a round, and takes medians', async () => {
    const order: string[] = [];
    const report = await runBench(
      parts({
        measure: async ({ name }) => {
          const round = order.filter((other) => other === name).length;
          order.push(name);
          return figures([5, 90, 6][round] ?? Number.NaN);
        },
      }),
      3,
    );
    const round = Object.keys(SIZES);
    expect(order).toEqual([...round, ...round, ...round]);
    expect(report.measured[0]?.outcome).toEqual({ figures: figures(6) });
  });

  it('sets Hark beside the peers with as many words', async () => {
    const ratios = ratiosOf((await runBench(parts(), 1)).measured);
    expect(ratios.map(({ subject, peer, ratios: { cpuSpeech } }) => [subject, peer, cpuSpeech])).toEqual([
      ['hark-4', 'openwakeword-4', 0.5],
      ['hark-1', 'openwakeword-1', 0.5],
      ['hark-1', 'porcupine-1', 1.5],
    ]);
  });

  it('sets understanding beside the plain recogniser', async () => {
    const report = await runBench(parts(), 1);
    expect(recognitionRatiosOf(report.recognition)).toEqual([
      {
        subject: 'hark-command',
        peer: 'moonshine-plain',
        ratios: expect.objectContaining({ answerP50Ms: 0.25 }),
      },
    ]);
    expect(toRecord(report)).toMatchObject({
      recognition: [
        { name: 'hark-command', answer_p50_ms: 10, peer: false },
        { peer: true },
        { peer: false },
      ],
      recognition_ratios: [{ answer_p95: 0.25, load: 0.25 }],
    });
  });

  it('sets telling voices beside the plain network, by medians', async () => {
    const sizes = [5, 90, 6];
    let round = 0;
    const report = await runBench(
      parts({
        tellVoices: async ({ peerOf }) =>
          peerOf === null ? voices(sizes[round++] ?? Number.NaN) : voices(12),
      }),
      3,
    );
    expect(report.voices.map(({ figures }) => figures)).toEqual([voices(6), voices(12)]);
    expect(voiceRatiosOf(report.voices)).toEqual([
      {
        subject: 'speaker',
        peer: 'xvector-plain',
        ratios: expect.objectContaining({ longP95Ms: 0.5, verifyCpuMs: 0.5 }),
      },
    ]);
    expect(toRecord(report)).toMatchObject({
      voices: [
        {
          name: 'speaker',
          peer: false,
          embed_3s_p50_ms: 60,
          embed_3s_p95_ms: 120,
          embed_5s_p50_ms: 180,
          embed_5s_p95_ms: 240,
          verify_5s_p50_ms: 300,
          verify_5s_p95_ms: 360,
          verify_5s_cpu_ms: 420,
          peak_memory_bytes: 6e8,
          load_ms: 600,
        },
        { name: 'xvector-plain', peer: true },
      ],
      voice_ratios: [{ verify_5s_p50: 0.5, peak_memory: 0.5, load: 0.5 }],
    });
  });

  it('leaves out a peer that this machine lacks, and asks for it once', async () => {
    let asked = 0;
    const report = await runBench(
      parts({
        measure: async ({ name }) => {
          if (name !== 'porcupine-1') return figures(1);
          asked++;
          throw new HarkError('usage.invalid', 'it does not load');
        },
      }),
      3,
    );
    expect(asked).toBe(1);
    expect(report.measured.at(-1)?.outcome).toEqual({ skipped: 'it does not load' });
    expect(ratiosOf(report.measured).map(({ peer }) => peer)).not.toContain('porcupine-1');
    expect(toText(report)).toContain('Porcupine 1.9, 1 word: left out, it does not load');
  });

  it('ends when Hark itself cannot be measured', async () => {
    const failing = parts({ measure: () => Promise.reject(new HarkError('model.missing', 'no model')) });
    await expect(runBench(failing, 1)).rejects.toMatchObject({ code: 'model.missing' });
  });

  it('goes on without the app when that does not start', async () => {
    const report = await runBench(parts({ startup: () => Promise.reject(new Error('it fell over')) }), 1);
    expect(report.startup).toEqual({ skipped: 'it fell over' });
  });
});

describe('the report', () => {
  it('is an object with units in its names', async () => {
    const record = toRecord(await runBench(parts(), 1));
    expect(record).toMatchObject({
      machine: { processor: 'A Processor', cores: 2, memory_bytes: 8e9 },
      rounds: 1,
      startup: { window_visible_ms: 812, engine_ready_ms: 1230 },
      idle: { listening_ms: 1500, cpu: 0.0312, memory_bytes: 440_000_000, processes: 9 },
    });
    expect((record as { subjects: object[] }).subjects[0]).toEqual({
      name: 'hark-4',
      title: 'Hark, 4 words',
      words: 4,
      peer: false,
      hop_p50_ms: 0.4,
      hop_p99_ms: 0.8,
      cpu_s_per_audio_s_speech: 0.004,
      cpu_s_per_audio_s_silence: 0.0004,
      peak_memory_bytes: 4e7,
      load_ms: 400,
    });
  });

  it('is tables whose columns line up', async () => {
    const lines = toText(await runBench(parts(), 1)).split('\n');
    const rows = lines.filter((line) => line.startsWith('|'));
    expect(rows).toHaveLength(7 + 5 + 6 + 5);
    expect(new Set(rows.slice(0, 7).map((row) => row.length)).size).toBe(1);
    expect(lines).toContainEqual(expect.stringContaining('A Processor, 2 cores, 8 GB'));
    expect(lines.slice(-2)).toEqual([
      'App: window visible after 812 ms, engine ready after 1235 ms',
      'App in a quiet room: listening after 1500 ms, then 3.1 % of a core and 440 MB (proportional) for 9 processes',
    ]);
  });
});
