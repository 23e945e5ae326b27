/** When a crashed process is started again, and when not any more. Pure: the caller tells the time. */

/** This many crashes inside the window are the last straw. */
export const CRASH_LIMIT = 3;
/** The window slides, and success does not empty it: a process that crashes every minute is not healthy. */
export const CRASH_WINDOW_MS = 5 * 60 * 1_000;
/** The first restart is immediate, for most crashes are single; from the second on it waits, twice as long each time. */
export const BACKOFF_BASE_MS = 250;

export type RestartDecision = { kind: 'restart'; delayMs: number } | { kind: 'give_up' };

export class RestartPolicy {
  /** Times of the crashes inside the window, oldest first. */
  #crashes: number[] = [];

  /** @param now monotonic ms */
  crashed(now: number): RestartDecision {
    this.#crashes = [...this.#crashes.filter((at) => now - at < CRASH_WINDOW_MS), now];
    const count = this.#crashes.length;
    if (count >= CRASH_LIMIT) return { kind: 'give_up' };
    return { kind: 'restart', delayMs: count === 1 ? 0 : BACKOFF_BASE_MS * 2 ** (count - 2) };
  }

  /** Someone asked for another try: what happened before no longer counts. */
  forgive(): void {
    this.#crashes = [];
  }
}
