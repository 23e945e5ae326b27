/** What every decoder gives: mono samples at the recording's own rate, in blocks, checked. */
import { HarkError } from '../../../contract/failures.ts';

export const MIN_RATE_HZ = 8_000;
export const MAX_RATE_HZ = 192_000;
/** The longest recording that is worked through, seconds. Memory does not grow with length; patience ends. */
export const MAX_AUDIO_S = 24 * 3_600;

export interface PcmStream {
  readonly sampleRateHz: number;
  readonly channels: number;
  /** Samples per channel that the header promises; null where it does not say. */
  readonly frames: number | null;
  /**
   * Mono (the mean of the channels), -1..1, at `sampleRateHz`; blocks of any length above 0. Once.
   * @throws HarkError audio.truncated, audio.malformed, audio.not_finite, audio.too_long, audio.empty
   */
  readonly blocks: AsyncIterable<Float32Array>;
}

/** @throws HarkError audio.malformed, audio.unsupported, audio.too_long */
export function checkFormat(name: string, rateHz: number, channels: number, frames: number | null): void {
  if (channels === 0) throw new HarkError('audio.malformed', `${name}: its header says 0 channels`);
  if (rateHz < MIN_RATE_HZ || rateHz > MAX_RATE_HZ) {
    throw new HarkError(
      rateHz === 0 ? 'audio.malformed' : 'audio.unsupported',
      `${name}: its header says ${rateHz} Hz; rates from ${MIN_RATE_HZ} to ${MAX_RATE_HZ} Hz can be used`,
    );
  }
  if (frames !== null) checkLength(name, rateHz, frames);
}

/** @throws HarkError audio.too_long */
export function checkLength(name: string, rateHz: number, frames: number): void {
  if (frames > MAX_AUDIO_S * rateHz) {
    throw new HarkError('audio.too_long', `${name} is longer than ${MAX_AUDIO_S / 3_600} hours`);
  }
}

export interface BlockPlace {
  name: string;
  /** Samples per channel before this block. */
  firstFrame: number;
  rateHz: number;
  channels: number;
}

/**
 * The mean of the channels from their sums, limited to full scale as a sound card would: float files may hold more.
 * @throws HarkError audio.not_finite, with the time of the sample at fault
 */
export function meanOfChannels(sums: Float64Array, place: BlockPlace): Float32Array {
  const mono = new Float32Array(sums.length);
  for (let i = 0; i < sums.length; i++) {
    const mean = (sums[i] ?? 0) / place.channels;
    if (!Number.isFinite(mean)) {
      const second = ((place.firstFrame + i) / place.rateHz).toFixed(3);
      throw new HarkError(
        'audio.not_finite',
        `${place.name} holds a sample that is no number, at ${second} s`,
      );
    }
    mono[i] = Math.min(1, Math.max(-1, mean));
  }
  return mono;
}
