/** What a bench found: for programs as an object, for people as tables. */

import type { Idle } from './idle.ts';
import type { Figures } from './measure.ts';
import type { RecognitionFigures, RecognitionSubject } from './recognition.ts';
import type { Startup } from './startup.ts';
import { median } from './statistics.ts';
import type { Subject } from './subjects.ts';
import { PROFILES, type VoiceFigures, type VoiceSubject } from './voices.ts';

export interface Machine {
  processor: string;
  cores: number;
  memoryBytes: number;
  system: string;
  node: string;
  onnxruntime: string;
}

export interface Measured {
  subject: Pick<Subject, 'name' | 'title' | 'words' | 'peer'>;
  /** Medians over all rounds, or why there are none. */
  outcome: { figures: Figures } | { skipped: string };
}

export interface Recognised {
  subject: Pick<RecognitionSubject, 'name' | 'title' | 'peerOf'>;
  figures: RecognitionFigures;
}

export interface ToldVoices {
  subject: Pick<VoiceSubject, 'name' | 'title' | 'peerOf'>;
  figures: VoiceFigures;
}

export interface BenchReport {
  machine: Machine;
  rounds: number;
  measured: Measured[];
  recognition: Recognised[];
  voices: ToldVoices[];
  startup: Startup;
  idle: Idle;
}

const FIGURES = ['loadMs', 'hopP50Ms', 'hopP99Ms', 'cpuSpeech', 'cpuSilence', 'peakMemoryBytes'] as const;
const BYTES_PER_MEGABYTE = 1e6;
const SIGNIFICANT_DIGITS = 3;

/** Each figure by itself: the rounds with the median latency and the median memory need not be the same. */
export function medians(rounds: readonly Figures[]): Figures {
  const of = (figure: keyof Figures) => median(rounds.map((round) => round[figure]));
  return {
    loadMs: of('loadMs'),
    hopP50Ms: of('hopP50Ms'),
    hopP99Ms: of('hopP99Ms'),
    cpuSpeech: of('cpuSpeech'),
    cpuSilence: of('cpuSilence'),
    peakMemoryBytes: of('peakMemoryBytes'),
  };
}

/** Each figure by itself, as above. */
export function recognitionMedians(rounds: readonly RecognitionFigures[]): RecognitionFigures {
  const of = (figure: keyof RecognitionFigures) => median(rounds.map((round) => round[figure]));
  return {
    loadMs: of('loadMs'),
    answerP50Ms: of('answerP50Ms'),
    answerP95Ms: of('answerP95Ms'),
    realTimeFactor: of('realTimeFactor'),
    peakMemoryBytes: of('peakMemoryBytes'),
  };
}

/** Each figure by itself, as above. */
export function voiceMedians(rounds: readonly VoiceFigures[]): VoiceFigures {
  return mapVoiceFigures((figure) => median(rounds.map((round) => round[figure])));
}

function mapVoiceFigures(value: (figure: keyof VoiceFigures) => number): VoiceFigures {
  return {
    loadMs: value('loadMs'),
    shortP50Ms: value('shortP50Ms'),
    shortP95Ms: value('shortP95Ms'),
    longP50Ms: value('longP50Ms'),
    longP95Ms: value('longP95Ms'),
    verifyP50Ms: value('verifyP50Ms'),
    verifyP95Ms: value('verifyP95Ms'),
    verifyCpuMs: value('verifyCpuMs'),
    peakMemoryBytes: value('peakMemoryBytes'),
  };
}

/** A figure of Hark over the same of a peer with as many words: under 1 is better. */
export interface Ratio {
  subject: string;
  peer: string;
  ratios: Figures;
}

export function ratiosOf(measured: readonly Measured[]): Ratio[] {
  const present = measured.flatMap(({ subject, outcome }) =>
    'figures' in outcome ? [{ subject, figures: outcome.figures }] : [],
  );
  return present
    .filter(({ subject }) => !subject.peer)
    .flatMap((own) =>
      present
        .filter(({ subject }) => subject.peer && subject.words === own.subject.words)
        .map((peer) => ({
          subject: own.subject.name,
          peer: peer.subject.name,
          ratios: mapFigures((figure) => own.figures[figure] / peer.figures[figure]),
        })),
    );
}

