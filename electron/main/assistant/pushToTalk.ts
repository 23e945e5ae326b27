/** Push-to-talk: what a press or a release of its key means depends on whether one was begun and not yet ended. */
import type { PushMode } from '../../../contract/command.ts';

export interface PushToTalkOptions {
  engine: {
    capture(mode: PushMode): Promise<unknown>;
    release(): void;
  };
  /** It is about to be heard. */
  begins(): void;
}

export class PushToTalk {
  readonly #options: PushToTalkOptions;
  #isBegun = false;

  constructor(options: PushToTalkOptions) {
    this.#options = options;
  }

  /** @throws HarkError (by rejection) capture.busy, engine.* */
  async push(what: 'press' | 'release', mode: PushMode): Promise<void> {
    const { engine, begins } = this.#options;
    if (what === 'release' || this.#isBegun) {
      // A held key repeats its press; one that toggles has no release that counts.
      const ends = mode === 'hold' ? what === 'release' : what === 'press';
      if (!this.#isBegun || !ends) return;
      this.#isBegun = false;
      engine.release();
      return;
    }
    begins();
    this.#isBegun = true;
    try {
      await engine.capture(mode);
    } catch (error) {
      this.#isBegun = false;
      throw error;
    }
  }

  /** Its capture ended without the key: the next press begins anew. */
  ended(): void {
    this.#isBegun = false;
  }
}
