/**
 * The recogniser as the engine uses it: it may still be loading, and it does one thing at a time, for what it reuses
 * from call to call must not be used twice at once.
 */
import { HarkError } from '../../contract/failures.ts';
import type { CommandUnderstanding } from './command/understanding.ts';

export class RecognitionLane {
  #coming: Promise<CommandUnderstanding> | null = null;
  #ready: CommandUnderstanding | null = null;
  #failure: unknown = null;
  /** The end of the lane: what wants the recogniser next waits for it. */
  #end: Promise<unknown> = Promise.resolve();

  /** The recogniser, once it is loaded. */
  get ready(): CommandUnderstanding | null {
    return this.#ready;
  }

  /** It is loaded, or loading and not failed: a command can be captured. */
  get expected(): boolean {
    return this.#coming !== null && this.#failure === null;
  }

  expect(coming: Promise<CommandUnderstanding>): void {
    this.#coming = coming;
    coming.then(
      (understanding) => {
        this.#ready = understanding;
      },
      (error: unknown) => {
        this.#failure = error;
      },
    );
  }

  /** @throws HarkError whatever kept it from loading; model.missing where none was ever promised */
  requireExpected(): void {
    if (this.#failure !== null) throw this.#failure;
    if (this.#coming === null) throw new HarkError('model.missing', 'there is no recogniser');
  }

  /**
   * Runs `work` once the recogniser is loaded and free.
   * @throws (by rejection) as above, what `signal` was aborted with, and what `work` throws
   */
  async run<T>(work: (understanding: CommandUnderstanding) => Promise<T>, signal?: AbortSignal): Promise<T> {
    this.requireExpected();
    const before = this.#end;
    const result = (async () => {
      await before;
      signal?.throwIfAborted();
      const understanding = await this.#coming;
      if (understanding === null) throw new HarkError('model.missing', 'there is no recogniser');
      signal?.throwIfAborted();
      return work(understanding);
    })();
    this.#end = result.catch(() => undefined);
    return result;
  }
}
