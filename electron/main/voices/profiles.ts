/**
 * Profiles: whose voices Hark knows, what each may have done, and how they are kept. A change is written first, then told
 * to the engine; what fails has changed nothing.
 */
import { describeFailure, HarkError } from '../../../contract/failures.ts';
import type { KeyStore, Profile, ProfileRules } from '../../../contract/profiles.ts';
import type { Settings } from '../../../contract/settings.ts';
import { PROFILES_MAX } from '../../../contract/speaker.ts';
import type { Log } from '../log/log.ts';
import type { Sealed, StoredProfile, VoiceStore } from '../store/voices.ts';
import type { EngineAsk } from './engineAsk.ts';
import type { KeyRing } from './keyRing.ts';
import type { ProfilesMark } from './profilesMark.ts';
import type { Queue } from './queue.ts';
import type { VoicesInForce } from './voicesInForce.ts';
import type { VoiceVault } from './voiceVault.ts';

export interface ProfilesOptions {
  store: VoiceStore;
  mark: ProfilesMark;
  keys: KeyRing;
  vault: VoiceVault;
  inForce: VoicesInForce;
  queue: Queue;
  ask: EngineAsk;
  policy(): Settings['voices'];
  /** What people see of them is another. */
  changed(): void;
  /** It is gone: what was said by its voice is nobody's from now on. */
  forgotten(profileId: string): Promise<void>;
  /** Wall clock, ms since the epoch. */
  now(): number;
  log: Log;
}

export class Profiles {
  readonly #options: ProfilesOptions;
  /** Their prints are being changed: what the engine learned of the ones before is out of date. */
  readonly #editing = new Set<string>();

  constructor(options: ProfilesOptions) {
    this.#options = options;
  }

  get keyStore(): KeyStore {
    return this.#options.keys.status();
  }

