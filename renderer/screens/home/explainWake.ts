/** Why a wake happened, in sentences and figures. Pure. */
import type { WakeRecord } from '../../../contract/channels.ts';
import type { SecondLook } from '../../../contract/command.ts';
import type { WakeTrace } from '../../../contract/engine.ts';
import { formatDbfs, formatElapsed, formatScore, formatSigned } from '../../components/format.ts';

/** A pass by less than this is worth a hint about sensitivity. */
const NARROW_MARGIN = 0.1;
/** The same for a second look, in units of log-odds. */
const NARROW_LOGITS = 0.5;
/** Scales of the bars: a phrase this unlikely, per token, is empty; the threshold stands in the middle of the other. */
const PHRASE_SCALE = 8;
const COMBINED_SCALE = 16;
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

/** It was looked at and then passed over. */
export function wokeNothing({ verdict }: Pick<WakeRecord, 'verdict'>): boolean {
  return verdict === 'rejected' || verdict === 'unknown_voice';
}

export function explainWake(wake: WakeRecord): string {
  const { score, threshold, trace, verdict, look } = wake;
  const goal =
    look === null && (verdict === 'woke' || verdict === 'unknown_voice')
      ? 'is enough'
      : 'is enough for a second look';
  const sentences = [`It scored ${formatScore(score)} where ${formatScore(threshold)} ${goal}.`];
  if (verdict === 'maybe') sentences.push('The recogniser is listening to it again.');
  if (look) sentences.push(explainLook(look));
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
  if (verdict === 'unknown_voice') {
    sentences.push('It was no voice that Hark knows, and only known ones may wake it: see Settings.');
  } else if (isNarrow(wake)) {
    sentences.push(
      verdict === 'rejected'
        ? 'That was close: if you did say it, raise its sensitivity a little.'
        : 'That was close: if nobody said it, lower its sensitivity a little.',
    );
  }
  return sentences.join(' ');
}

function explainLook({ phraseScore, combined, threshold, delayMs }: SecondLook): string {
  const met = combined >= threshold ? 'wakes' : 'would have woken';
  return (
    `The recogniser gave the phrase ${formatSigned(phraseScore, 2)} per token; both together make ` +
    `${formatSigned(combined, 1)} where ${formatSigned(threshold, 1)} ${met}. That took ${formatElapsed(delayMs)}.`
  );
}

/** Whether a little more or less would have turned it. */
function isNarrow({ score, threshold, verdict, look }: WakeRecord): boolean {
  if (look) return Math.abs(look.combined - look.threshold) < NARROW_LOGITS;
  return verdict === 'woke' && score - threshold < NARROW_MARGIN;
}

/** A value on a scale, with the mark it is held against: what a bar draws. Positions 0..1. */
export interface ScoreBar {
  label: string;
  value: string;
  /** What was needed; empty where it is held against nothing. */
  needed: string;
  filled: number;
  mark: number | null;
}

/** The scores that decided a wake, each on a scale of its own. */
export function scoreBars({ score, threshold, look }: WakeRecord): ScoreBar[] {
  const first: ScoreBar = {
    label: 'Wake model',
    value: formatScore(score),
    needed: formatScore(threshold),
    filled: clamp(score),
    mark: clamp(threshold),
  };
  if (!look) return [first];
  return [
    first,
    {
      label: 'Recogniser',
      value: formatSigned(look.phraseScore, 2),
      needed: '',
      filled: clamp(1 + look.phraseScore / PHRASE_SCALE),
      mark: null,
    },
    {
      label: 'Together',
      value: formatSigned(look.combined, 1),
      needed: formatSigned(look.threshold, 1),
      filled: clamp(0.5 + (look.combined - look.threshold) / COMBINED_SCALE),
      mark: 0.5,
    },
  ];
}

function clamp(position: number): number {
  return Math.min(1, Math.max(0, position));
}
