/** What the engine says of the sentence that is being read, on its way to the meters: past React, as in MeterFeed. */
import type { TakeProgress } from '../../contract/profiles.ts';

export class TakeFeed {
  readonly #listeners = new Set<() => void>();
  #last: TakeProgress | null = null;

  /** Null until there is some, and after `reset`. */
  get last(): TakeProgress | null {
    return this.#last;
  }

  accept(progress: TakeProgress): void {
    this.#last = progress;
    this.#notify();
  }

  /** Another sentence begins. */
  reset(): void {
    this.#last = null;
    this.#notify();
  }

  /** Calls `listener` after every change; gives the function that ends it. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }
}
