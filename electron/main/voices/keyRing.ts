/**
 * The keys of profiles and of the enrollment under way, each wrapped by what guards them: the system's key store, or a
 * key made of a passphrase, or mere obfuscation where there is neither. What can go wrong, and what then happens:
 * - a key that this system's key store cannot open, or no key at all, as where the database alone was copied to another
 *   machine: profile.foreign_key, and the file stays as it is;
 * - the passphrase was not given since the start: profile.locked;
 * - a crash while the guard changes: the one before it or the one after it, each with all keys.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { HarkError } from '../../../contract/failures.ts';
import type { KeyStore } from '../../../contract/profiles.ts';
import { KEY_BYTES } from '../../../contract/speaker.ts';
import type { Log } from '../log/log.ts';
import type { Cipher } from '../machine/tokenVault.ts';
import { type KeyFile, KeyFolder, type PassphraseGuard } from './keyFolder.ts';
import { derive, type ScryptCost } from './scrypt.ts';

const SALT_BYTES = 16;
/** Of AES-256-GCM. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Encrypted beside the keys, it shows whether a passphrase is the right one. */
const CHECK = Buffer.from('hark');
const CHECK_NAME = 'check';

export interface SystemKeyStore extends Cipher {
  /** As Electron names it. */
  backend(): string;
}

export interface KeyRingOptions {
  folder: string;
  cipher: SystemKeyStore;
  log: Log;
  /** Of making a key of the passphrase. */
  cost: ScryptCost;
}

export class KeyRing {
  readonly #options: KeyRingOptions;
  readonly #folder: KeyFolder;
  /** Made of the passphrase; null without one, and until it was given. */
  #wrappingKey: Buffer | null = null;

  constructor(options: KeyRingOptions) {
    this.#options = options;
    this.#folder = new KeyFolder(options.folder);
    this.#strengthen();
  }

  status(): KeyStore {
    const { cipher } = this.#options;
    const guard =
      this.#folder.guard.passphrase !== null ? 'passphrase' : cipher.secure() ? 'system' : 'obfuscation';
    return { guard, backend: cipher.backend(), locked: this.locked };
  }

  /** The passphrase was not given since the start. */
  get locked(): boolean {
    return this.#folder.guard.passphrase !== null && this.#wrappingKey === null;
  }

  /** A new one, kept. @throws HarkError profile.locked, store.unwritable */
  create(id: string): Uint8Array<ArrayBuffer> {
    const key = new Uint8Array(randomBytes(KEY_BYTES));
    this.#folder.write(id, this.#wrap(id, key));
    return key;
  }

