/** The audio of one command, by sample number of the stream: kept until it is understood, then erased. */
import { SAMPLE_RATE_HZ } from '../../../contract/engine.ts';

export class CaptureBuffer {
  /** Number of the first sample. */
  readonly start: number;
  readonly #samples: Float32Array;
  #length = 0;

  /** @param capacityS seconds of 16 kHz mono audio; what comes after them is not kept */
  constructor(start: number, capacityS: number) {
    this.start = start;
    this.#samples = new Float32Array(Math.round(capacityS * SAMPLE_RATE_HZ));
  }

  /** Number of the sample after the last. */
  get end(): number {
    return this.start + this.#length;
  }

  append(samples: Float32Array): void {
    const kept = samples.subarray(0, this.#samples.length - this.#length);
    this.#samples.set(kept, this.#length);
    this.#length += kept.length;
  }

  /** What it holds from one sample up to another: a view, not a copy. It stays as it is until `erase`. */
  view(from: number, to: number): Float32Array {
    const begin = Math.min(this.#length, Math.max(0, from - this.start));
    return this.#samples.subarray(begin, Math.min(this.#length, Math.max(begin, to - this.start)));
  }

  erase(): void {
    this.#samples.fill(0);
    this.#length = 0;
  }
}
