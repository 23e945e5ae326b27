/** How far a person's scores lie from those of strangers: what the chart draws, its figures and its sentence. Pure. */
import type { VoiceSummary } from '../../contract/speaker.ts';
import { formatSigned } from './format.ts';

export type ChartedVoice = Pick<
  VoiceSummary,
  'ownScores' | 'strangerScores' | 'threshold' | 'strictThreshold' | 'targetFar' | 'expectedFrr'
>;

/** Points of each curve; the chart is a few hundred pixels wide. */
const CURVE_POINTS = 160;
/** Room beside the outermost score, as a part of the whole. */
const MARGIN = 0.06;
/** With fewer takes a curve follows each of them instead of what they have in common. */
const BANDWIDTH_MIN_SHARE = 0.025;
/** Widths of its curve after which a hill has come down. */
const HILL_FOOT = 2.2;
const FIGURE_ROWS = 8;
const TICKS_MIN = 4;

export interface VoiceCurves {
  /** Scores at the ends of the axis. */
  from: number;
  to: number;
  /** Heights 0..1 at even steps from `from` to `to`; empty where there are no scores. */
  own: number[];
  strangers: number[];
  /** Scores to be written below the axis. */
  ticks: number[];
}

export function voiceCurves({
  ownScores,
  strangerScores,
  threshold,
  strictThreshold,
}: ChartedVoice): VoiceCurves {
  const all = [...ownScores, ...strangerScores, threshold, strictThreshold];
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const span = Math.max(most - least, 1);
  // The hills end within the picture.
  const roomFor = (scores: readonly number[]) =>
    scores.length === 0 ? 0 : HILL_FOOT * bandwidth(scores, span);
  const room = Math.max(span * MARGIN, roomFor(ownScores), roomFor(strangerScores));
  const [from, to] = [least - room, most + room];
  return {
    from,
    to,
    own: curve(ownScores, from, to),
    strangers: curve(strangerScores, from, to),
    ticks: axisTicks(from, to),
  };
}

/** A smoothed histogram whose highest point is 1: a normal curve around every score. */
function curve(scores: readonly number[], from: number, to: number): number[] {
  if (scores.length === 0) return [];
  const width = bandwidth(scores, to - from);
  const heights = Array.from({ length: CURVE_POINTS }, (_, point) => {
    const at = from + ((to - from) * point) / (CURVE_POINTS - 1);
    return scores.reduce((sum, score) => sum + Math.exp(-(((at - score) / width) ** 2) / 2), 0);
  });
  const highest = Math.max(...heights);
  return heights.map((height) => (highest > 0 ? height / highest : 0));
}

/** Silverman's rule, with a floor. */
function bandwidth(scores: readonly number[], span: number): number {
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const spread = Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length);
  return Math.max(1.06 * spread * scores.length ** -0.2, span * BANDWIDTH_MIN_SHARE);
}

/** Round scores within the axis, a handful of them. */
export function axisTicks(from: number, to: number): number[] {
  const rough = (to - from) / TICKS_MIN;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = [5, 2, 1].map((factor) => factor * magnitude).find((size) => size <= rough) ?? magnitude;
  const first = Math.ceil(from / step);
  const count = Math.floor(to / step) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, i) => (first + i) * step + 0);
}

/** One row of the table behind the chart. */
export interface ScoreRange {
  from: number;
  to: number;
  own: number;
  strangers: number;
}

/** How many scores lie where, from the lowest; the highest range holds its upper end too. */
export function scoreRanges(voice: ChartedVoice): ScoreRange[] {
  const all = [...voice.ownScores, ...voice.strangerScores];
  if (all.length === 0) return [];
  const [from, to] = [Math.min(...all), Math.max(...all)];
  const step = Math.max(to - from, 1e-6) / FIGURE_ROWS;
  const rowOf = (score: number) => Math.min(FIGURE_ROWS - 1, Math.floor((score - from) / step));
  return Array.from({ length: FIGURE_ROWS }, (_, row) => ({
    from: from + row * step,
    to: from + (row + 1) * step,
    own: voice.ownScores.filter((score) => rowOf(score) === row).length,
    strangers: voice.strangerScores.filter((score) => rowOf(score) === row).length,
  }));
}

const counts = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 2, useGrouping: 'min2' });

/** A share in words: "1 in 200". */
export function oneIn(share: number): string {
  return share <= 0 ? 'none' : `1 in ${counts.format(Math.max(1, 1 / share))}`;
}

/** Below this nobody counts. */
const RARELY = 0.01;

/** What the chart says, in one plain sentence or two. @param name null speaks to the person */
export function separationText(voice: ChartedVoice, name: string | null = null): string {
  const whose = name === null ? 'Your voice' : `The voice of ${name}`;
  const lies = {
    far: 'lies well away from others',
    apart: 'stands apart from others',
    near: 'lies close to others',
  }[separation(voice)];
  const missed =
    voice.expectedFrr < RARELY
      ? ''
      : ` About ${oneIn(voice.expectedFrr)} of ${name === null ? 'your own' : 'its own'} commands would not be recognised.`;
  return `${whose} ${lies}: about ${oneIn(voice.targetFar)} strangers would pass.${missed}`;
}

/** By the lower of the person's own scores: those that decide whether it is turned away. */
export function separation({
  ownScores,
  threshold,
  strictThreshold,
}: ChartedVoice): 'far' | 'apart' | 'near' {
  const sorted = ownScores.toSorted((a, b) => a - b);
  const low = sorted[Math.floor((sorted.length - 1) / 4)];
  if (low === undefined || low < threshold) return 'near';
  return low >= strictThreshold ? 'far' : 'apart';
}

/** For those who cannot see it. */
export function chartSummary(voice: ChartedVoice, name: string | null = null): string {
  const { ownScores, strangerScores, threshold, strictThreshold } = voice;
  return [
    separationText(voice, name),
    `${name === null ? 'Your' : 'Its'} own takes score ${span(ownScores)}, strangers ${span(strangerScores)}.`,
    `Recognised from ${formatSigned(threshold, 1)}, beyond doubt from ${formatSigned(strictThreshold, 1)}.`,
  ].join(' ');
}

function span(scores: readonly number[]): string {
  if (scores.length === 0) return 'nothing yet';
  return `${formatSigned(Math.min(...scores), 1)} to ${formatSigned(Math.max(...scores), 1)}`;
}
