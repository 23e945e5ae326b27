/**
 * The voices that the engine compares with: told anew after each of its starts and after each change, and what it says of
 * them. What changes while it is being told is told after it.
 */
import type { FailureReport } from '../../../contract/engine.ts';
import { describeFailure } from '../../../contract/failures.ts';
import type { Settings } from '../../../contract/settings.ts';
import type { VoiceSummary } from '../../../contract/speaker.ts';
import type { Log } from '../log/log.ts';
import type { VoiceStore } from '../store/voices.ts';
import type { EngineAsk } from './engineAsk.ts';
import type { KeyRing } from './keyRing.ts';

/** An engine that runs and could not answer in time, loading its model, is told again after this. */
export const TOLD_AGAIN_AFTER_MS = 5_000;

export interface VoicesInForceOptions {
  store: Pick<VoiceStore, 'profiles' | 'print'>;
  keys: Pick<KeyRing, 'open'>;
  ask: EngineAsk;
  policy(): Settings['voices'];
  /** What is known of them is another. */
  changed(): void;
  log: Log;
}

interface InForce {
  summary: VoiceSummary | null;
  error: FailureReport | null;
}

export class VoicesInForce {
  readonly #options: VoicesInForceOptions;
  #known = new Map<string, InForce>();
  #unavailable: FailureReport | null = null;
  /** The engine at hand knows them. */
  #isTold = false;
  #isStale = false;
  #isTelling = false;
  #again: NodeJS.Timeout | null = null;

  constructor(options: VoicesInForceOptions) {
    this.#options = options;
  }

  /** Why no voices can be told apart; null where they can, or nothing is known of it yet. */
  get unavailable(): FailureReport | null {
    return this.#unavailable;
  }

  /** What the engine compares with is not what there is (yet): what it learns meanwhile is out of date. */
  get isPending(): boolean {
    return this.#isStale || this.#isTelling;
  }

  /** The engine compares with it. */
  has(profileId: string): boolean {
    return this.#isTold && this.#known.get(profileId)?.error === null;
  }

  /** Some voice can be told from others. */
  get isAny(): boolean {
    return this.#isTold && [...this.#known.values()].some(({ error }) => error === null);
  }

  summary(profileId: string): VoiceSummary | null {
    return this.#known.get(profileId)?.summary ?? null;
  }

  /** Why the engine does not use it; null where it does, or was not asked. */
  error(profileId: string): FailureReport | null {
    return this.#known.get(profileId)?.error ?? null;
  }

  learned(profileId: string, summary: VoiceSummary): void {
    const known = this.#known.get(profileId);
    if (known !== undefined) this.#known.set(profileId, { ...known, summary });
  }

  /** The engine is gone; the next one knows no voices. */
  lost(): void {
    this.close();
    this.#isTold = false;
  }

  /** Nothing is told by itself any more. */
  close(): void {
    if (this.#again !== null) clearTimeout(this.#again);
    this.#again = null;
  }

  /** Something about them is another. */
  refresh(): void {
    this.close();
    this.#isStale = true;
    if (!this.#isTelling) void this.#tell();
  }

  async #tell(): Promise<void> {
    this.#isTelling = true;
    while (this.#isStale) {
      this.#isStale = false;
      try {
        await this.#tellOnce();
        this.#unavailable = null;
      } catch (error) {
        const failure = describeFailure(error);
        this.#options.log.warn('voices were not told', { code: failure.code });
        this.#isTold = false;
        // An engine that is gone says nothing of what the next one can do.
        if (!failure.code.startsWith('engine.')) this.#unavailable = failure;
        else if (failure.code === 'engine.timeout') this.#tellAgain();
      }
    }
    this.#isTelling = false;
    this.#options.changed();
  }

  #tellAgain(): void {
    this.close();
    this.#again = setTimeout(() => this.refresh(), TOLD_AGAIN_AFTER_MS);
    this.#again.unref?.();
  }

  async #tellOnce(): Promise<void> {
    const { ask, policy } = this.#options;
    const profiles = this.#openable();
    const { targetFar, adapt, onlyKnownWake } = policy();
    const answers = await ask({
      type: 'voices',
      profiles,
      // With no voice that may wake it, Hark would be deaf.
      policy: { targetFar, adapt, onlyKnownWake: onlyKnownWake && profiles.length > 0 },
    });
    if (this.#isStale) return;
    this.#known = new Map(answers.map(({ profileId, error, summary }) => [profileId, { error, summary }]));
    this.#isTold = true;
  }

  /** Those whose key is at hand. */
  #openable() {
    const { store, keys } = this.#options;
    return store.profiles().flatMap(({ id, keyId }) => {
      const sealed = store.print(id);
      try {
        return sealed === null ? [] : [{ profileId: id, sealed, key: keys.open(keyId) }];
      } catch {
        // Why it stays closed is told with the profile.
        return [];
      }
    });
  }
}
