/**
 * Says replies, one at a time: first the chime, then the words. Main waits for each to end, so each end is told, also
 * where there is no voice, the voice fails, or it never says a thing.
 */
import type { SpokenReply } from '../../contract/actions.ts';
import type { Playing } from './player.ts';
import type { SoundName } from './sounds.ts';

/** A voice that has not begun by then will not. */
export const BEGIN_LIMIT_MS = 3_000;
/** Slow speech takes 90 ms a character; a voice that takes longer than this forgot to say that it ended. */
export const LIMIT_MS_PER_CHARACTER = 140;
export const LIMIT_LEAD_MS = 2_000;

/** Speech on its way. */
export interface Saying {
  /** Falls silent at once; neither `began` nor `ended` is called after it. */
  stop(): void;
}

export interface ReplySpeechOptions {
  play(sound: SoundName): Playing;
  /** Null where there is no voice. `ended` is called once, whether it was said or failed. */
  say(text: string, on: { began(): void; ended(): void }): Saying | null;
  /** Of the voice; 1 is its own. */
  rate(): number;
  /** Id of what is being said aloud; null once it is not. */
  speaking(id: string | null): void;
  /** Called once for every reply. */
  finished(id: string): void;
}

interface Turn {
  id: string;
  halt: () => void;
  timer: ReturnType<typeof setTimeout> | undefined;
}

export class ReplySpeech {
  readonly #options: ReplySpeechOptions;
  #turn: Turn | null = null;

  constructor(options: ReplySpeechOptions) {
    this.#options = options;
  }

  /** Takes the place of whatever is being said. */
  speak(reply: SpokenReply): void {
    this.stop();
    const turn: Turn = { id: reply.id, halt: () => undefined, timer: undefined };
    this.#turn = turn;
    if (reply.chime === null) {
      this.#say(turn, reply);
      return;
    }
    const chime = this.#options.play(reply.chime);
    turn.halt = chime.stop;
    void chime.ended.then(() => this.#say(turn, reply));
  }

  /** Falls silent at once. */
  stop(): void {
    const turn = this.#turn;
    if (turn === null) return;
    turn.halt();
    this.#end(turn);
  }

  #say(turn: Turn, { text, speak }: SpokenReply): void {
    if (this.#turn !== turn) return;
    turn.halt = () => undefined;
    if (!speak || text === '') {
      this.#end(turn);
      return;
    }
    const end = () => this.#end(turn);
    const limit = (ms: number) => {
      clearTimeout(turn.timer);
      turn.timer = setTimeout(() => {
        turn.halt();
        end();
      }, ms);
    };
    const limitMs = LIMIT_LEAD_MS + (text.length * LIMIT_MS_PER_CHARACTER) / this.#options.rate();
    const saying = this.#options.say(text, { began: () => limit(limitMs), ended: end });
    if (saying === null) {
      end();
      return;
    }
    turn.halt = () => saying.stop();
    if (turn.timer === undefined) limit(BEGIN_LIMIT_MS);
    this.#options.speaking(turn.id);
  }

  #end(turn: Turn): void {
    if (this.#turn !== turn) return;
    clearTimeout(turn.timer);
    this.#turn = null;
    this.#options.speaking(null);
    this.#options.finished(turn.id);
  }
}