function mapFigures(value: (figure: (typeof FIGURES)[number]) => number): Figures {
  return Object.fromEntries(FIGURES.map((figure) => [figure, value(figure)])) as unknown as Figures;
}

/** The report as `hark bench --json` prints it. */
export function toRecord({
  machine,
  rounds,
  measured,
  recognition,
  voices,
  startup,
  idle,
}: BenchReport): object {
  return {
    machine: {
      processor: machine.processor,
      cores: machine.cores,
      memory_bytes: machine.memoryBytes,
      system: machine.system,
      node: machine.node,
      onnxruntime: machine.onnxruntime,
    },
    rounds,
    subjects: measured.map(({ subject, outcome }) => ({
      name: subject.name,
      title: subject.title,
      words: subject.words,
      peer: subject.peer,
      ...('figures' in outcome ? figuresRecord(outcome.figures) : { skipped: outcome.skipped }),
    })),
    ratios: ratiosOf(measured).map(({ subject, peer, ratios }) => ({
      subject,
      peer,
      ...ratiosRecord(ratios),
    })),
    recognition: recognition.map(({ subject, figures }) => ({
      name: subject.name,
      title: subject.title,
      peer: subject.peerOf !== null,
      ...recognitionRecord(figures),
    })),
    recognition_ratios: recognitionRatiosOf(recognition).map(({ subject, peer, ratios }) => ({
      subject,
      peer,
      answer_p50: rounded(ratios.answerP50Ms),
      answer_p95: rounded(ratios.answerP95Ms),
      real_time_factor: rounded(ratios.realTimeFactor),
      peak_memory: rounded(ratios.peakMemoryBytes),
      load: rounded(ratios.loadMs),
    })),
    voices: voices.map(({ subject, figures }) => ({
      name: subject.name,
      title: subject.title,
      peer: subject.peerOf !== null,
      ...voiceRecord(figures),
    })),
    voice_ratios: voiceRatiosOf(voices).map(({ subject, peer, ratios }) => ({
      subject,
      peer,
      embed_3s_p50: rounded(ratios.shortP50Ms),
      embed_3s_p95: rounded(ratios.shortP95Ms),
      embed_5s_p50: rounded(ratios.longP50Ms),
      embed_5s_p95: rounded(ratios.longP95Ms),
      verify_5s_p50: rounded(ratios.verifyP50Ms),
      verify_5s_p95: rounded(ratios.verifyP95Ms),
      verify_5s_cpu: rounded(ratios.verifyCpuMs),
      peak_memory: rounded(ratios.peakMemoryBytes),
      load: rounded(ratios.loadMs),
    })),
    startup:
      'times' in startup
        ? {
            window_visible_ms: rounded(startup.times.windowVisible),
            engine_ready_ms: rounded(startup.times.engineReady),
          }
        : startup,
    idle:
      'figures' in idle
        ? {
            listening_ms: rounded(idle.figures.listeningMs),
            cpu: rounded(idle.figures.cpu),
            memory_bytes: idle.figures.memoryBytes,
            processes: idle.figures.processes,
          }
        : idle,
  };
}

/** Hark over its peer, figure by figure: under 1 is better. */
export function recognitionRatiosOf(
  recognition: readonly Recognised[],
): { subject: string; peer: string; ratios: RecognitionFigures }[] {
  return recognition.flatMap((peer) => {
    const own = recognition.find(({ subject }) => subject.name === peer.subject.peerOf);
    if (own === undefined) return [];
    const ratio = (figure: keyof RecognitionFigures) => own.figures[figure] / peer.figures[figure];
    const ratios = {
      loadMs: ratio('loadMs'),
      answerP50Ms: ratio('answerP50Ms'),
      answerP95Ms: ratio('answerP95Ms'),
      realTimeFactor: ratio('realTimeFactor'),
      peakMemoryBytes: ratio('peakMemoryBytes'),
    };
    return [{ subject: own.subject.name, peer: peer.subject.name, ratios }];
  });
}

