/** The PINs of profiles: set, taken away, and tried, not too often. */
import { HarkError } from '../../../contract/failures.ts';
import type { VoiceStore } from '../store/voices.ts';
import type { KeyRing } from './keyRing.ts';
import { countTry, isPin, storePin, waitLeft } from './pin.ts';
import type { Queue } from './queue.ts';
import type { ScryptCost } from './scrypt.ts';
import type { VoiceVault } from './voiceVault.ts';

export interface PinsOptions {
  store: VoiceStore;
  keys: KeyRing;
  vault: VoiceVault;
  queue: Queue;
  changed(): void;
  /** Wall clock, ms since the epoch. */
  now(): number;
  cost: ScryptCost;
}

export class Pins {
  readonly #options: PinsOptions;

  constructor(options: PinsOptions) {
    this.#options = options;
  }

  /** @param pin null takes it away. @throws HarkError (by rejection) profile.*, store.* */
  set(profileId: string, pin: string | null): Promise<void> {
    const { store, keys, vault, queue, changed, cost } = this.#options;
    return queue
      .run(async () => {
        const { keyId } = vault.profile(profileId);
        store.setPin(profileId, pin === null ? null : await storePin(pin, keys.open(keyId), cost));
        store.erase();
      })
      .finally(changed);
  }

  /**
   * Whether it is the PIN of a profile.
   *
   * @throws HarkError (by rejection) profile.unknown; profile.locked; action.refused: no more tries for a while
   */
  isRight(profileId: string, given: string): Promise<boolean> {
    const { store, keys, vault, queue, now } = this.#options;
    return queue.run(async () => {
      const { pin, keyId } = vault.profile(profileId);
      if (pin === null) return false;
      const waitMs = waitLeft(pin, now());
      if (waitMs > 0) {
        const seconds = Math.ceil(waitMs / 1_000);
        throw new HarkError('action.refused', `too many wrong PINs; try again in ${seconds} seconds`);
      }
      store.setPin(profileId, countTry(pin, now()));
      const isRight = await isPin(given, keys.open(keyId), pin);
      if (isRight) store.setPin(profileId, { ...pin, failures: 0, blockedUntil: 0 });
      return isRight;
    });
  }
}
