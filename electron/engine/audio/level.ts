/** How loud a frame is. */

/** What digital silence measures, dB relative to full scale. */
export const SILENCE_DBFS = -120;
/** Samples of this size were most likely cut off by the sound card, share of full scale. */
export const CLIPPING_LEVEL = 0.999;

export interface Level {
  /** Root mean square in dB relative to full scale, SILENCE_DBFS..0. A full-scale sine measures -3. */
  dbfs: number;
  /** Largest magnitude, 0..1. */
  peak: number;
  /** Samples at or above CLIPPING_LEVEL. */
  clipped: number;
}

/** @param frame float32, -1..1, any length */
export function measureLevel(frame: Float32Array): Level {
  let squares = 0;
  let peak = 0;
  let clipped = 0;
  for (const sample of frame) {
    const size = Math.abs(sample);
    squares += size * size;
    if (size > peak) peak = size;
    if (size >= CLIPPING_LEVEL) clipped++;
  }
  const power = squares / frame.length;
  const dbfs = power > 0 ? Math.max(SILENCE_DBFS, 10 * Math.log10(power)) : SILENCE_DBFS;
  return { dbfs, peak, clipped };
}