  list(): Profile[] {
    const { store } = this.#options;
    return store.profiles().map((profile) => this.#shown(profile));
  }

  /** Null where there is none. */
  find(id: string): StoredProfile | null {
    return this.#options.store.profile(id);
  }

  // ---- what a person changes ----

  /** @throws HarkError (by rejection) profile.unknown, profile.exists, store.* */
  rename(id: string, name: string): Promise<void> {
    return this.change(() => {
      const { store, vault } = this.#options;
      vault.profile(id);
      this.refuseTaken(name, id);
      store.rename(id, name);
      store.erase();
    });
  }

  /** @throws HarkError (by rejection) profile.unknown, store.* */
  setRules(id: string, rules: ProfileRules): Promise<void> {
    return this.change(() => {
      const { store, vault } = this.#options;
      vault.profile(id);
      store.setRules(id, rules);
    });
  }

  /** Erases it with its keys and recordings. @throws HarkError (by rejection) profile.unknown, store.* */
  delete(id: string): Promise<void> {
    return this.#changePrint(id, async () => {
      const { store, mark, vault, forgotten } = this.#options;
      vault.profile(id);
      if (store.count() === 1) mark.clear();
      vault.erase(() => store.remove(id));
      await forgotten(id);
    });
  }

  /** @throws HarkError (by rejection) profile.*, engine.*, store.* */
  removeReference(id: string, referenceId: string): Promise<void> {
    return this.#edit(id, { what: 'remove_reference', referenceId });
  }

  /** @param since ms since the epoch. @throws as above */
  undoAdaptation(id: string, since: number): Promise<void> {
    return this.#edit(id, { what: 'undo_adaptation', since });
  }

  /** @throws HarkError (by rejection) profile.unknown, store.* */
  deleteRecordings(id: string): Promise<void> {
    return this.change(() => {
      const { store, vault } = this.#options;
      vault.profile(id);
      vault.erase(() => store.dropRecordings(id));
    });
  }

  /** @throws HarkError (by rejection) profile.passphrase */
  unlock(passphrase: string): Promise<void> {
    return this.changeVoices(() => this.#options.keys.unlock(passphrase));
  }

  /** @param passphrase null has the system guard the keys. @throws HarkError (by rejection) profile.locked, store.* */
  setPassphrase(passphrase: string | null): Promise<void> {
    return this.changeVoices(() => this.#options.keys.setPassphrase(passphrase));
  }

  // ---- what is heard ----

  /** A command was given by its voice. */
  heard(id: string): void {
    this.#tryTo('write down when a voice was heard', () => {
      this.#options.store.heard(id, this.#options.now());
      this.#options.changed();
    });
  }

  /** The engine learned from what it heard. */
  adapted(id: string, sealed: Sealed, summary: NonNullable<Profile['summary']>): void {
    const { store, inForce, changed } = this.#options;
    if (inForce.isPending || this.#editing.has(id)) return;
    this.#tryTo('keep what was learned of a voice', () => {
      store.setPrint(id, sealed);
      inForce.learned(id, summary);
      changed();
    });
  }

  // ---- for whoever makes one, too ----

  /** @throws HarkError profile.exists */
  refuseTaken(name: string, except: string | null = null): void {
    if (this.#options.store.isNameTaken(name, except)) {
      throw new HarkError('profile.exists', 'there is a profile of this name');
    }
  }

  /** @throws HarkError profile.full */
  refuseFull(): void {
    if (this.#options.store.count() >= PROFILES_MAX) {
      throw new HarkError('profile.full', `there are ${PROFILES_MAX} profiles already`);
    }
  }

  /** A new one. The first is its owner's; what others may have done is for the owner to say. */
  add(id: string, name: string, keyId: string, sealed: Sealed): void {
    const { store, now } = this.#options;
    const rules = { personal: true, guarded: store.count() === 0 };
    store.add({ id, name, createdAt: now(), lastHeardAt: null, rules, keyId, pin: null }, sealed);
  }

  #edit(
    id: string,
    edit: { what: 'remove_reference'; referenceId: string } | { what: 'undo_adaptation'; since: number },
  ): Promise<void> {
    return this.#changePrint(id, async () => {
      const { ask, policy, store, vault } = this.#options;
      const { targetFar } = policy();
      const made = await ask({ type: 'edit_voice', ...vault.open(id), edit, targetFar });
      store.setPrint(id, made.sealed as Sealed);
      store.erase();
    });
  }

  /** While its print is another, what the engine learns of the one before is not kept. */
  async #changePrint(id: string, work: () => Promise<void>): Promise<void> {
    this.#editing.add(id);
    try {
      await this.changeVoices(work);
    } finally {
      this.#editing.delete(id);
    }
  }

  /** What the engine compares with is another after it. */
  changeVoices<T>(work: () => T | Promise<T>): Promise<T> {
    // Also where it failed half way: what stands in the store is in force.
    return this.change(work).finally(() => this.#options.inForce.refresh());
  }

  /** One after another, each whole before the next. */
  change<T>(work: () => T | Promise<T>): Promise<T> {
    return this.#options.queue.run(work).finally(() => this.#options.changed());
  }

  #shown(profile: StoredProfile): Profile {
    const { store, vault, inForce } = this.#options;
    const { id, name, createdAt, lastHeardAt, rules, pin } = profile;
    const failure = vault.failureOf(profile) ?? inForce.error(id);
    const state = failure === null ? 'ready' : failure.code === 'profile.locked' ? 'locked' : 'unusable';
    return {
      id,
      name,
      createdAt,
      lastHeardAt,
      rules,
      hasPin: pin !== null,
      state,
      failure: state === 'unusable' ? failure : null,
      summary: state === 'ready' ? inForce.summary(id) : null,
      recordings: store.recordings(id),
    };
  }

  #tryTo(what: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#options.log.warn(`could not ${what}`, { code: describeFailure(error).code });
    }
  }
}
