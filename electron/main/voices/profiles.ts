/**
 * Profiles: whose voices Hark knows, what each may have done, and how they are kept. A change is written first, then told
 * to the engine; what fails has changed nothing.
 */
import { describeFailure, HarkError } from '../../../contract/failures.ts';
import {
  type KeyStore,
  type Profile,
  type ProfileRules,
  profileNameSchema,
} from '../../../contract/profiles.ts';
import type { Settings } from '../../../contract/settings.ts';
import { PROFILES_MAX } from '../../../contract/speaker.ts';
import type { Log } from '../log/log.ts';
import { recordId } from '../store/recordId.ts';
import type { Sealed, StoredProfile, VoiceStore } from '../store/voices.ts';
import type { EngineAsk } from './engineAsk.ts';
import type { KeyRing } from './keyRing.ts';
import { countTry, isPin, storePin, waitLeft } from './pin.ts';
import type { Queue } from './queue.ts';
import type { ScryptCost } from './scrypt.ts';
import { readVoiceFile, voiceFileName, writeVoiceFile } from './voiceFile.ts';
import type { VoicesInForce } from './voicesInForce.ts';

export interface ProfilesOptions {
  store: VoiceStore;
  keys: KeyRing;
  inForce: VoicesInForce;
  queue: Queue;
  ask: EngineAsk;
  policy(): Settings['voices'];
  /** What people see of them is another. */
  changed(): void;
  /** It is gone: what was said by its voice is nobody's from now on. */
  forgotten(profileId: string): Promise<void>;
  /** Null where the person thought better of it; so below. @param name proposed for the file */
  askWhereToSave(name: string): Promise<string | null>;
  askWhatToOpen(): Promise<string | null>;
  /** Wall clock, ms since the epoch. */
  now(): number;
  log: Log;
  /** PIN_COST where absent. */
  pinCost?: ScryptCost;
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
    return this.#change(() => {
      const { store } = this.#options;
      this.#get(id);
      this.refuseTaken(name, id);
      store.rename(id, name);
      store.erase();
    });
  }

  /** @throws HarkError (by rejection) profile.unknown, store.* */
  setRules(id: string, rules: ProfileRules): Promise<void> {
    return this.#change(() => {
      this.#get(id);
      this.#options.store.setRules(id, rules);
    });
  }

  /** @param pin null takes it away. @throws HarkError (by rejection) profile.unknown, profile.locked, store.* */
  setPin(id: string, pin: string | null): Promise<void> {
    return this.#change(async () => {
      const { store, keys, pinCost } = this.#options;
      const { keyId } = this.#get(id);
      store.setPin(id, pin === null ? null : await storePin(pin, keys.open(keyId), pinCost));
      store.erase();
    });
  }

  /** Erases it with its keys and recordings. @throws HarkError (by rejection) profile.unknown, store.* */
  delete(id: string): Promise<void> {
    return this.#changePrint(id, async () => {
      const { store, forgotten } = this.#options;
      this.#get(id);
      this.erase(() => store.remove(id));
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
    return this.#change(() => {
      const { store } = this.#options;
      this.#get(id);
      this.erase(() => store.dropRecordings(id));
    });
  }

  /** @returns false where the person thought better of it. @throws HarkError (by rejection) profile.*, engine.*, output.unwritable */
  async export(id: string, passphrase: string): Promise<boolean> {
    const { ask, askWhereToSave } = this.#options;
    const { name } = this.#get(id);
    const print = this.open(id);
    const path = await askWhereToSave(voiceFileName(name));
    if (path === null) return false;
    const { file } = await ask({ type: 'export_voice', ...print, name, passphrase });
    await writeVoiceFile(path, file);
    return true;
  }

  /** @returns its id; null where the person thought better of it. @throws HarkError (by rejection) profile.*, engine.*, store.* */
  async import(passphrase: string): Promise<string | null> {
    this.refuseFull();
    const path = await this.#options.askWhatToOpen();
    if (path === null) return null;
    const file = await readVoiceFile(path);
    return this.#changeVoices(async () => {
      const { ask, policy } = this.#options;
      this.refuseFull();
      const profileId = recordId();
      return this.withNewKey(async (keyId, key) => {
        const { targetFar } = policy();
        const made = await ask({ type: 'import_voice', file, passphrase, profileId, key, targetFar });
        this.add(profileId, this.#freeName(made.name), keyId, made.sealed as Sealed);
        return profileId;
      });
    });
  }

  /** @throws HarkError (by rejection) profile.passphrase */
  unlock(passphrase: string): Promise<void> {
    return this.#changeVoices(() => this.#options.keys.unlock(passphrase));
  }

  /** @param passphrase null has the system guard the keys. @throws HarkError (by rejection) profile.locked, store.* */
  setPassphrase(passphrase: string | null): Promise<void> {
    return this.#changeVoices(() => this.#options.keys.setPassphrase(passphrase));
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

  /**
   * Whether it is the PIN of a profile; bounded in how often it can be tried.
   *
   * @throws HarkError (by rejection) profile.unknown; profile.locked; action.refused: no more tries for a while
   */
  isPin(id: string, given: string): Promise<boolean> {
    return this.#options.queue.run(async () => {
      const { store, keys, now } = this.#options;
      const { pin, keyId } = this.#get(id);
      if (pin === null) return false;
      const waitMs = waitLeft(pin, now());
      if (waitMs > 0) {
        const seconds = Math.ceil(waitMs / 1_000);
        throw new HarkError('action.refused', `too many wrong PINs; try again in ${seconds} seconds`);
      }
      store.setPin(id, countTry(pin, now()));
      const isRight = await isPin(given, keys.open(keyId), pin);
      if (isRight) store.setPin(id, { ...pin, failures: 0, blockedUntil: 0 });
      return isRight;
    });
  }

  // ---- for an enrollment, too ----

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

  /** What the engine needs to open it. @throws HarkError profile.unknown, profile.locked, profile.foreign_key */
  open(id: string): { profileId: string; sealed: Sealed; key: Uint8Array<ArrayBuffer> } {
    const { store, keys } = this.#options;
    const { keyId } = this.#get(id);
    const sealed = store.print(id);
    if (sealed === null) throw unknown();
    return { profileId: id, sealed, key: keys.open(keyId) };
  }

  /** Its key is at hand, or only waits for the passphrase. */
  isOpenable(id: string): boolean {
    return this.#keyFailure(this.#get(id))?.code !== 'profile.foreign_key';
  }

  /** @param work what comes of the key; where it fails the key goes, and nobody ever needed it */
  async withNewKey<T>(work: (keyId: string, key: Uint8Array<ArrayBuffer>) => Promise<T>): Promise<T> {
    const { keys } = this.#options;
    const keyId = recordId();
    const key = keys.create(keyId);
    try {
      return await work(keyId, key);
    } catch (error) {
      this.#tryTo('delete a key', () => keys.delete(keyId));
      throw error;
    }
  }

  /**
   * Deletes for good: rows, then the keys that nothing is sealed under any more, so that every copy of what they opened
   * is noise, wherever it lies. Killed in between, the rest is done at the next start.
   */
  erase(work: () => void): void {
    const { store, keys } = this.#options;
    const before = store.keysInUse();
    work();
    const after = store.keysInUse();
    for (const id of before) if (!after.has(id)) keys.delete(id);
    store.erase();
  }

  /** Recordings whose time is over go. */
  sweepRecordings(): void {
    this.#tryTo('delete old recordings', () => {
      const { store, now, changed } = this.#options;
      if (!store.hasOldRecordings(now())) return;
      this.erase(() => store.dropOldRecordings(now()));
      changed();
    });
  }

  /** What came to nothing, or was not erased whole, when Hark was killed. */
  tidyUp(): void {
    this.#tryTo('tidy up the keys', () => {
      const { store, keys } = this.#options;
      // A store that lost something may yet be found again, and its keys are needed then.
      if (store.isSound && keys.keepOnly(store.keysInUse()) > 0) store.erase();
    });
  }

  #edit(
    id: string,
    edit: { what: 'remove_reference'; referenceId: string } | { what: 'undo_adaptation'; since: number },
  ): Promise<void> {
    return this.#changePrint(id, async () => {
      const { ask, policy, store } = this.#options;
      const { targetFar } = policy();
      const made = await ask({ type: 'edit_voice', ...this.open(id), edit, targetFar });
      store.setPrint(id, made.sealed as Sealed);
      store.erase();
    });
  }

  /** While its print is another, what the engine learns of the one before is not kept. */
  async #changePrint(id: string, work: () => Promise<void>): Promise<void> {
    this.#editing.add(id);
    try {
      await this.#changeVoices(work);
    } finally {
      this.#editing.delete(id);
    }
  }

  #changeVoices<T>(work: () => T | Promise<T>): Promise<T> {
    // Also where it failed half way: what stands in the store is in force.
    return this.#change(work).finally(() => this.#options.inForce.refresh());
  }

  #change<T>(work: () => T | Promise<T>): Promise<T> {
    return this.#options.queue.run(work).finally(() => this.#options.changed());
  }

  #get(id: string): StoredProfile {
    const profile = this.#options.store.profile(id);
    if (profile === null) throw unknown();
    return profile;
  }

  /** "Anna 2" where there is an Anna. @throws HarkError profile.name */
  #freeName(wanted: string): string {
    for (let count = 1; count <= PROFILES_MAX + 1; count += 1) {
      const name = profileNameSchema.safeParse(count === 1 ? wanted : `${wanted} ${count}`);
      if (!name.success) throw new HarkError('profile.name', 'its name does not fit');
      if (!this.#options.store.isNameTaken(name.data)) return name.data;
    }
    throw new HarkError('profile.exists', 'there are profiles of this name');
  }

  #shown(profile: StoredProfile): Profile {
    const { store, inForce } = this.#options;
    const { id, name, createdAt, lastHeardAt, rules, pin } = profile;
    const failure = this.#keyFailure(profile) ?? inForce.error(id);
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

  #keyFailure({ keyId }: StoredProfile): Profile['failure'] {
    try {
      this.#options.keys.open(keyId);
      return null;
    } catch (error) {
      return describeFailure(error);
    }
  }

  #tryTo(what: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#options.log.warn(`could not ${what}`, { code: describeFailure(error).code });
    }
  }
}

function unknown(): HarkError {
  return new HarkError('profile.unknown', 'there is no such profile');
}
