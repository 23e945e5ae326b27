/** Voices out to files and in again, sealed by a passphrase on the way. */
import { HarkError } from '../../../contract/failures.ts';
import { profileNameSchema } from '../../../contract/profiles.ts';
import type { Settings } from '../../../contract/settings.ts';
import { PROFILES_MAX } from '../../../contract/speaker.ts';
import { recordId } from '../store/recordId.ts';
import type { Sealed, VoiceStore } from '../store/voices.ts';
import { writeWholeFile } from '../store/wholeFile.ts';
import type { EngineAsk } from './engineAsk.ts';
import type { Profiles } from './profiles.ts';
import { readVoiceFile, voiceFileName } from './voiceFile.ts';
import type { VoiceVault } from './voiceVault.ts';

export interface VoiceTransferOptions {
  store: VoiceStore;
  vault: VoiceVault;
  profiles: Profiles;
  ask: EngineAsk;
  policy(): Settings['voices'];
  /** Null where the person thought better of it; so below. @param name proposed for the file */
  askWhereToSave(name: string): Promise<string | null>;
  askWhatToOpen(): Promise<string | null>;
}

export class VoiceTransfer {
  readonly #options: VoiceTransferOptions;

  constructor(options: VoiceTransferOptions) {
    this.#options = options;
  }

  /**
   * @returns false where the person thought better of it
   * @throws HarkError (by rejection) profile.*, engine.*, output.unwritable
   */
  async export(id: string, passphrase: string): Promise<boolean> {
    const { ask, askWhereToSave, vault } = this.#options;
    const { name } = vault.profile(id);
    const print = vault.open(id);
    const path = await askWhereToSave(voiceFileName(name));
    if (path === null) return false;
    const { file } = await ask({ type: 'export_voice', ...print, name, passphrase });
    await writeWholeFile(path, 'the voice', (written) => written.writeFile(file));
    return true;
  }

  /**
   * @returns id of the new profile; null where the person thought better of it
   * @throws HarkError (by rejection) profile.*, engine.*, store.*
   */
  async import(passphrase: string): Promise<string | null> {
    const { ask, askWhatToOpen, policy, profiles, vault } = this.#options;
    profiles.refuseFull();
    const path = await askWhatToOpen();
    if (path === null) return null;
    const file = await readVoiceFile(path);
    return profiles.changeVoices(() => {
      profiles.refuseFull();
      const profileId = recordId();
      return vault.withNewKey(async (keyId, key) => {
        const { targetFar } = policy();
        const made = await ask({ type: 'import_voice', file, passphrase, profileId, key, targetFar });
        profiles.add(profileId, this.#freeName(made.name), keyId, made.sealed as Sealed);
        return profileId;
      });
    });
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
}
