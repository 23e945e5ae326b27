/** How long the last runs of a session took. */

/** So many of the last runs are looked at. */
export const RUNS_KEPT = 64;

export class RunTimes {
  /** Of all time. */
  runs = 0;
  readonly #ring = new Float64Array(RUNS_KEPT);

  add(ms: number): void {
    this.#ring[this.runs % RUNS_KEPT] = ms;
    this.runs += 1;
  }

  /** As they are told of. */
  get times(): { runs: number; p50Ms: number | null; p99Ms: number | null } {
    return { runs: this.runs, p50Ms: this.quantile(0.5), p99Ms: this.quantile(0.99) };
  }

  /** The nearest rank of the last runs; null before the first. */
  quantile(share: number): number | null {
    const kept = this.#ring.slice(0, this.runs).sort();
    return kept[Math.max(0, Math.ceil(kept.length * share) - 1)] ?? null;
  }
}