/** Hark over its peer, as above. */
export function voiceRatiosOf(
  voices: readonly ToldVoices[],
): { subject: string; peer: string; ratios: VoiceFigures }[] {
  return voices.flatMap((peer) => {
    const own = voices.find(({ subject }) => subject.name === peer.subject.peerOf);
    if (own === undefined) return [];
    const ratios = mapVoiceFigures((figure) => own.figures[figure] / peer.figures[figure]);
    return [{ subject: own.subject.name, peer: peer.subject.name, ratios }];
  });
}

function voiceRecord(figures: VoiceFigures): object {
  return {
    embed_3s_p50_ms: rounded(figures.shortP50Ms),
    embed_3s_p95_ms: rounded(figures.shortP95Ms),
    embed_5s_p50_ms: rounded(figures.longP50Ms),
    embed_5s_p95_ms: rounded(figures.longP95Ms),
    verify_5s_p50_ms: rounded(figures.verifyP50Ms),
    verify_5s_p95_ms: rounded(figures.verifyP95Ms),
    verify_5s_cpu_ms: rounded(figures.verifyCpuMs),
    peak_memory_bytes: Math.round(figures.peakMemoryBytes),
    load_ms: rounded(figures.loadMs),
  };
}

function recognitionRecord(figures: RecognitionFigures): object {
  return {
    answer_p50_ms: rounded(figures.answerP50Ms),
    answer_p95_ms: rounded(figures.answerP95Ms),
    real_time_factor: rounded(figures.realTimeFactor),
    peak_memory_bytes: Math.round(figures.peakMemoryBytes),
    load_ms: rounded(figures.loadMs),
  };
}

function figuresRecord(figures: Figures): object {
  return {
    hop_p50_ms: rounded(figures.hopP50Ms),
    hop_p99_ms: rounded(figures.hopP99Ms),
    cpu_s_per_audio_s_speech: rounded(figures.cpuSpeech),
    cpu_s_per_audio_s_silence: rounded(figures.cpuSilence),
    peak_memory_bytes: Math.round(figures.peakMemoryBytes),
    load_ms: rounded(figures.loadMs),
  };
}

function ratiosRecord(ratios: Figures): object {
  return {
    hop_p50: rounded(ratios.hopP50Ms),
    hop_p99: rounded(ratios.hopP99Ms),
    cpu_speech: rounded(ratios.cpuSpeech),
    cpu_silence: rounded(ratios.cpuSilence),
    peak_memory: rounded(ratios.peakMemoryBytes),
    load: rounded(ratios.loadMs),
  };
}

