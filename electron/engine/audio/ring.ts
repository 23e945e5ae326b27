/** The last seconds of audio, by sample number. */
import { SAMPLE_RATE_HZ } from '../../../contract/engine.ts';

/** How far back the engine can look, seconds. */
export const RING_CAPACITY_S = 10;

/** Samples are numbered from 0 since the ring was made or cleared; the oldest give way to the newest. */
export class SampleRing {
  readonly capacity: number;
  readonly #samples: Float32Array;
  #end = 0;

  /** @param capacityS seconds of 16 kHz mono audio */
  constructor(capacityS: number = RING_CAPACITY_S) {
    this.capacity = Math.round(capacityS * SAMPLE_RATE_HZ);
    if (!(this.capacity > 0)) throw new RangeError(`a ring of ${capacityS} s`);
    this.#samples = new Float32Array(this.capacity);
  }

  /** Number of the oldest sample still held. */
  get start(): number {
    return Math.max(0, this.#end - this.capacity);
  }

  /** Number that the next sample will have: how many were ever written. */
  get end(): number {
    return this.#end;
  }

  write(samples: Float32Array): void {
    const kept = samples.subarray(Math.max(0, samples.length - this.capacity));
    const at = (this.#end + samples.length - kept.length) % this.capacity;
    const beforeWrap = kept.subarray(0, this.capacity - at);
    this.#samples.set(beforeWrap, at);
    this.#samples.set(kept.subarray(beforeWrap.length), 0);
    this.#end += samples.length;
  }

  /**
   * A copy of `count` samples from number `from` on.
   * @throws RangeError where they are not all held: already overwritten, or still to come
   */
  read(from: number, count: number): Float32Array {
    if (!(count >= 0 && from >= this.start && from + count <= this.#end)) {
      throw new RangeError(`samples ${from} to ${from + count} of ${this.start} to ${this.#end}`);
    }
    const copy = new Float32Array(count);
    const at = from % this.capacity;
    const beforeWrap = this.#samples.subarray(at, at + count);
    copy.set(beforeWrap);
    copy.set(this.#samples.subarray(0, count - beforeWrap.length), beforeWrap.length);
    return copy;
  }

  /** A copy of the newest `count` samples, or of all that are held where those are fewer. */
  last(count: number): Float32Array {
    const held = Math.min(count, this.#end - this.start);
    return this.read(this.#end - held, held);
  }

  /** Forget everything, for good: the samples are erased, and the next one is number 0. */
  clear(): void {
    this.#samples.fill(0);
    this.#end = 0;
  }
}
