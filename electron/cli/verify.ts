/** `hark verify` and `hark identify`: whose voice a recording is, by the profiles of this program. */
import { describeFailure } from '../../contract/failures.ts';
import { requireModel } from '../engine/speaker/sealedPrint.ts';
import type { SpeakerEmbedder } from '../engine/speaker/speakerEmbedder.ts';
import { judgeVoice, type KnownVoice, knownVoice } from '../engine/speaker/voices.ts';
import { type Call, requireOperands } from './commandLine.ts';
import { dataFolder } from './dataFolder.ts';
import { eachRecording } from './eachRecording.ts';
import { requireProfile } from './enroll.ts';
import type { ExitCode } from './exitCodes.ts';
import { samplesOf } from './recordingSamples.ts';
import { VoiceFiles } from './voiceFiles.ts';
import {
  householdOf,
  loadEmbedder,
  RECORDING_MAX_S,
  targetFar,
  toSeconds,
  voiceIn,
  voiceOf,
} from './voiceModel.ts';

export async function verify(call: Call): Promise<ExitCode> {
  requireOperands(call, 'files');
  const name = requireProfile(call);
  const far = targetFar(call);
  const files = voiceFiles(call);
  const { id, name: profile, print } = await files.find(name);
  const embedder = await loadEmbedder(call);
  try {
    requireModel(print, embedder);
    const household = householdOf(id, await files.all(), embedder);
    const known = knownVoice(profile, print, far, embedder.backend.cohort, household);
    return await eachRecording(call.operands, call.output, async (recording) => {
      const samples = await samplesOf(recording, RECORDING_MAX_S);
      const began = performance.now();
      const voice = await voiceOf(samples, embedder);
      const { outcome, score, threshold, strictThreshold } = judgeVoice(voice, [known], 'speech');
      return {
        profile,
        score,
        threshold,
        accepted: outcome === 'known',
        speech_s: toSeconds(voice.speechMs),
        quality: { snr_db: voice.snrDb, clipping_ratio: voice.clippingRatio },
        latency_ms: Math.round((performance.now() - began) * 10) / 10,
        outcome,
        strict_threshold: strictThreshold,
      };
    });
  } finally {
    await embedder.close();
  }
}

export async function identify(call: Call): Promise<ExitCode> {
  requireOperands(call, 'files');
  const embedder = await loadEmbedder(call);
  try {
    const voices = await knownVoices(call, embedder);
    const nameOf = new Map(voices.map(({ name, known }) => [known.profileId, name]));
    return await eachRecording(call.operands, call.output, async (recording) => {
      const voice = await voiceIn(recording, embedder);
      const judged = judgeVoice(
        voice,
        voices.map(({ known }) => known),
        'speech',
      );
      const { score, threshold } = judged;
      return {
        profile: judged.profileId === null ? null : (nameOf.get(judged.profileId) ?? null),
        score,
        // Over the threshold, where there is no other profile.
        margin: judged.margin ?? (score === null ? null : toScore(score - (threshold ?? 0))),
        threshold,
        outcome: judged.outcome,
        speech_s: toSeconds(voice.speechMs),
      };
    });
  } finally {
    await embedder.close();
  }
}

async function knownVoices(
  call: Call,
  embedder: SpeakerEmbedder,
): Promise<{ name: string; known: KnownVoice }[]> {
  const far = targetFar(call);
  const found = await voiceFiles(call).all();
  const usable = found.flatMap((voice) => {
    try {
      if ('error' in voice) throw voice.error;
      requireModel(voice.print, embedder);
      return [voice];
    } catch (error) {
      call.output.say(`hark: a profile is left out: ${describeFailure(error).message}`);
      return [];
    }
  });
  return usable.map(({ id, name, print }) => {
    const household = householdOf(id, usable, embedder);
    return { name, known: knownVoice(id, print, far, embedder.backend.cohort, household) };
  });
}

/** Without the noise of binary fractions. */
function toScore(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}

function voiceFiles({ global, output }: Call): VoiceFiles {
  return new VoiceFiles(dataFolder(global.data), (line) => output.say(line));
}