/** The report as tables of Markdown, ready to be pasted into a document. */
export function toText({
  machine,
  rounds,
  measured,
  recognition,
  voices,
  startup,
  idle,
}: BenchReport): string {
  const gigabytes = (machine.memoryBytes / 1e9).toFixed(0);
  const skipped = measured.flatMap(({ subject, outcome }) =>
    'skipped' in outcome ? [`${subject.title}: left out, ${outcome.skipped}`] : [],
  );
  const started =
    'times' in startup
      ? `App: window visible after ${Math.round(startup.times.windowVisible)} ms, ` +
        `engine ready after ${Math.round(startup.times.engineReady)} ms`
      : `App: not started, ${startup.skipped}`;
  const rests =
    'figures' in idle
      ? `App in a quiet room: listening after ${Math.round(idle.figures.listeningMs)} ms, then ` +
        `${(100 * idle.figures.cpu).toFixed(1)} % of a core and ${Math.round(idle.figures.memoryBytes / 1e6)} MB ` +
        `(proportional) for ${idle.figures.processes} processes`
      : `App in a quiet room: not measured, ${idle.skipped}`;
  return [
    `${machine.processor}, ${machine.cores} cores, ${gigabytes} GB; ${machine.system}; Node ${machine.node}, ONNX Runtime ${machine.onnxruntime}`,
    `Medians of ${rounds} rounds; CPU in seconds per second of audio; a hop is 80 ms`,
    '',
    ...table([
      ['', 'hop p50 ms', 'hop p99 ms', 'CPU in speech', 'CPU in silence', 'peak memory MB', 'load ms'],
      ...measured.flatMap(({ subject, outcome }) =>
        'figures' in outcome ? [[subject.title, ...cells(outcome.figures, BYTES_PER_MEGABYTE)]] : [],
      ),
    ]),
    ...skipped,
    '',
    'Hark over its peers, under 1 is better:',
    '',
    ...table([
      ['', 'hop p50', 'hop p99', 'CPU in speech', 'CPU in silence', 'peak memory', 'load'],
      ...ratiosOf(measured).map(({ subject, peer, ratios }) => [`${subject} / ${peer}`, ...cells(ratios, 1)]),
    ]),
    '',
    'Understanding the lines of the sample, from the end of each to its answer:',
    '',
    ...table([
      ['', 'answer p50 ms', 'answer p95 ms', 'real-time factor', 'peak memory MB', 'load ms'],
      ...recognition.map(({ subject, figures }) => [
        subject.title,
        ...recognitionCells(figures, BYTES_PER_MEGABYTE),
      ]),
      ...recognitionRatiosOf(recognition).map(({ subject, peer, ratios }) => [
        `${subject} / ${peer}`,
        ...recognitionCells(ratios, 1),
      ]),
    ]),
    '',
    'Telling voices in 3 s and 5 s of the lines of the sample: the embedding, for Hark of the speech alone once it is found,',
    `and whose of ${PROFILES} voices 5 s are, for Hark with finding the speech:`,
    '',
    ...table([
      [
        '',
        '3 s p50 ms',
        '3 s p95 ms',
        '5 s p50 ms',
        '5 s p95 ms',
        'verify p50 ms',
        'verify p95 ms',
        'verify CPU ms',
        'peak memory MB',
        'load ms',
      ],
      ...voices.map(({ subject, figures }) => [subject.title, ...voiceCells(figures, BYTES_PER_MEGABYTE)]),
      ...voiceRatiosOf(voices).map(({ subject, peer, ratios }) => [
        `${subject} / ${peer}`,
        ...voiceCells(ratios, 1),
      ]),
    ]),
    '',
    started,
    rests,
  ].join('\n');
}

function cells(figures: Figures, memoryUnit: number): string[] {
  const { hopP50Ms, hopP99Ms, cpuSpeech, cpuSilence, peakMemoryBytes, loadMs } = figures;
  return [hopP50Ms, hopP99Ms, cpuSpeech, cpuSilence, peakMemoryBytes / memoryUnit, loadMs].map((value) =>
    String(rounded(value)),
  );
}

function recognitionCells(figures: RecognitionFigures, memoryUnit: number): string[] {
  const { answerP50Ms, answerP95Ms, realTimeFactor, peakMemoryBytes, loadMs } = figures;
  return [answerP50Ms, answerP95Ms, realTimeFactor, peakMemoryBytes / memoryUnit, loadMs].map((value) =>
    String(rounded(value)),
  );
}

function voiceCells(figures: VoiceFigures, memoryUnit: number): string[] {
  return [
    figures.shortP50Ms,
    figures.shortP95Ms,
    figures.longP50Ms,
    figures.longP95Ms,
    figures.verifyP50Ms,
    figures.verifyP95Ms,
    figures.verifyCpuMs,
    figures.peakMemoryBytes / memoryUnit,
    figures.loadMs,
  ].map((value) => String(rounded(value)));
}

/** Rows of equally many cells, the first row being the head. */
function table(rows: readonly string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join(' | ')} |`;
  const rule = `|${widths.map((width, at) => '-'.repeat(width + 1) + (at === 0 ? '-' : ':')).join('|')}|`;
  const [head = [], ...body] = rows;
  return [line(head), rule, ...body.map(line)];
}

function rounded(value: number): number {
  return Number(value.toPrecision(SIGNIFICANT_DIGITS));
}
