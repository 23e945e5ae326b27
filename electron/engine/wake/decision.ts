/**
 * From raw scores to wakes. Pure: it sees one hop at a time and keeps its own history of raw scores only, so that
 * nothing a gate or a refractory period does ever looks like a score (openWakeWord issue 118).
 */

import { DEFAULT_SENSITIVITY, HOP_MS } from '../../../contract/engine.ts';
import type { WakeDecision } from '../../../contract/models.ts';

/** Moving sensitivity from one end to the other moves the threshold by this many units of log-odds. */
const SENSITIVITY_LOGITS = 6;
/** Signal-to-noise where the quiet-room threshold holds and where the noisy-room one does, dB; between them, a slope. */
const QUIET_SNR_DB = 30;
const NOISY_SNR_DB = 18;
/** After a wake the same word stays silent this long, so that one utterance wakes once. */
const REFRACTORY_MS = 1_500;
const REFRACTORY_HOPS = Math.round(REFRACTORY_MS / HOP_MS);

/** Raw score 0..1 that wakes, for a sensitivity 0..1 and the signal-to-noise ratio around (null: not known yet). */
export function thresholdFor(decision: WakeDecision, sensitivity: number, snrDb: number | null): number {
  const noisiness = snrDb === null ? 0 : clamp01((QUIET_SNR_DB - snrDb) / (QUIET_SNR_DB - NOISY_SNR_DB));
  const base = (1 - noisiness) * logit(decision.threshold) + noisiness * logit(decision.noisyThreshold);
  return sigmoid(base + (DEFAULT_SENSITIVITY - sensitivity) * SENSITIVITY_LOGITS);
}

export class WakeDecider {
  #refractory = 0;

  /** @returns whether the word wakes at this hop. `score` is null where the head did not run or is mute. */
  hear(score: number | null, threshold: number): boolean {
    if (this.#refractory > 0) {
      this.#refractory--;
      return false;
    }
    if (score === null || score < threshold) return false;
    this.#refractory = REFRACTORY_HOPS;
    return true;
  }

  reset(): void {
    this.#refractory = 0;
  }
}

function clamp01(value: number): number {
  return Math.min(1, Math.max(0, value));
}

function logit(probability: number): number {
  return Math.log(probability / (1 - probability));
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
