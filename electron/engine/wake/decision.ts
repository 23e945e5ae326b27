/**
 * From raw scores to wakes. Pure: it sees one hop at a time and keeps its own history of raw scores only, so that
 * nothing a gate or a refractory period does ever looks like a score (openWakeWord issue 118).
 *
 * Two things set a wake word apart from speech that merely resembles it. It holds the score up for several hops where
 * a likeness flashes for one: so hops are judged together, by the mean of their log-odds. And in noise the scores of
 * both sink, those of likenesses most: so the threshold sinks with the signal-to-noise ratio.
 */
import { DEFAULT_SENSITIVITY, HOP_MS } from '../../../contract/engine.ts';
import type { WakeDecision } from '../../../contract/models.ts';

/** Hops judged together (320 ms). */
const EVIDENCE_HOPS = 4;
/** Scores this close to 0 or 1 count as this close: one saturated hop cannot outweigh three others. */
const SCORE_MARGIN = 1e-4;
/** Moving sensitivity from one end to the other moves the threshold by this many units of log-odds. */
export const SENSITIVITY_LOGITS = 6;
/** Signal-to-noise where the quiet-room threshold holds and where the noisy-room one does, dB; between them, a slope. */
const QUIET_SNR_DB = 26;
const NOISY_SNR_DB = 18;
/** After a wake the same word stays silent this long, so that one utterance wakes once. */
const REFRACTORY_MS = 1_500;
const REFRACTORY_HOPS = Math.round(REFRACTORY_MS / HOP_MS);

/** Evidence 0..1 that wakes, for a sensitivity 0..1 and the signal-to-noise ratio around (null: not known yet). */
export function thresholdFor(decision: WakeDecision, sensitivity: number, snrDb: number | null): number {
  const noisiness = snrDb === null ? 0 : clamp01((QUIET_SNR_DB - snrDb) / (QUIET_SNR_DB - NOISY_SNR_DB));
  const base = (1 - noisiness) * logit(decision.threshold) + noisiness * logit(decision.noisyThreshold);
  return sigmoid(base + (DEFAULT_SENSITIVITY - sensitivity) * SENSITIVITY_LOGITS);
}

export interface WakeJudgement {
  /** The raw scores of the last EVIDENCE_HOPS as one, 0..1. */
  evidence: number;
  wakes: boolean;
}

export class WakeDecider {
  readonly #logOdds = new Float64Array(EVIDENCE_HOPS).fill(logit(SCORE_MARGIN));
  #refractory = 0;

  /** The next hop and its raw score. */
  hear(score: number, threshold: number): WakeJudgement {
    const resting = this.#passTime();
    this.#logOdds.copyWithin(0, 1);
    this.#logOdds[EVIDENCE_HOPS - 1] = logit(Math.min(1 - SCORE_MARGIN, Math.max(SCORE_MARGIN, score)));
    const evidence = sigmoid(this.#logOdds.reduce((sum, odds) => sum + odds, 0) / EVIDENCE_HOPS);
    const wakes = !resting && evidence >= threshold;
    if (wakes) this.#refractory = REFRACTORY_HOPS;
    return { evidence, wakes };
  }

  /** It woke in some other way, and rests as after any wake. */
  rest(): void {
    this.#refractory = REFRACTORY_HOPS;
  }

  /** A wake was so short ago that nothing counts as another. */
  get resting(): boolean {
    return this.#refractory > 0;
  }

  /** The next hop, which was not scored. What was heard before it no longer counts. */
  pass(): void {
    this.#passTime();
    this.#logOdds.fill(logit(SCORE_MARGIN));
  }

  reset(): void {
    this.#logOdds.fill(logit(SCORE_MARGIN));
    this.#refractory = 0;
  }

  #passTime(): boolean {
    const resting = this.#refractory > 0;
    if (resting) this.#refractory--;
    return resting;
  }
}

function clamp01(value: number): number {
  return Math.min(1, Math.max(0, value));
}

export function logit(probability: number): number {
  return Math.log(probability / (1 - probability));
}

export function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
