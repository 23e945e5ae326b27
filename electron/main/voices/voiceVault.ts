/**
 * What is kept of voices together with the keys to it: opened, put under a new key, and erased so that nothing of it can
 * be opened again.
 */
import { describeFailure, HarkError } from '../../../contract/failures.ts';
import type { Profile } from '../../../contract/profiles.ts';
import type { Log } from '../log/log.ts';
import { recordId } from '../store/recordId.ts';
import type { Sealed, StoredProfile, VoiceStore } from '../store/voices.ts';
import type { KeyRing } from './keyRing.ts';

export interface OpenedPrint {
  profileId: string;
  sealed: Sealed;
  key: Uint8Array<ArrayBuffer>;
}

export class VoiceVault {
  readonly #store: VoiceStore;
  readonly #keys: KeyRing;
  readonly #log: Log;

  constructor(store: VoiceStore, keys: KeyRing, log: Log) {
    this.#store = store;
    this.#keys = keys;
    this.#log = log;
  }

  /** @throws HarkError profile.unknown, store.* */
  profile(id: string): StoredProfile {
    const profile = this.#store.profile(id);
    if (profile === null) throw unknown();
    return profile;
  }

  /** What the engine needs to open a print. @throws HarkError profile.unknown, profile.locked, profile.foreign_key */
  open(id: string): OpenedPrint {
    const { keyId } = this.profile(id);
    const sealed = this.#store.print(id);
    if (sealed === null) throw unknown();
    return { profileId: id, sealed, key: this.#keys.open(keyId) };
  }

  /** Why a profile cannot be opened now: profile.locked, profile.foreign_key; null where it can. */
  failureOf({ keyId }: StoredProfile): Profile['failure'] {
    try {
      this.#keys.open(keyId);
      return null;
    } catch (error) {
      return describeFailure(error);
    }
  }

  /** @param work what comes of the key; where nothing does, it goes again */
  async withNewKey<T>(work: (keyId: string, key: Uint8Array<ArrayBuffer>) => Promise<T>): Promise<T> {
    const keyId = recordId();
    const key = this.#keys.create(keyId);
    try {
      return await work(keyId, key);
    } catch (error) {
      this.#tryTo('delete a key', () => {
        // What failed may have failed only after something was kept under it.
        if (!this.#store.keysInUse().has(keyId)) this.#keys.delete(keyId);
      });
      throw error;
    }
  }

  /**
   * Deletes for good: rows, then the keys that nothing is sealed under any more, so that every copy of what they opened
   * is noise, wherever it lies. Killed in between, the rest is done at the next start.
   */
  erase(work: () => void): void {
    const before = this.#store.keysInUse();
    work();
    this.#dropUnused(before);
    this.#store.erase();
  }

  /**
   * As `erase`, but what it wrote stands: where the rest cannot be erased now, the keys to it stay too, and the next start
   * erases both.
   */
  replace(work: () => void): void {
    const before = this.#store.keysInUse();
    work();
    this.#tryTo('erase what became something else', () => {
      this.#store.erase();
      this.#dropUnused(before);
    });
  }

  /** Recordings whose time is over go. @param now ms since the epoch. @returns whether there were any */
  sweepRecordings(now: number): boolean {
    let isAny = false;
    this.#tryTo('delete old recordings', () => {
      isAny = this.#store.hasOldRecordings(now);
      if (isAny) this.erase(() => this.#store.dropOldRecordings(now));
    });
    return isAny;
  }

  /** What came to nothing, or was not erased whole, when Hark was killed. */
  tidyUp(): void {
    this.#tryTo('tidy up the keys', () => {
      // A store that lost something may yet be found again, and its keys are needed then.
      if (!this.#store.isSound) return;
      if (this.#keys.keepOnly(this.#store.keysInUse()) > 0) this.#store.erase();
    });
  }

  #dropUnused(before: ReadonlySet<string>): void {
    const after = this.#store.keysInUse();
    for (const id of before) if (!after.has(id)) this.#keys.delete(id);
  }

  #tryTo(what: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#log.warn(`could not ${what}`, { code: describeFailure(error).code });
    }
  }
}

function unknown(): HarkError {
  return new HarkError('profile.unknown', 'there is no such profile');
}
