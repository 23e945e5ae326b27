/** `hark bench`: what listening costs on this machine, beside the peers that run on it. */
import { execFile } from 'node:child_process';
import { arch, availableParallelism, cpus, release, totalmem, type } from 'node:os';
import { describeFailure, HarkError } from '../../contract/failures.ts';
import { wavOf } from '../engine/speaker/recordingFile.ts';
import { type Idle, measureIdle } from './bench/idle.ts';
import { readMaterial } from './bench/material.ts';
import { type Figures, measure } from './bench/measure.ts';
import {
  measureRecognition,
  RECOGNITION_SUBJECTS,
  type RecognitionFigures,
  type RecognitionSubject,
} from './bench/recognition.ts';
import {
  type BenchReport,
  type Machine,
  type Measured,
  medians,
  recognitionMedians,
  toRecord,
  toText,
  voiceMedians,
} from './bench/report.ts';
import { findApp, measureStartup, type Startup } from './bench/startup.ts';
import { SUBJECTS, type Subject } from './bench/subjects.ts';
import { measureVoices, VOICE_SUBJECTS, type VoiceFigures, type VoiceSubject } from './bench/voices.ts';
import { type Call, requireNoOperands } from './commandLine.ts';
import { findCheckout } from './doctor.ts';
import { EXIT, type ExitCode } from './exitCodes.ts';

/** Every subject once a round, so that whatever else the machine does meets all of them alike. */
const ROUNDS = 5;
/** One measurement takes seconds; a machine on which it takes this long is no machine to measure on. */
const SUBJECT_TIMEOUT_MS = 300_000;
/** The whole app, as a subject. */
const IDLE = 'idle';

export interface BenchParts {
  /** One measurement of a subject, in a process of its own. @throws HarkError */
  measure(subject: Subject): Promise<Figures>;
  recognise(subject: RecognitionSubject): Promise<RecognitionFigures>;
  tellVoices(subject: VoiceSubject): Promise<VoiceFigures>;
  startup(): Promise<Startup>;
  /** The whole app in a quiet room. */
  idle(): Promise<Idle>;
  machine(): Promise<Machine>;
  say(line: string): void;
}

export async function bench(call: Call): Promise<ExitCode> {
  requireNoOperands(call);
  const { options, output } = call;
  const name = options.text('subject');
  if (name !== undefined) {
    await output.result(await measureNamed(name));
    return EXIT.ok;
  }
  const report = await runBench({
    measure: ({ name }) => measureApart<Figures>(name),
    recognise: ({ name }) => measureApart<RecognitionFigures>(name),
    tellVoices: ({ name }) => measureApart<VoiceFigures>(name),
    startup: () => measureStartup(findApp(findCheckout(import.meta.dirname))),
    idle,
    machine: thisMachine,
    say: (line) => output.say(line),
  });
  if (options.flag('json')) await output.result(toRecord(report));
  else await output.text(toText(report));
  return EXIT.ok;
}

/** @throws HarkError when Hark itself cannot be measured; a peer that cannot is left out */
export async function runBench(parts: BenchParts, rounds = ROUNDS): Promise<BenchReport> {
  const figures = new Map<Subject, Figures[]>(SUBJECTS.map((subject) => [subject, []]));
  const skipped = new Map<Subject, string>();
  const recognised = new Map<RecognitionSubject, RecognitionFigures[]>(
    RECOGNITION_SUBJECTS.map((subject) => [subject, []]),
  );
  const told = new Map<VoiceSubject, VoiceFigures[]>(VOICE_SUBJECTS.map((subject) => [subject, []]));
  for (let round = 0; round < rounds; round++) {
    parts.say(`round ${round + 1} of ${rounds}`);
    for (const [subject, measured] of figures) {
      if (skipped.has(subject)) continue;
      try {
        measured.push(await parts.measure(subject));
      } catch (error) {
        if (!subject.peer) throw error;
        skipped.set(subject, describeFailure(error).message);
      }
    }
    for (const [subject, figures] of recognised) figures.push(await parts.recognise(subject));
    for (const [subject, figures] of told) figures.push(await parts.tellVoices(subject));
  }
  const measured = SUBJECTS.map((subject): Measured => {
    const reason = skipped.get(subject);
    if (reason !== undefined) return { subject, outcome: { skipped: reason } };
    return { subject, outcome: { figures: medians(figures.get(subject) ?? []) } };
  });
  parts.say('starting the app');
  const startup = await parts
    .startup()
    .catch((error: unknown): Startup => ({ skipped: describeFailure(error).message }));
  parts.say('leaving it in a quiet room');
  const idle = await parts
    .idle()
    .catch((error: unknown): Idle => ({ skipped: describeFailure(error).message }));
  const recognition = [...recognised].map(([subject, rounds]) => ({
    subject,
    figures: recognitionMedians(rounds),
  }));
  const voices = [...told].map(([subject, rounds]) => ({ subject, figures: voiceMedians(rounds) }));
  return { machine: await parts.machine(), rounds, measured, recognition, voices, startup, idle };
}

async function idle(): Promise<Idle> {
  const { silence } = await readMaterial();
  const room = Int16Array.from(
    silence.flatMap((hop) => [...hop]),
    (sample) => Math.round(sample * 32_767),
  );
  return measureIdle(findApp(findCheckout(import.meta.dirname)), wavOf(new Uint8Array(room.buffer)));
}

async function measureNamed(name: string): Promise<Figures | RecognitionFigures | VoiceFigures | Idle> {
  if (name === IDLE) return idle();
  const recognises = RECOGNITION_SUBJECTS.find((subject) => subject.name === name);
  const tellsVoices = VOICE_SUBJECTS.find((subject) => subject.name === name);
  const material = await readMaterial();
  if (recognises !== undefined) return measureRecognition(recognises.load, material.utterances);
  if (tellsVoices !== undefined) return measureVoices(tellsVoices.load, material.utterances);
  return measure(subjectCalled(name).load, material);
}

function subjectCalled(name: string): Subject {
  const found = SUBJECTS.find((subject) => subject.name === name);
  if (found === undefined) {
    const subjects = [...SUBJECTS, ...RECOGNITION_SUBJECTS, ...VOICE_SUBJECTS];
    const known = [...subjects.map((subject) => subject.name), IDLE].join(', ');
    throw new HarkError('usage.invalid', `no subject is called "${name}"; there are: ${known}`);
  }
  return found;
}

/** `hark bench --subject NAME`, by the same program that this is. */
function measureApart<F>(name: string): Promise<F> {
  const program = process.argv[1] ?? '';
  const words = [...process.execArgv, program, 'bench', '--subject', name];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, words, { timeout: SUBJECT_TIMEOUT_MS }, (error, stdout, stderr) => {
      if (error === null) return resolve(JSON.parse(stdout) as F);
      const words = stderr
        .trim()
        .split('\n')
        .at(-1)
        ?.replace(/^hark: /, '');
      const code = error.code === EXIT.model ? 'model.unusable' : 'internal';
      reject(new HarkError(code, words || `${name} could not be measured`, { cause: error }));
    });
  });
}

async function thisMachine(): Promise<Machine> {
  const { RUNTIME_VERSION } = await import('../engine/session/runtime.ts');
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown processor',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    system: `${type()} ${release()} ${arch()}`,
    node: process.versions.node,
    onnxruntime: RUNTIME_VERSION,
  };
}
