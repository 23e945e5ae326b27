/** Why a wake happened, in sentences and figures. Pure. */
import type { WakeRecord } from '../../../contract/channels.ts';
import type { WakeTrace } from '../../../contract/engine.ts';
import { formatDbfs } from '../../components/format.ts';

/** A pass by less than this is worth a hint about sensitivity. */
const NARROW_MARGIN = 0.1;
/** Part of the hops that counts as the background of a wake: the quietest quarter. */
const BACKGROUND_SHARE = 0.25;

/** One hop of the table that stands beside the chart. Seconds from the moment it fired. */
export interface WakeHop {
  timeS: number;
  score: number | null;
  evidence: number | null;
  threshold: number;
  levelDbfs: number;
}

export function wakeHops({ hopMs, scores, evidence, thresholds, levelsDbfs, firedAt }: WakeTrace): WakeHop[] {
  return scores.map((score, hop) => ({
    timeS: ((hop - firedAt) * hopMs) / 1_000,
    score,
    evidence: evidence[hop] ?? null,
    threshold: thresholds[hop] ?? Number.NaN,
    levelDbfs: levelsDbfs[hop] ?? Number.NaN,
  }));
}

/** How long the evidence stayed at or above the threshold, ms. */
export function heldForMs(trace: WakeTrace): number {
  const above = trace.evidence.filter(
    (value, hop) => value !== null && value >= (trace.thresholds[hop] ?? 1),
  );
  return above.length * trace.hopMs;
}

/** The loudest hop, and how far it stood above the quiet ones around it, in dB. */
export function loudness(
  levelsDbfs: readonly number[],
): { peakDbfs: number; aboveBackgroundDb: number } | null {
  if (levelsDbfs.length === 0) return null;
  const sorted = levelsDbfs.toSorted((a, b) => a - b);
  const peakDbfs = sorted.at(-1) ?? 0;
  const background = sorted[Math.floor((sorted.length - 1) * BACKGROUND_SHARE)] ?? peakDbfs;
  return { peakDbfs, aboveBackgroundDb: peakDbfs - background };
}

export function explainWake({ score, threshold, trace }: WakeRecord): string {
  const sentences = [`It scored ${score.toFixed(2)} where ${threshold.toFixed(2)} is enough.`];
  if (trace) {
    sentences.push(`The score held for ${(heldForMs(trace) / 1_000).toFixed(1)} s.`);
    const sound = loudness(trace.levelsDbfs);
    if (sound) {
      const above = sound.aboveBackgroundDb.toFixed(0);
      sentences.push(
        `The loudest moment was ${formatDbfs(sound.peakDbfs)}, ${above} dB above the background.`,
      );
    }
  }
  if (score - threshold < NARROW_MARGIN) {
    sentences.push('That was close: if nobody said it, lower its sensitivity a little.');
  }
  return sentences.join(' ');
}
