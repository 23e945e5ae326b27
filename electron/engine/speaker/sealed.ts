/**
 * The one container of everything that is secret about a voice: AES-256-GCM, bound to what it is and whose.
 *
 *     bytes  what
 *         4  "HARK"
 *         1  version of the container
 *         1  kind: voiceprint, draft, recording or export
 *         8  fingerprint of the key, so that a foreign key is told from damage
 *        12  nonce
 *        19  only of an export: salt, log2 of N, r, p of scrypt
 *         n  ciphertext
 *        16  tag; all of the above and the owner's id are authenticated
 *         8  digest of all of the above: damage is told without the key, and before scrypt costs anything
 *
 * Every failure is one of profile.damaged, profile.foreign_key and profile.passphrase.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  randomBytes,
  scrypt,
  timingSafeEqual,
} from 'node:crypto';
import { HarkError } from '../../../contract/failures.ts';
import { KEY_BYTES, SEALED_AUDIO_MAX_BYTES, SEALED_MAX_BYTES } from '../../../contract/speaker.ts';

const MAGIC = Uint8Array.from('HARK', (letter) => letter.charCodeAt(0));
const VERSION = 1;
const CIPHER = 'aes-256-gcm';

const KINDS = { voiceprint: 1, draft: 2, recording: 3, export: 4 } as const;
export type SealedKind = Exclude<keyof typeof KINDS, 'export'>;

const FINGERPRINT_BYTES = 8;
const NONCE_BYTES = 12;
const SALT_BYTES = 16;
const TAG_BYTES = 16;
const DIGEST_BYTES = 8;
const VERSION_AT = MAGIC.length;
const KIND_AT = VERSION_AT + 1;
const FINGERPRINT_AT = KIND_AT + 1;
const NONCE_AT = FINGERPRINT_AT + FINGERPRINT_BYTES;
const HEADER_BYTES = NONCE_AT + NONCE_BYTES;
const SCRYPT_BYTES = SALT_BYTES + 3;

interface Cost {
  log2N: number;
  r: number;
  p: number;
}
/** What new exports cost to open: 64 MiB and about 200 ms. */
const COST: Cost = { log2N: 16, r: 8, p: 1 };
/** What an export may ask for at most, 128 MiB, and at least: a hostile file is refused before it is worked on. */
const COST_MIN: Cost = { log2N: 14, r: 8, p: 1 };
const COST_MAX: Cost = { log2N: 17, r: 8, p: 2 };
/** Beside its table, scrypt takes a little. */
const SCRYPT_SPARE_BYTES = 1024 * 1024;

const NAMES: Record<keyof typeof KINDS, string> = {
  voiceprint: 'voiceprint',
  draft: 'enrollment',
  recording: 'recording',
  export: 'exported profile',
};

/**
 * @param owner id of the profile or draft that it belongs to: under another id it does not open
 * @param key KEY_BYTES
 */
export function seal(
  kind: SealedKind,
  owner: string,
  key: Uint8Array,
  plain: Uint8Array,
): Uint8Array<ArrayBuffer> {
  return encrypt(kind, owner, key, new Uint8Array(), plain);
}

/** @throws HarkError profile.foreign_key, profile.damaged */
export function open(kind: SealedKind, owner: string, key: Uint8Array, sealed: Uint8Array): Uint8Array {
  check(kind, sealed, 0);
  if (!fits(key, sealed)) {
    throw new HarkError('profile.foreign_key', `the ${NAMES[kind]} was sealed with another key`);
  }
  return decrypt(kind, owner, key, sealed, 0);
}

/** For files that leave the machine: whoever has the passphrase can open it, anywhere. */
export async function sealExport(plain: Uint8Array, passphrase: string): Promise<Uint8Array<ArrayBuffer>> {
  const parameters = new Uint8Array(SCRYPT_BYTES);
  parameters.set(randomBytes(SALT_BYTES));
  parameters.set([COST.log2N, COST.r, COST.p], SALT_BYTES);
  const key = await derive(passphrase, parameters);
  try {
    return encrypt('export', '', key, parameters, plain);
  } finally {
    key.fill(0);
  }
}

/** @throws HarkError profile.passphrase, profile.damaged */
export async function openExport(file: Uint8Array, passphrase: string): Promise<Uint8Array> {
  check('export', file, SCRYPT_BYTES);
  const key = await derive(passphrase, file.subarray(HEADER_BYTES, HEADER_BYTES + SCRYPT_BYTES));
  try {
    if (!fits(key, file)) throw new HarkError('profile.passphrase', 'the passphrase is not the right one');
    return decrypt('export', '', key, file, SCRYPT_BYTES);
  } finally {
    key.fill(0);
  }
}

