/** Whether a score moved away from what the same models gave before. Pure. */
import type { SELF_TEST_CHECKS } from '../../../contract/selfTest.ts';

type Check = (typeof SELF_TEST_CHECKS)[number];

/** Of log-odds: nearer to 0 or 1 a score says nothing more, and rounding alone would move it. */
const SCORE_MARGIN = 0.01;

/**
 * How far a score may be from its baseline. The recordings are always the same, so on the same models and the same
 * provider the scores are the same to the bit, with any number of threads. Another provider computes with fewer bits:
 * noise of 0.4 % on every output of every model moved confidences by 0.006, log-odds of evidence by 0.05 and scores of
 * voices by 0.004 at most. These are about ten times as much. What moves them further is a fault: of a driver, of
 * memory, of a runtime.
 */
const TOLERANCE: Record<Check, { of: 'log_odds' | 'score'; most: number }> = {
  wake: { of: 'log_odds', most: 0.5 },
  silence: { of: 'log_odds', most: 0.5 },
  /** Of a mean probability, 0..1. */
  command: { of: 'score', most: 0.05 },
  /** In standard deviations of strangers' scores. */
  speaker: { of: 'score', most: 0.1 },
};

export function hasDrifted(check: Check, score: number | null, baseline: number | null): boolean {
  if (baseline === null || score === null) return false;
  const { of, most } = TOLERANCE[check];
  const away = of === 'score' ? score - baseline : logOdds(score) - logOdds(baseline);
  return Math.abs(away) > most;
}

function logOdds(score: number): number {
  const bounded = Math.min(1 - SCORE_MARGIN, Math.max(SCORE_MARGIN, score));
  return Math.log(bounded / (1 - bounded));
}
