/** Processing times of the hops since they were last asked for. */

/** Twice the hops of a heartbeat interval and then some; past it, new times are left out rather than grow the list. */
const TIMES_MAX = 1_024;

export interface HopTimeSummary {
  hopP50Ms: number | null;
  hopP99Ms: number | null;
}

export class HopTimes {
  #times: number[] = [];

  add(ms: number): void {
    if (this.#times.length < TIMES_MAX) this.#times.push(ms);
  }

  /** Median and 99th percentile (nearest rank), null when no hop ran; then forgets. */
  take(): HopTimeSummary {
    const sorted = this.#times.sort((a, b) => a - b);
    this.#times = [];
    return { hopP50Ms: percentile(sorted, 0.5), hopP99Ms: percentile(sorted, 0.99) };
  }
}

function percentile(sorted: readonly number[], share: number): number | null {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
}
