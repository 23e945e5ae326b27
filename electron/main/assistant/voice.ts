/**
 * What Hark says: one thing at a time. The window speaks it; the engine is told, so that it does not wake on it. A
 * window that never says that it finished, because it is gone or has no voice, holds nothing up for long.
 */
import type { SpokenReply } from '../../../contract/actions.ts';

/** The chime, then a voice that begins late; the window gives up on both before that. */
const SPEECH_LEAD_MS = 8_000;
/** Well over the slowest voice at its own rate. */
const SPEECH_MS_PER_CHARACTER = 160;
/** No reply takes longer; what is left of it is on screen. */
export const SPEECH_LIMIT_MS = 120_000;

export interface VoiceOptions {
  /** Tells the engine what is being said; null once it fell silent. */
  telling(text: string | null): void;
  speak(reply: SpokenReply): void;
  /** Of the voice; 1 is its own. */
  rate(): number;
  /** Fall silent at once. */
  silence(): void;
}

export class Voice {
  readonly #options: VoiceOptions;
  #saying: { id: string; ended: () => void; timer: NodeJS.Timeout } | null = null;

  constructor(options: VoiceOptions) {
    this.#options = options;
  }

  /** @param ended called once: when it was said, stopped or given up; at once where nothing is said aloud */
  say(reply: SpokenReply, ended: () => void): void {
    this.stop();
    this.#options.speak(reply);
    if (!reply.speak) {
      ended();
      return;
    }
    const wordsMs = (reply.text.length * SPEECH_MS_PER_CHARACTER) / this.#options.rate();
    const limit = Math.min(SPEECH_LIMIT_MS, SPEECH_LEAD_MS + wordsMs);
    this.#saying = { id: reply.id, ended, timer: setTimeout(() => this.stop(), limit) };
    this.#options.telling(reply.text);
  }

  /** The window said it, or could not. */
  finished(id: string): void {
    if (this.#saying?.id === id) this.#end();
  }

  /** Nothing more is said. */
  stop(): void {
    if (this.#saying === null) return;
    this.#options.silence();
    this.#end();
  }

  #end(): void {
    const saying = this.#saying;
    if (saying === null) return;
    clearTimeout(saying.timer);
    this.#saying = null;
    this.#options.telling(null);
    saying.ended();
  }
}
