/** Numbers that are the same for the same seed, on every machine. */
import { randomNumbers } from '../../electron/engine/audio/testing/signals.ts';

export class Chance {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = randomNumbers(seed);
  }

  between(least: number, most: number): number {
    return least + (most - least) * this.#next();
  }

  /** A whole number from 0 on, below `count`. */
  below(count: number): number {
    return Math.min(count - 1, Math.floor(this.#next() * count));
  }

  /** @throws RangeError of nothing to pick from */
  pick<T>(from: readonly T[]): T {
    if (from.length === 0) throw new RangeError('there is nothing to pick from');
    return from[this.below(from.length)] as T;
  }

  shuffled<T>(items: readonly T[]): T[] {
    const left = [...items];
    return Array.from({ length: left.length }, () => left.splice(this.below(left.length), 1)[0] as T);
  }
}
