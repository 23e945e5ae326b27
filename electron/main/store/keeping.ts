/** Tells that something could not be kept: once, and again only after it could be, for what fails does so every time. */
import type { FailureReport } from '../../../contract/engine.ts';
import { describeFailure } from '../../../contract/failures.ts';

export class Keeping {
  readonly #told: (notice: FailureReport) => void;
  readonly #consequence: string;
  #fails = false;

  /** @param consequence what follows, as a sentence */
  constructor(told: (notice: FailureReport) => void, consequence: string) {
    this.#told = told;
    this.#consequence = consequence;
  }

  /** @throws whatever `write` throws */
  keep(write: () => void): void {
    try {
      write();
      this.#fails = false;
    } catch (error) {
      const { code, message } = describeFailure(error);
      if (!this.#fails) this.#told({ code, message: `${message}: ${this.#consequence}` });
      this.#fails = true;
      throw error;
    }
  }
}
