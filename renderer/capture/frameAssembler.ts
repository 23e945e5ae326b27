/** Render quanta in, hops out. Runs on the audio thread, so nothing is allocated once it is built. */
import { HOP_SAMPLES } from '../../contract/audio.ts';

export class FrameAssembler {
  readonly #frame = new Float32Array(HOP_SAMPLES);
  #filled = 0;

  /**
   * Appends 16 kHz mono samples of any count and calls `onFrame` for each hop they complete.
   * The array given to `onFrame` is reused: copy it, or post it by clone, before returning.
   */
  push(samples: Float32Array, onFrame: (frame: Float32Array) => void): void {
    let taken = 0;
    while (taken < samples.length) {
      const count = Math.min(samples.length - taken, HOP_SAMPLES - this.#filled);
      this.#frame.set(samples.subarray(taken, taken + count), this.#filled);
      this.#filled += count;
      taken += count;
      if (this.#filled === HOP_SAMPLES) {
        this.#filled = 0;
        onFrame(this.#frame);
      }
    }
  }

  /** Forgets an unfinished hop: audio of two sources must not share one. */
  reset(): void {
    this.#filled = 0;
  }
}

/** True when every sample is exactly zero, which a working microphone never delivers for long. */
export function isDigitalSilence(samples: Float32Array): boolean {
  return samples.every((sample) => sample === 0);
}
