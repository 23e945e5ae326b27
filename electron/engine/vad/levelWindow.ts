/** Quantiles over the newest levels of a stream: a sliding histogram, so that a hop costs a walk and not a sort. */

/** Levels are told apart to this, dB. */
const BIN_DB = 0.25;
/** From digital silence to the most that pre-emphasis makes of full scale, dB relative to full scale. */
const LOWEST_DBFS = -100;
const HIGHEST_DBFS = 6;
const BINS = Math.round((HIGHEST_DBFS - LOWEST_DBFS) / BIN_DB) + 1;

export class LevelWindow {
  readonly #bins: Uint16Array;
  readonly #counts = new Uint16Array(BINS);
  #written = 0;

  /** @param size levels that count; older ones give way */
  constructor(size: number) {
    this.#bins = new Uint16Array(size);
  }

  /** Levels held. */
  get count(): number {
    return Math.min(this.#written, this.#bins.length);
  }

  push(dbfs: number): void {
    const at = this.#written % this.#bins.length;
    if (this.#written >= this.#bins.length) this.#step(this.#bins[at] ?? 0, -1);
    const bin = Math.min(BINS - 1, Math.max(0, Math.round((dbfs - LOWEST_DBFS) / BIN_DB)));
    this.#bins[at] = bin;
    this.#step(bin, 1);
    this.#written++;
  }

  /** The level that a share of 0..1 of the held ones lies under, to BIN_DB; LOWEST_DBFS while none is held. */
  quantile(share: number): number {
    const rank = Math.floor(share * (this.count - 1));
    let bin = 0;
    for (let seen = this.#counts[0] ?? 0; seen <= rank && bin < BINS - 1; seen += this.#counts[bin] ?? 0)
      bin++;
    return LOWEST_DBFS + bin * BIN_DB;
  }

  clear(): void {
    this.#counts.fill(0);
    this.#written = 0;
  }

  #step(bin: number, by: number): void {
    this.#counts[bin] = (this.#counts[bin] ?? 0) + by;
  }
}