function encrypt(
  kind: keyof typeof KINDS,
  owner: string,
  key: Uint8Array,
  parameters: Uint8Array,
  plain: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const headerBytes = HEADER_BYTES + parameters.length;
  // Of its own memory: what is posted to another process takes all of its buffer along.
  const sealed = new Uint8Array(headerBytes + plain.length + TAG_BYTES + DIGEST_BYTES);
  sealed.set(MAGIC);
  sealed[VERSION_AT] = VERSION;
  sealed[KIND_AT] = KINDS[kind];
  sealed.set(fingerprint(key), FINGERPRINT_AT);
  const nonce = randomBytes(NONCE_BYTES);
  sealed.set(nonce, NONCE_AT);
  sealed.set(parameters, HEADER_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(authenticated(sealed.subarray(0, headerBytes), owner));
  sealed.set(cipher.update(plain), headerBytes);
  cipher.final();
  sealed.set(cipher.getAuthTag(), headerBytes + plain.length);
  sealed.set(digest(sealed), sealed.length - DIGEST_BYTES);
  if (sealed.length > maxBytes(kind)) {
    throw new HarkError('internal', `a ${NAMES[kind]} of ${sealed.length} bytes is too large to be kept`);
  }
  return sealed;
}

/** @throws HarkError profile.damaged */
function decrypt(
  kind: keyof typeof KINDS,
  owner: string,
  key: Uint8Array,
  sealed: Uint8Array,
  parameterBytes: number,
): Uint8Array {
  const headerBytes = HEADER_BYTES + parameterBytes;
  const tagAt = sealed.length - DIGEST_BYTES - TAG_BYTES;
  const nonce = sealed.subarray(NONCE_AT, NONCE_AT + NONCE_BYTES);
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(authenticated(sealed.subarray(0, headerBytes), owner));
  decipher.setAuthTag(sealed.subarray(tagAt, tagAt + TAG_BYTES));
  const part = decipher.update(sealed.subarray(headerBytes, tagAt));
  try {
    decipher.final();
  } catch (cause) {
    part.fill(0);
    throw new HarkError(
      'profile.damaged',
      `the ${NAMES[kind]} was tampered with, or belongs to another profile`,
      { cause },
    );
  }
  const plain = Uint8Array.from(part);
  part.fill(0);
  return plain;
}

/** What can be told without a key. @throws HarkError profile.damaged */
function check(kind: keyof typeof KINDS, sealed: Uint8Array, parameterBytes: number): void {
  const damaged = (why: string) => new HarkError('profile.damaged', `the ${NAMES[kind]} ${why}`);
  const least = HEADER_BYTES + parameterBytes + TAG_BYTES + DIGEST_BYTES;
  if (sealed.length > maxBytes(kind)) throw damaged('is larger than any can be');
  if (MAGIC.some((byte, i) => sealed[i] !== byte)) throw damaged('was not made by Hark');
  if (sealed.length < least) throw damaged('is cut short');
  if (!equal(digest(sealed), sealed.subarray(sealed.length - DIGEST_BYTES))) throw damaged('is damaged');
  if (sealed[VERSION_AT] !== VERSION) throw damaged(`is of version ${sealed[VERSION_AT]}, not ${VERSION}`);
  if (sealed[KIND_AT] !== KINDS[kind]) throw damaged('is something else that Hark sealed');
  if (parameterBytes > 0 && !isBearable(costOf(sealed.subarray(HEADER_BYTES)))) {
    throw damaged('asks for an unreasonable amount of work');
  }
}

function maxBytes(kind: keyof typeof KINDS): number {
  return kind === 'recording' ? SEALED_AUDIO_MAX_BYTES : SEALED_MAX_BYTES;
}

function costOf(parameters: Uint8Array): Cost {
  const [log2N = 0, r = 0, p = 0] = parameters.subarray(SALT_BYTES);
  return { log2N, r, p };
}

function isBearable(cost: Cost): boolean {
  return (['log2N', 'r', 'p'] as const).every(
    (field) => cost[field] >= COST_MIN[field] && cost[field] <= COST_MAX[field],
  );
}

/** The key that a passphrase and the parameters of a file give. */
function derive(passphrase: string, parameters: Uint8Array): Promise<Uint8Array> {
  const { log2N, r, p } = costOf(parameters);
  const options = { N: 2 ** log2N, r, p, maxmem: 128 * r * (2 ** log2N + p) + SCRYPT_SPARE_BYTES };
  return new Promise((resolve, reject) => {
    // The same characters are typed as different code points on different systems.
    scrypt(
      passphrase.normalize('NFKC'),
      parameters.slice(0, SALT_BYTES),
      KEY_BYTES,
      options,
      (error, key) => {
        if (error) reject(error);
        else resolve(key);
      },
    );
  });
}

function fits(key: Uint8Array, sealed: Uint8Array): boolean {
  return equal(fingerprint(key), sealed.subarray(FINGERPRINT_AT, FINGERPRINT_AT + FINGERPRINT_BYTES));
}

/** Says which key it was, and nothing of the key. */
function fingerprint(key: Uint8Array): Uint8Array {
  return createHmac('sha256', key).update('hark key fingerprint').digest().subarray(0, FINGERPRINT_BYTES);
}

function digest(sealed: Uint8Array): Uint8Array {
  const covered = sealed.subarray(0, sealed.length - DIGEST_BYTES);
  return createHash('sha256').update(covered).digest().subarray(0, DIGEST_BYTES);
}

function authenticated(header: Uint8Array, owner: string): Uint8Array {
  return Buffer.concat([header, Buffer.from(owner, 'utf8')]);
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
