/** How a level meter moves: up at once, down gently, with a peak that lingers and a clipping mark that is not missed. */
import type { HopMessage } from '../../contract/engine.ts';

/** Left end of the scale; a quiet room lies above it. */
export const FLOOR_DBFS = -70;
const FALL_DB_PER_S = 30;
const PEAK_HOLD_MS = 1_500;
export const CLIP_HOLD_MS = 2_000;

export interface Level {
  /** FLOOR_DBFS..0 */
  levelDbfs: number;
  peakDbfs: number;
  clipped: boolean;
  /** 0..1; null while the gate keeps the detector from running. */
  speech: number | null;
}

export class LevelBallistics {
  #level = FLOOR_DBFS;
  #peak = FLOOR_DBFS;
  #peakAt = 0;
  #clippedAt = Number.NEGATIVE_INFINITY;
  #hop: HopMessage | null = null;
  #at = 0;

  /**
   * @param now milliseconds of any steady clock
   * @param hop the newest hop, null while there is no audio
   * @param calm nothing happens: what is heard is shown as it is, and nothing moves until the next hop
   * @returns what to draw, and whether it will look different a moment later without any new hop
   */
  step(now: number, hop: HopMessage | null, calm = false): Level & { moving: boolean } {
    const fallen = ((now - this.#at) / 1_000) * FALL_DB_PER_S;
    this.#at = now;
    const target = hop ? clampDbfs(hop.levelDbfs) : FLOOR_DBFS;
    this.#level = Math.max(target, this.#level - fallen);
    if (hop && calm) this.#rest(hop, now);
    else if (hop && hop !== this.#hop) this.#take(hop, now);
    this.#hop = hop;
    const isHeld = now - this.#peakAt <= PEAK_HOLD_MS;
    if (!isHeld) this.#peak = Math.max(this.#level, this.#peak - fallen);
    const clipped = now - this.#clippedAt < CLIP_HOLD_MS;
    return {
      levelDbfs: this.#level,
      peakDbfs: this.#peak,
      clipped,
      speech: hop?.speech ?? null,
      // A peak or a mark that is held looks the same until the next hop.
      moving: this.#level > target || ((!isHeld || !hop) && this.#peak > this.#level) || (!hop && clipped),
    };
  }

  #rest(hop: HopMessage, now: number): void {
    this.#level = clampDbfs(hop.levelDbfs);
    this.#peak = peakOf(hop);
    this.#peakAt = now;
  }

  #take(hop: HopMessage, now: number): void {
    const peak = peakOf(hop);
    if (peak >= this.#peak) {
      this.#peak = peak;
      this.#peakAt = now;
    }
    if (hop.clipped) this.#clippedAt = now;
  }
}

/** Position 0..1 of a level on the scale. */
export function scalePosition(dbfs: number): number {
  return 1 - clampDbfs(dbfs) / FLOOR_DBFS;
}

function peakOf({ peak }: HopMessage): number {
  return clampDbfs(peak > 0 ? 20 * Math.log10(peak) : FLOOR_DBFS);
}

function clampDbfs(dbfs: number): number {
  return Math.min(0, Math.max(FLOOR_DBFS, dbfs));
}
