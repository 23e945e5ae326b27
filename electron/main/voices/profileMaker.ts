/** Makes a profile of an enrollment, or part of one. It is there whole in one step, and the enrollment gone with it. */
import { HarkError } from '../../../contract/failures.ts';
import { TAKES_MIN } from '../../../contract/speaker.ts';
import { recordId } from '../store/recordId.ts';
import type { Draft, Sealed, VoiceStore } from '../store/voices.ts';
import type { EngineAsk } from './engineAsk.ts';
import type { KeyRing } from './keyRing.ts';
import type { Profiles } from './profiles.ts';
import type { VoiceVault } from './voiceVault.ts';

export interface ProfileMakerOptions {
  store: VoiceStore;
  keys: KeyRing;
  vault: VoiceVault;
  profiles: Profiles;
  ask: EngineAsk;
  /** Share of strangers that may be taken for it. */
  targetFar(): number;
}

/** What the engine puts the sentences into. */
interface Into {
  profileId: string;
  key: Uint8Array<ArrayBuffer>;
  /** Its print, where they are added to it. */
  base: Sealed | null;
}

export class ProfileMaker {
  readonly #options: ProfileMakerOptions;

  constructor(options: ProfileMakerOptions) {
    this.#options = options;
  }

  /** @returns id of the profile. @throws HarkError (by rejection) enrollment.*, profile.*, engine.*, store.* */
  async make(draft: Draft): Promise<string> {
    const takes = this.#options.store.draftPrint();
    if (takes === null || draft.takes.filter((take) => take !== null).length < TAKES_MIN) {
      throw new HarkError('enrollment.speech', `${TAKES_MIN} good sentences are needed`);
    }
    return draft.profileId === null
      ? this.#makeNew(draft, takes)
      : this.#change(draft, draft.profileId, takes);
  }

  #makeNew(draft: Draft, takes: Sealed): Promise<string> {
    const { profiles, vault } = this.#options;
    profiles.refuseFull();
    profiles.refuseTaken(draft.name);
    return vault.withNewKey(async (keyId, key) => {
      const profileId = recordId();
      const sealed = await this.#seal(draft, takes, { profileId, key, base: null });
      this.#becomes(draft, profileId, () => profiles.add(profileId, draft.name, keyId, sealed));
      return profileId;
    });
  }

  async #change(draft: Draft, profileId: string, takes: Sealed): Promise<string> {
    const { store, vault } = this.#options;
    const failure = vault.failureOf(vault.profile(profileId));
    const adds = draft.purpose === 'microphone';
    if (!adds && failure?.code === 'profile.foreign_key') return this.#mend(draft, profileId, takes);
    const { sealed: print, key } = vault.open(profileId);
    const sealed = await this.#seal(draft, takes, { profileId, key, base: adds ? print : null });
    this.#becomes(draft, profileId, () => store.setPrint(profileId, sealed));
    return profileId;
  }

  /** Its key is lost: it gets another, and the PIN, which that key was needed for, goes. */
  #mend(draft: Draft, profileId: string, takes: Sealed): Promise<string> {
    const { store, vault } = this.#options;
    return vault.withNewKey(async (keyId, key) => {
      const sealed = await this.#seal(draft, takes, { profileId, key, base: null });
      this.#becomes(draft, profileId, () => {
        store.setPrint(profileId, sealed, keyId);
        store.setPin(profileId, null);
      });
      return profileId;
    });
  }

  async #seal(draft: Draft, takes: Sealed, into: Into): Promise<Sealed> {
    const { ask, keys, targetFar } = this.#options;
    const { sealed } = await ask({
      type: 'enroll',
      draftId: draft.id,
      draft: takes,
      draftKey: keys.open(draft.id),
      ...into,
      targetFar: targetFar(),
    });
    return sealed as Sealed;
  }

  /** The one step. Once the profile is kept nothing else makes it fail. */
  #becomes(draft: Draft, profileId: string, write: () => void): void {
    const { store, vault } = this.#options;
    vault.replace(() => store.finish(draft, profileId, write));
  }
}
