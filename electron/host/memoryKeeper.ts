/**
 * Gives memory back once what needed it is over. Loading reads, rewrites and checks tens of megabytes of models; left to
 * itself, V8 sees no reason to look for what of that is garbage in a process that then does next to nothing.
 */

/** Grown by this much since the last time, a collection is worth its pause of a few hundredths of a second. */
export const WORTH_BYTES = 12 * 1024 ** 2;
/** How often it is looked at, ms. */
export const LOOK_INTERVAL_MS = 5_000;

export interface MemoryKeeperOptions {
  /** Bytes in use by JavaScript and the buffers that it holds. */
  usedBytes(): number;
  /** Somebody waits for the engine. */
  busy(): boolean;
  collect(): void;
}

export class MemoryKeeper {
  readonly #options: MemoryKeeperOptions;
  /** Nothing was collected yet: what a process starts with is all worth it. */
  #keptBytes = 0;

  constructor(options: MemoryKeeperOptions) {
    this.#options = options;
  }

  /** To be called every LOOK_INTERVAL_MS. */
  look(): void {
    const { usedBytes, busy, collect } = this.#options;
    if (busy() || usedBytes() - this.#keptBytes < WORTH_BYTES) return;
    collect();
    this.#keptBytes = usedBytes();
  }
}
