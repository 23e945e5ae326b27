/** Files that profiles are exported to. What is in them is sealed by a passphrase; the engine makes and opens them. */
import { open } from 'node:fs/promises';
import { HarkError } from '../../../contract/failures.ts';
import { SEALED_MAX_BYTES } from '../../../contract/speaker.ts';
import type { Sealed } from '../store/voices.ts';

export const VOICE_FILES = { name: 'Hark voices', extensions: ['harkvoice'] };

/** A name for the file that every system takes. */
export function voiceFileName(profile: string): string {
  const plain = profile.replace(/[^\p{L}\p{N} ._-]+/gu, '').replace(/^[.\s]+|[.\s]+$/g, '');
  return `${plain === '' ? 'voice' : plain}.${VOICE_FILES.extensions[0]}`;
}

/** @throws HarkError (by rejection) profile.unreadable; profile.damaged: it is none, by its size */
export async function readVoiceFile(path: string): Promise<Sealed> {
  try {
    const file = await open(path, 'r');
    try {
      // One byte more than any may have; its size is not to be relied on, for it can be a device.
      const bytes = new Uint8Array(SEALED_MAX_BYTES + 1);
      let length = 0;
      for (let more = -1; more !== 0 && length < bytes.length; length += more) {
        ({ bytesRead: more } = await file.read(bytes, length, bytes.length - length));
      }
      if (length === 0 || length > SEALED_MAX_BYTES) {
        throw new HarkError('profile.damaged', 'this is no exported voice');
      }
      return bytes.slice(0, length);
    } finally {
      await file.close();
    }
  } catch (cause) {
    if (cause instanceof HarkError) throw cause;
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown';
    throw new HarkError('profile.unreadable', `the file could not be read (${reason})`, { cause });
  }
}
