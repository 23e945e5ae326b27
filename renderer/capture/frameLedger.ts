/** Numbers the frames sent to the engine and stops sending when too many are unanswered. */
import { HOP_MS } from '../../contract/audio.ts';

/** The engine keeps this much audio; more on the way to it would only be dropped there. */
const UNANSWERED_AUDIO_MS = 10_000;
export const MAX_UNANSWERED_FRAMES = UNANSWERED_AUDIO_MS / HOP_MS;

export class FrameLedger {
  #next = 0;
  #answered = -1;

  /** The number of the frame at hand, and whether to send it: one that is not leaves a gap the engine can see. */
  take(): { seq: number; send: boolean } {
    const seq = this.#next;
    this.#next += 1;
    return { seq, send: seq - this.#answered <= MAX_UNANSWERED_FRAMES };
  }

  /** The engine worked on frame `seq`, and so is done with every earlier one. */
  answered(seq: number): void {
    this.#answered = Math.max(this.#answered, seq);
  }

  /** A new port is a new conversation: counting starts at 0. */
  restart(): void {
    this.#next = 0;
    this.#answered = -1;
  }
}
