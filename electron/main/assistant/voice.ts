/**
 * What Hark says, aloud or only shown, as the settings have it: one thing at a time. The window speaks it; the engine is told, so that it does not wake on it. A
 * window that never says that it finished, because it is gone or has no voice, holds nothing up for long.
 */
import type { SpokenReply } from '../../../contract/actions.ts';
import type { Settings } from '../../../contract/settings.ts';

/** The chime, then a voice that begins late; the window gives up on both before that. */
const SPEECH_LEAD_MS = 8_000;
/** Well over the slowest voice at its own rate. */
const SPEECH_MS_PER_CHARACTER = 160;
/** No reply takes longer; what is left of it is on screen. */
export const SPEECH_LIMIT_MS = 120_000;

export type Chime = NonNullable<SpokenReply['chime']>;

export interface Saying {
  id: string;
  text: string;
  chime: Chime;
  /** Not only shown, where the settings let it be spoken; so it is where absent. */
  aloud?: boolean;
}

export interface Playing {
  /** The window names it when it is over. */
  id: string;
  /** What is said in it, as far as it could wake Hark. */
  text: string;
  durationMs: number;
}

export interface VoiceOptions {
  /** Tells the engine what is being said; null once it fell silent. */
  telling(text: string | null): void;
  speak(reply: SpokenReply): void;
  settings(): Settings['replies'];
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
  say(saying: Saying, ended: () => void): void {
    const reply = this.#asSet(saying);
    this.stop();
    this.#options.speak(reply);
    if (!reply.speak) {
      ended();
      return;
    }
    const wordsMs = (reply.text.length * SPEECH_MS_PER_CHARACTER) / this.#options.settings().rate;
    this.#begin(reply.id, reply.text, wordsMs, ended);
  }

  /** The window plays what it has, which is no reply: it is heard as one is. */
  plays({ id, text, durationMs }: Playing): void {
    this.stop();
    this.#begin(id, text, durationMs, () => undefined);
  }

  /** Beside what is being said. */
  chime(id: string, chime: Chime): void {
    const reply = this.#asSet({ id, text: '', chime });
    if (reply.chime !== null) this.#options.speak(reply);
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

  #asSet({ id, text, chime, aloud = true }: Saying): SpokenReply {
    const { speak, quiet, chime: chimes } = this.#options.settings();
    return {
      id,
      text,
      chime: chimes && !quiet ? chime : null,
      speak: aloud && speak && !quiet && text !== '',
    };
  }

  #begin(id: string, text: string, ms: number, ended: () => void): void {
    const limit = Math.min(SPEECH_LIMIT_MS, SPEECH_LEAD_MS + ms);
    this.#saying = { id, ended, timer: setTimeout(() => this.stop(), limit) };
    this.#options.telling(text);
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
