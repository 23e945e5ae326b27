/** What the engine listens to beside commands: a sentence of an enrollment, or "try it". One at a time, and never for ever. */
import { describeFailure, HarkError } from '../../../contract/failures.ts';
import { TAKE_MAX_MS } from '../../../contract/speaker.ts';
import type { Log } from '../log/log.ts';
import type { EngineAsk } from './engineAsk.ts';

/** Time is counted in samples by the engine: where none arrive, it would listen for ever. */
export const LISTENING_LIMIT_MS = TAKE_MAX_MS + 10_000;

/** A sentence by its place in its enrollment; null for "try it". */
export type Sentence = { draftId: string; index: number } | null;

export interface ListeningOptions {
  ask: EngineAsk;
  /** Anything can be heard at all. */
  hears(): boolean;
  /** Something is listened to now, or no longer. */
  changed(): void;
  /** It came to nothing. */
  cancelled(sentence: Sentence): void;
  log: Log;
}

interface Open {
  readonly id: string;
  readonly sentence: Sentence;
  /** Null until the engine listens. */
  limit: NodeJS.Timeout | null;
}

export class Listening {
  readonly #options: ListeningOptions;
  #open: Open | null = null;
  /** The engine was asked to listen: never rejects, and null once it does, or does not. */
  #beginning: Promise<void> | null = null;

  constructor(options: ListeningOptions) {
    this.#options = options;
  }

  /** What is being read; null for nothing, or "try it". */
  get sentence(): Sentence {
    return this.#open?.sentence ?? null;
  }

  get isOpen(): boolean {
    return this.#open !== null;
  }

  is(id: string): boolean {
    return this.#open?.id === id;
  }

  /**
   * @param begin has the engine listen
   * @throws HarkError (by rejection) capture.busy, capture.deaf; whatever `begin` throws
   */
  async to(id: string, sentence: Sentence, begin: () => Promise<unknown>): Promise<void> {
    if (!this.#options.hears()) throw new HarkError('capture.deaf', 'Hark does not listen');
    if (this.#open !== null) throw new HarkError('capture.busy', 'a sentence is being heard');
    const open: Open = { id, sentence, limit: null };
    this.#open = open;
    this.#options.changed();
    try {
      await this.#begins(open, begin);
    } catch (error) {
      if (this.#open === open) {
        this.end();
        this.#options.changed();
      }
      throw error;
    }
    if (this.#open === open) open.limit = this.#limited();
  }

  /** One that was given up while the engine prepared it is ended before the next begins, which would find it busy. */
  async #begins(open: Open, begin: () => Promise<unknown>): Promise<void> {
    while (this.#beginning !== null) await this.#beginning;
    if (this.#open !== open) return;
    const begun = begin();
    this.#beginning = begun.then(
      () => {
        if (this.#open !== open) this.#cancel();
        this.#beginning = null;
      },
      () => {
        this.#beginning = null;
      },
    );
    await this.#beginning;
    await begun;
  }

  /** The engine is done with it, or gone. @returns false where it was not listening */
  end(): boolean {
    const open = this.#open;
    if (open === null) return false;
    if (open.limit !== null) clearTimeout(open.limit);
    this.#open = null;
    return true;
  }

  /** What is being listened to is forgotten. */
  giveUp(): void {
    if (this.#open === null) return;
    this.#cancel();
    this.lost();
  }

  /** The engine is gone. */
  lost(): void {
    const { sentence } = this;
    if (this.end()) this.#options.cancelled(sentence);
  }

  #limited(): NodeJS.Timeout {
    return setTimeout(() => {
      this.#options.log.warn('a sentence did not end');
      this.giveUp();
    }, LISTENING_LIMIT_MS);
  }

  #cancel(): void {
    this.#options.ask({ type: 'end_take', how: 'cancel' }).catch((error: unknown) => {
      this.#options.log.info('a sentence was not ended', { code: describeFailure(error).code });
    });
  }
}
