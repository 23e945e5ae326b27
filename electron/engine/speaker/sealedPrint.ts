/** Voiceprints, drafts and recordings, sealed and opened: what is kept on disk, by whichever front. */
import { HarkError } from '../../../contract/failures.ts';
import type { Draft } from './draft.ts';
import { open, openExport, seal, sealExport } from './sealed.ts';
import type { Voiceprint } from './voiceprint.ts';
import {
  decodeDraft,
  decodeExport,
  decodePrint,
  encodeDraft,
  encodeExport,
  encodePrint,
} from './voiceprintCodec.ts';

/** Which model a voiceprint has to be of. */
export interface SpeakerModel {
  model: string;
  modelSha256: string;
}

/** @param key KEY_BYTES */
export function sealPrint(print: Voiceprint, profileId: string, key: Uint8Array): Uint8Array<ArrayBuffer> {
  return briefly(encodePrint(print), (plain) => seal('voiceprint', profileId, key, plain));
}

/** @throws HarkError profile.foreign_key, profile.damaged */
export function openPrint(sealed: Uint8Array, profileId: string, key: Uint8Array): Voiceprint {
  return briefly(open('voiceprint', profileId, key, sealed), decodePrint);
}

export function sealDraft(draft: Draft, draftId: string, key: Uint8Array): Uint8Array<ArrayBuffer> {
  return briefly(encodeDraft(draft), (plain) => seal('draft', draftId, key, plain));
}

/** @throws HarkError profile.foreign_key, profile.damaged */
export function openDraft(sealed: Uint8Array, draftId: string, key: Uint8Array): Draft {
  return briefly(open('draft', draftId, key, sealed), decodeDraft);
}

/** A profile for another machine, under its name. */
export async function exportPrint(
  name: string,
  print: Voiceprint,
  passphrase: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const plain = encodeExport(name, print);
  try {
    return await sealExport(plain, passphrase);
  } finally {
    plain.fill(0);
  }
}

/**
 * What is dated later than now, by another clock, is of now: the wait until more is learned would have no end.
 *
 * @param now wall clock, ms since the epoch
 * @throws HarkError profile.passphrase, profile.damaged
 */
export async function importPrint(
  file: Uint8Array,
  passphrase: string,
  now = Date.now(),
): Promise<{ name: string; print: Voiceprint }> {
  const { name, print } = briefly(await openExport(file, passphrase), decodeExport);
  const references = print.references.map((reference) => ({ ...reference, at: Math.min(reference.at, now) }));
  return { name, print: { ...print, references } };
}

/** @param samples 16 kHz mono in -1..1, at most TAKE_MAX_MS */
export function sealRecording(
  samples: Float32Array,
  owner: string,
  key: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const pcm = new Uint8Array(samples.length * 2);
  const view = new DataView(pcm.buffer);
  for (const [i, sample] of samples.entries()) {
    view.setInt16(i * 2, Math.min(32_767, Math.max(-32_768, Math.round(sample * 32_768))), true);
  }
  return briefly(pcm, (plain) => seal('recording', owner, key, plain));
}

/**
 * @returns the 16-bit samples, little-endian
 * @throws HarkError profile.foreign_key, profile.damaged
 */
export function openRecording(sealed: Uint8Array, owner: string, key: Uint8Array): Uint8Array {
  return open('recording', owner, key, sealed);
}

/** @throws HarkError profile.foreign_model where another model made it */
export function requireModel(made: SpeakerModel, wanted: SpeakerModel): void {
  if (made.modelSha256 === wanted.modelSha256) return;
  throw new HarkError(
    'profile.foreign_model',
    `this voice was learned with ${made.model}, and Hark now uses ${wanted.model}: it has to be learned anew`,
  );
}

/** What was in the clear for a moment is erased. */
function briefly<T>(plain: Uint8Array, use: (plain: Uint8Array) => T): T {
  try {
    return use(plain);
  } finally {
    plain.fill(0);
  }
}
