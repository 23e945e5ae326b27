/** From what happens to the button to presses and releases of push-to-talk. Pure. */
import type { PushMode } from '../../../contract/command.ts';

export class PushGesture {
  readonly #send: (what: 'press' | 'release') => void;
  #held = false;
  /** A press that was held ends in a click of the pointer too, which then says nothing new. */
  #clickFollows = false;

  constructor(send: (what: 'press' | 'release') => void) {
    this.#send = send;
  }

  /** A finger or a key goes down on it. */
  down(mode: PushMode): void {
    if (mode !== 'hold' || this.#held) return;
    this.#held = true;
    this.#send('press');
  }

  /**
   * It goes up, or is taken away: by another window, a change of screen.
   * @param clickFollows the browser will tell of a click for the same press
   */
  up(clickFollows: boolean): void {
    if (!this.#held) return;
    this.#held = false;
    this.#clickFollows = clickFollows;
    this.#send('release');
  }

  /** Pressed as a whole, as a mouse does and a screen reader: that toggles, also where holding is what is set. */
  click(mode: PushMode, isTalking: boolean): void {
    if (this.#clickFollows) {
      this.#clickFollows = false;
      return;
    }
    this.#send(mode === 'hold' && isTalking ? 'release' : 'press');
  }
}
