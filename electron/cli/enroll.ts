/** `hark enroll`: a profile of a voice, made of recordings of it. */
import { randomUUID } from 'node:crypto';
import { type FailureCode, HarkError } from '../../contract/failures.ts';
import { REFERENCES_MAX, type TakeVerdict } from '../../contract/speaker.ts';
import { openRecording } from '../engine/audio/decode.ts';
import { alikeTakes, MICROPHONES_LIKENESS_MIN, meanCosine } from '../engine/speaker/likeness.ts';
import { requireModel } from '../engine/speaker/sealedPrint.ts';
import type { SpeakerEmbedder } from '../engine/speaker/speakerEmbedder.ts';
import type { Reference, Voiceprint } from '../engine/speaker/voiceprint.ts';
import { knownVoice } from '../engine/speaker/voices.ts';
import { type Call, requireOperands } from './commandLine.ts';
import { dataFolder } from './dataFolder.ts';
import { EXIT, type ExitCode, exitCodeOf } from './exitCodes.ts';
import { type Input, listInputs } from './inputs.ts';
import { checkName, VoiceFiles } from './voiceFiles.ts';
import { loadEmbedder, targetFar, toSeconds, type Voiced, voiceIn } from './voiceModel.ts';

/** Of one recording, and of all together, ms. */
const SPEECH_MIN_MS = 1_000;
const ENROLLMENT_MIN_MS = 3_000;
const SNR_MIN_DB = 3;
const CLIPPING_MAX = 0.02;

interface Rejected {
  file: string;
  code: FailureCode | TakeVerdict;
}

export async function enroll(call: Call): Promise<ExitCode> {
  requireOperands(call, 'files');
  const name = checkName(requireProfile(call));
  const far = targetFar(call);
  const files = new VoiceFiles(dataFolder(call.global.data), (line) => call.output.say(line));
  const embedder = await loadEmbedder(call);
  try {
    const base = call.options.flag('add') ? (await files.find(name)).print : null;
    if (base !== null) requireModel(base, embedder);
    const { samples, taken, rejected } = await takeAll(call, embedder);
    const own = keepAlike(taken, base, rejected);
    const speechMs = own.reduce((sum, { voice }) => sum + voice.speechMs, 0);
    const references = [...(base?.references ?? []), ...own.map(({ voice }) => referenceOf(voice))];
    const enough = speechMs >= ENROLLMENT_MIN_MS;
    const report = { profile: name, samples, accepted: own.length, rejected, speech_s: toSeconds(speechMs) };
    if (!enough || references.length > REFERENCES_MAX) {
      const error = enough
        ? new HarkError('profile.full', `a profile holds at most ${REFERENCES_MAX} references`)
        : new HarkError(
            'enrollment.speech',
            `${toSeconds(speechMs)} s of usable speech; ${toSeconds(ENROLLMENT_MIN_MS)} s are needed`,
          );
      await call.output.result({
        ...report,
        cohesion: null,
        threshold: null,
        error: { code: error.code, message: error.message },
      });
      return EXIT.input;
    }
    const print: Voiceprint = { model: embedder.model, modelSha256: embedder.modelSha256, references };
    const { summary } = knownVoice(name, print, far, embedder.backend.cohort);
    await files.keep(name, print);
    await call.output.result({
      ...report,
      cohesion: summary.cohesion,
      threshold: summary.threshold,
      strict_threshold: summary.strictThreshold,
      target_far: far,
      quality: summary.quality,
    });
    return rejected.length > 0 ? EXIT.input : EXIT.ok;
  } finally {
    await embedder.close();
  }
}

/** @throws HarkError usage.invalid */
export function requireProfile({ options }: Pick<Call, 'options'>): string {
  const name = options.text('profile');
  if (name === undefined) throw new HarkError('usage.invalid', 'no --profile given');
  return name;
}

interface Taken {
  file: string;
  voice: Voiced;
}

async function takeAll(
  { operands }: Call,
  embedder: SpeakerEmbedder,
): Promise<{ samples: number; taken: Taken[]; rejected: Rejected[] }> {
  const taken: Taken[] = [];
  const rejected: Rejected[] = [];
  let samples = 0;
  for await (const input of listInputs(operands, process.stdin)) {
    samples += 1;
    const { file } = input;
    try {
      const voice = await voiceOf(input, embedder);
      const code = faultOf(voice);
      if (code === null) taken.push({ file, voice });
      else rejected.push({ file, code });
    } catch (error) {
      if (!(error instanceof HarkError) || exitCodeOf(error.code) !== EXIT.input) throw error;
      rejected.push({ file, code: error.code });
    }
  }
  return { samples, taken, rejected };
}

async function voiceOf(input: Input, embedder: SpeakerEmbedder): Promise<Voiced> {
  if ('error' in input) throw new HarkError(input.error.code, input.error.message);
  const recording = await openRecording(await input.open());
  try {
    return await voiceIn(recording, embedder);
  } finally {
    await recording.close();
  }
}

function faultOf({ speechMs, snrDb, clippingRatio }: Voiced): TakeVerdict | null {
  if (speechMs < SPEECH_MIN_MS) return 'too_short';
  if (clippingRatio > CLIPPING_MAX) return 'clipped';
  return snrDb !== null && snrDb < SNR_MIN_DB ? 'too_noisy' : null;
}

/** Leaves out what is another voice than the rest, or than the profile that it is added to. */
function keepAlike(taken: readonly Taken[], base: Voiceprint | null, rejected: Rejected[]): Taken[] {
  const known = (base?.references ?? []).filter(({ kind }) => kind === 'speech');
  const own = taken.map(({ voice }) => {
    const likeness = meanCosine(
      voice.embedding,
      known.map(({ embedding }) => embedding),
    );
    return likeness === null || likeness >= MICROPHONES_LIKENESS_MIN;
  });
  const candidates = taken.filter((_, i) => own[i]);
  const alike = alikeTakes(candidates.map(({ voice }) => voice.embedding));
  const kept = new Set(candidates.filter((_, i) => alike[i]));
  for (const each of taken) if (!kept.has(each)) rejected.push({ file: each.file, code: 'another_voice' });
  return [...kept];
}

function referenceOf({ embedding, speechMs, snrDb }: Voiced): Reference {
  return {
    id: randomUUID(),
    origin: 'file',
    kind: 'speech',
    microphone: '',
    at: Date.now(),
    speechMs,
    snrDb,
    embedding,
  };
}
