/** The last failures by code, for whoever looks at the Monitor. In memory alone: what they say can name things. */
import type { FailureCode } from '../../../contract/failures.ts';
import { ERROR_EXAMPLES } from '../../../contract/health.ts';

/** Longer messages are cut. */
export const EXAMPLE_MAX_CHARS = 300;

export interface ErrorExample {
  /** Wall clock, ms since the epoch. */
  at: number;
  message: string;
}

export class ErrorExamples {
  /** Newest first. */
  readonly #byCode = new Map<string, ErrorExample[]>();

  add(code: FailureCode, message: string, at: number): void {
    const cut = message.length > EXAMPLE_MAX_CHARS ? `${message.slice(0, EXAMPLE_MAX_CHARS)}…` : message;
    const known = this.#byCode.get(code) ?? [];
    this.#byCode.set(code, [{ at, message: cut }, ...known].slice(0, ERROR_EXAMPLES));
  }

  of(code: string): ErrorExample[] {
    return [...(this.#byCode.get(code) ?? [])];
  }
}
