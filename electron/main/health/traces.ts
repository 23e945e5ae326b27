/** How long the last interactions and the slowest of the day took. In memory only, and nothing of what was said. */
import type { Trace, Traces } from '../../../contract/health.ts';
import type { Interaction } from '../../../contract/interactions.ts';

export const LAST_KEPT = 50;
export const SLOWEST_KEPT = 20;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export class TraceLog {
  #last: Trace[] = [];
  /** The slowest of each hour: those of an hour before give way to them when their day is over. */
  readonly #byHour = new Map<number, Trace[]>();

  /** @param now wall clock, ms since the epoch */
  add(trace: Trace, now: number): void {
    this.#last = [trace, ...this.#last].slice(0, LAST_KEPT);
    const hour = Math.floor(trace.at / HOUR_MS);
    this.#byHour.set(hour, slowest([...(this.#byHour.get(hour) ?? []), trace]));
    for (const known of this.#byHour.keys()) {
      if (!isOfTheDay((known + 1) * HOUR_MS, now)) this.#byHour.delete(known);
    }
  }

  get(now: number): Traces {
    const day = [...this.#byHour.values()].flat().filter(({ at }) => isOfTheDay(at, now));
    return { last: this.#last, slowest: slowest(day) };
  }
}

export function traceOf({ id, at, trigger, outcome, stages }: Interaction): Trace {
  const ends = stages
    .filter(({ stage }) => stage !== 'reply')
    .map(({ startMs, durationMs }) => startMs + (durationMs ?? 0));
  return { id, at, trigger, outcome, totalMs: Math.max(0, ...ends), stages };
}

/** Nothing is of the day that the clock has not come to by more than the hour under way. */
function isOfTheDay(at: number, now: number): boolean {
  return at > now - DAY_MS && at <= now + HOUR_MS;
}

function slowest(traces: readonly Trace[]): Trace[] {
  return traces.toSorted((a, b) => b.totalMs - a.totalMs).slice(0, SLOWEST_KEPT);
}
