import { createHash, randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { type FailureCode, HarkError } from '../../../contract/failures.ts';
import { KEY_BYTES, SEALED_AUDIO_MAX_BYTES, SEALED_MAX_BYTES } from '../../../contract/speaker.ts';
import { open, openExport, seal, sealExport } from './sealed.ts';

const KEY = new Uint8Array(KEY_BYTES).fill(7);
const OWNER = 'profile-1';
const PLAIN = Uint8Array.from({ length: 300 }, (_, i) => i % 251);
const PASSPHRASE = 'correct horse battery staple';
const DIGEST_BYTES = 8;

/** As an attacker would, who knows the format. */
function digestAnew(sealed: Uint8Array): Uint8Array {
  const covered = sealed.subarray(0, sealed.length - DIGEST_BYTES);
  sealed.set(createHash('sha256').update(covered).digest().subarray(0, DIGEST_BYTES), covered.length);
  return sealed;
}

function changed(bytes: Uint8Array, at: number, bit = 0): Uint8Array {
  const copy = bytes.slice();
  copy[at] = (copy[at] ?? 0) ^ (1 << bit);
  return copy;
}

function codeOf(work: () => unknown): FailureCode | 'opened' {
  try {
    work();
    return 'opened';
  } catch (error) {
    if (error instanceof HarkError) return error.code;
    throw error;
  }
}

async function codeOfLater(work: Promise<unknown>): Promise<FailureCode | 'opened'> {
  return work.then(
    () => 'opened',
    (error: unknown) => {
      if (error instanceof HarkError) return error.code;
      throw error;
    },
  );
}

describe('a seal', () => {
  const sealed = seal('voiceprint', OWNER, KEY, PLAIN);

  it('opens for its owner with its key', () => {
    expect(open('voiceprint', OWNER, KEY, sealed)).toEqual(PLAIN);
    expect(open('draft', OWNER, KEY, seal('draft', OWNER, KEY, new Uint8Array()))).toEqual(new Uint8Array());
  });

  it('differs each time, and shows nothing of what it holds', () => {
    expect(seal('voiceprint', OWNER, KEY, PLAIN)).not.toEqual(sealed);
    expect(Buffer.from(sealed).includes(Buffer.from(PLAIN.subarray(0, 8)))).toBe(false);
    expect(Buffer.from(sealed).includes(Buffer.from(KEY.subarray(0, 8)))).toBe(false);
  });

  it('has a buffer of its own', () => {
    expect(sealed.buffer.byteLength).toBe(sealed.byteLength);
    expect(open('voiceprint', OWNER, KEY, sealed).buffer.byteLength).toBe(PLAIN.length);
  });

  it('tells a foreign key from damage', () => {
    const foreign = new Uint8Array(KEY_BYTES).fill(8);
    expect(codeOf(() => open('voiceprint', OWNER, foreign, sealed))).toBe('profile.foreign_key');
  });

  it('does not open under another id, nor as something else', () => {
    expect(codeOf(() => open('voiceprint', 'profile-2', KEY, sealed))).toBe('profile.damaged');
    expect(codeOf(() => open('draft', OWNER, KEY, sealed))).toBe('profile.damaged');
    const renamed = sealed.slice();
    renamed[5] = 2;
    expect(codeOf(() => open('draft', OWNER, KEY, digestAnew(renamed)))).toBe('profile.damaged');
  });

  it('is refused whichever bit is flipped', () => {
    for (let at = 0; at < sealed.length; at++) {
      const code = codeOf(() => open('voiceprint', OWNER, KEY, changed(sealed, at, at % 8)));
      expect(code, `byte ${at}`).toBe('profile.damaged');
    }
  });

  it('is refused whichever bit is flipped by somebody who knows the format', () => {
    for (let at = 0; at < sealed.length - DIGEST_BYTES; at++) {
      const code = codeOf(() => open('voiceprint', OWNER, KEY, digestAnew(changed(sealed, at, at % 8))));
      // The fingerprint is at 6 to 13.
      expect(code, `byte ${at}`).toBe(at >= 6 && at < 14 ? 'profile.foreign_key' : 'profile.damaged');
    }
  });

  it('is refused cut short anywhere, and with anything after it', () => {
    for (let length = 0; length < sealed.length; length++) {
      expect(codeOf(() => open('voiceprint', OWNER, KEY, sealed.subarray(0, length)))).toBe(
        'profile.damaged',
      );
    }
    const longer = new Uint8Array(sealed.length + 1);
    longer.set(sealed);
    expect(codeOf(() => open('voiceprint', OWNER, KEY, longer))).toBe('profile.damaged');
    expect(codeOf(() => open('voiceprint', OWNER, KEY, digestAnew(longer)))).toBe('profile.damaged');
  });

  it('is refused where it is noise, or larger than any can be', () => {
    for (let i = 0; i < 100; i++) {
      const noise = new Uint8Array(randomBytes(i * 5));
      if (i % 2 === 0) noise.set(sealed.subarray(0, Math.min(noise.length, 26)));
      expect(codeOf(() => open('voiceprint', OWNER, KEY, noise))).toBe('profile.damaged');
      if (noise.length < 50) continue;
      expect(codeOf(() => open('voiceprint', OWNER, KEY, digestAnew(noise)))).toMatch(/^profile\./);
    }
    const huge = new Uint8Array(SEALED_MAX_BYTES + 1);
    huge.set(sealed);
    expect(codeOf(() => open('voiceprint', OWNER, KEY, digestAnew(huge)))).toBe('profile.damaged');
  });

  it('holds the longest recording, and no larger voiceprint than may be kept', () => {
    const recording = new Uint8Array(15 * 16_000 * 2);
    const kept = seal('recording', OWNER, KEY, recording);
    expect(kept.length).toBeLessThanOrEqual(SEALED_AUDIO_MAX_BYTES);
    expect(open('recording', OWNER, KEY, kept)).toHaveLength(recording.length);
    expect(codeOf(() => seal('voiceprint', OWNER, KEY, recording))).toBe('internal');
  });
});

describe('an export', () => {
  let file: Uint8Array;
  beforeAll(async () => {
    file = await sealExport(PLAIN, PASSPHRASE);
  });
  const opened = (bytes: Uint8Array, passphrase = PASSPHRASE) => codeOfLater(openExport(bytes, passphrase));

  it('opens with its passphrase, however its characters are composed', async () => {
    expect(await openExport(file, PASSPHRASE)).toEqual(PLAIN);
    const composed = await sealExport(PLAIN, 'Sch\u00f6n');
    expect(await openExport(composed, 'Scho\u0308n')).toEqual(PLAIN);
  });

  it('tells a wrong passphrase from damage', async () => {
    expect(await opened(file, 'correct horse battery stable')).toBe('profile.passphrase');
    expect(await opened(digestAnew(changed(file, file.length - 40)))).toBe('profile.damaged');
  });

  it('is refused whichever byte is damaged, before any work is done', async () => {
    const began = performance.now();
    for (let at = 0; at < file.length; at++) {
      expect(await opened(changed(file, at, at % 8)), `byte ${at}`).toBe('profile.damaged');
      expect(await opened(file.subarray(0, at)), `${at} bytes`).toBe('profile.damaged');
    }
    expect(performance.now() - began).toBeLessThan(2_000);
  });

  it('that asks for too much or too little work is refused without any', async () => {
    const began = performance.now();
    // log2 of N, r and p follow the header and the salt.
    for (const cost of [
      [40, 8, 1],
      [18, 8, 1],
      [16, 255, 1],
      [16, 8, 255],
      [16, 8, 3],
      [0, 8, 1],
      [13, 8, 1],
      [16, 0, 1],
      [16, 8, 0],
      [255, 255, 255],
    ]) {
      const hostile = file.slice();
      hostile.set(cost, 26 + 16);
      expect(await opened(digestAnew(hostile)), cost.join()).toBe('profile.damaged');
    }
    expect(performance.now() - began).toBeLessThan(500);
  });

  it('is no voiceprint, and no voiceprint is one', async () => {
    expect(codeOf(() => open('voiceprint', '', KEY, file))).toBe('profile.damaged');
    expect(await opened(seal('voiceprint', '', KEY, PLAIN))).toBe('profile.damaged');
  });
});