  /** @throws HarkError profile.locked, profile.foreign_key */
  open(id: string): Uint8Array<ArrayBuffer> {
    const file = this.#folder.read(id);
    if (file === null) throw foreign('its key is not on this machine');
    try {
      const key =
        file.wrap === 'system'
          ? Buffer.from(this.#options.cipher.decrypt(Buffer.from(file.key, 'base64')), 'base64')
          : decrypt(this.#unlocked(), id, Buffer.from(file.key, 'base64'));
      if (key.length !== KEY_BYTES) throw foreign('its key is damaged');
      return new Uint8Array(key);
    } catch (cause) {
      if (cause instanceof HarkError) throw cause;
      throw foreign('its key cannot be opened by the key store of this system', cause);
    }
  }

  /** Whatever it opened is noise from now on. @throws HarkError store.unwritable */
  delete(id: string): void {
    this.#folder.delete(id);
  }

  /** Deletes what nothing is sealed under. @returns how many went */
  keepOnly(ids: ReadonlySet<string>): number {
    return this.#folder.keepOnly(ids);
  }

  /** @throws HarkError (by rejection) profile.passphrase */
  async unlock(passphrase: string): Promise<void> {
    const guard = this.#folder.guard.passphrase;
    if (guard === null) return;
    const key = await wrappingKey(passphrase, guard);
    try {
      decrypt(key, CHECK_NAME, Buffer.from(guard.check, 'base64'));
    } catch (cause) {
      throw new HarkError('profile.passphrase', 'that is not the passphrase', { cause });
    }
    this.#wrappingKey = key;
  }

  /**
   * Has a passphrase guard the keys from now on; null has the system do it again. All of them, or nothing changed.
   *
   * @throws HarkError (by rejection) profile.locked: the one before was not given; store.unwritable
   */
  async setPassphrase(passphrase: string | null): Promise<void> {
    // Where no key is left there is nothing that a forgotten passphrase still guards.
    if (this.locked && this.#folder.ids().length > 0) this.#unlocked();
    if (passphrase === null) {
      this.#change(null, null);
      return;
    }
    const begun = { salt: randomBytes(SALT_BYTES).toString('base64'), cost: this.#options.cost };
    const key = await wrappingKey(passphrase, begun);
    this.#change({ ...begun, check: encrypt(key, CHECK_NAME, CHECK).toString('base64') }, key);
  }

  #change(guard: PassphraseGuard | null, next: Buffer | null): void {
    const keys = new Map(this.#folder.ids().map((id) => [id, this.#tryToOpen(id)] as const));
    this.#folder.change(guard, (id) => {
      const key = keys.get(id) ?? null;
      if (key === null) return null;
      return next === null ? this.#wrapBySystem(key) : wrapBy(next, id, key);
    });
    this.#wrappingKey = next;
  }

  /** Keys from before there was a key store are only obfuscated; now that there is one, it guards them. */
  #strengthen(): void {
    const { cipher, log } = this.#options;
    if (this.#folder.guard.passphrase !== null) return;
    const isWeak = this.#folder.ids().some((id) => {
      const file = this.#folder.read(id);
      return file?.wrap === 'system' && !file.encrypted;
    });
    if (!isWeak || !cipher.secure()) return;
    try {
      this.#change(null, null);
      log.info('the keys of voices are guarded by the key store from now on');
    } catch {
      log.warn('the keys of voices stay as they are');
    }
  }

  #tryToOpen(id: string): Uint8Array | null {
    try {
      return this.open(id);
    } catch {
      return null;
    }
  }

  #wrap(id: string, key: Uint8Array): KeyFile {
    return this.#folder.guard.passphrase === null
      ? this.#wrapBySystem(key)
      : wrapBy(this.#unlocked(), id, key);
  }

  #wrapBySystem(key: Uint8Array): KeyFile {
    const { cipher } = this.#options;
    try {
      const wrapped = cipher.encrypt(Buffer.from(key).toString('base64'));
      return { version: 1, wrap: 'system', encrypted: cipher.secure(), key: wrapped.toString('base64') };
    } catch (cause) {
      throw new HarkError('store.unwritable', 'the key store of this system does not work', { cause });
    }
  }

  #unlocked(): Buffer {
    if (this.#wrappingKey === null) {
      throw new HarkError('profile.locked', 'the passphrase was not given since Hark started');
    }
    return this.#wrappingKey;
  }
}

function wrappingKey(
  passphrase: string,
  { salt, cost }: Pick<PassphraseGuard, 'salt' | 'cost'>,
): Promise<Buffer> {
  return derive(passphrase.normalize('NFC'), Buffer.from(salt, 'base64'), KEY_BYTES, cost);
}

function wrapBy(wrapping: Buffer, id: string, key: Uint8Array): KeyFile {
  return { version: 1, wrap: 'passphrase', key: encrypt(wrapping, id, key).toString('base64') };
}

/** Nonce, tag and text in one. @param name what it is bound to: under another one it does not open */
function encrypt(key: Buffer, name: string, text: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(name));
  const encrypted = Buffer.concat([cipher.update(text), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), encrypted]);
}

/** @throws what OpenSSL says where it is another key, another name, or not as it was */
function decrypt(key: Buffer, name: string, sealed: Buffer): Buffer {
  const tagEnd = NONCE_BYTES + TAG_BYTES;
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.from(name)).setAuthTag(sealed.subarray(NONCE_BYTES, tagEnd));
  return Buffer.concat([decipher.update(sealed.subarray(tagEnd)), decipher.final()]);
}

function foreign(message: string, cause?: unknown): HarkError {
  return new HarkError('profile.foreign_key', message, { cause });
}
