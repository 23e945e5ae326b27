/** What a soak came to, and which of its bounds are broken. Pure. */
import { type Growth, growthOf } from './curve.ts';
import type { Difference } from './outcome.ts';
import type { Reading } from './protocol.ts';

/** Until then memory may grow: code is compiled, models and pools take what they need. */
export const SETTLED_AFTER_MIN = 30;
/** Memory is judged from so many readings after that. */
export const JUDGED_FROM_MIN = 30;
/** Of the resident memory after it settled. */
export const GROWTH_MAX = 0.05;
/** Timers, ports and files come and go; by more than so many at the end than after it settled, they only come. */
export const HANDLES_MORE_MAX = 4;
/** A scene's wake scores at most so much more or less than when it was played alone, evidence 0..1. */
export const SCORE_DRIFT_MAX = 0.05;
/** Frames are acknowledged as they are heard, so at a reading hardly any wait. */
export const QUEUED_MAX_FRAMES = 4;

export interface Minute extends Reading {
  /** Of audio, since the beginning. */
  minute: number;
  /** Since the beginning, s. */
  wallS: number;
  queuedFrames: number;
  droppedFrames: number;
}

export interface Totals {
  scenes: number;
  expectedWakes: number;
  lostWakes: number;
  extraWakes: number;
  expectedCommands: number;
  changedCommands: number;
  expectedVoices: number;
  changedVoices: number;
  scoreDrift: number;
  combinedDrift: number;
  voiceScoreDrift: number;
  /** In the quiet between the scenes. */
  wakesInQuiet: number;
}

export function noTotals(): Totals {
  return {
    scenes: 0,
    expectedWakes: 0,
    lostWakes: 0,
    extraWakes: 0,
    expectedCommands: 0,
    changedCommands: 0,
    expectedVoices: 0,
    changedVoices: 0,
    scoreDrift: 0,
    combinedDrift: 0,
    voiceScoreDrift: 0,
    wakesInQuiet: 0,
  };
}

/** One more scene. */
export function withScene(
  totals: Totals,
  expected: { wakes: readonly unknown[]; commands: readonly unknown[]; voices: readonly unknown[] },
  difference: Difference,
): Totals {
  return {
    ...totals,
    scenes: totals.scenes + 1,
    expectedWakes: totals.expectedWakes + expected.wakes.length,
    lostWakes: totals.lostWakes + difference.lostWakes.length,
    extraWakes: totals.extraWakes + difference.extraWakes.length,
    expectedCommands: totals.expectedCommands + expected.commands.length,
    changedCommands: totals.changedCommands + (difference.commands === null ? 0 : 1),
    expectedVoices: totals.expectedVoices + expected.voices.length,
    changedVoices: totals.changedVoices + (difference.voices === null ? 0 : 1),
    scoreDrift: Math.max(totals.scoreDrift, difference.scoreDrift),
    combinedDrift: Math.max(totals.combinedDrift, difference.combinedDrift),
    voiceScoreDrift: Math.max(totals.voiceScoreDrift, difference.voiceScoreDrift),
  };
}

export interface Heard {
  minutes: readonly Minute[];
  totals: Totals;
  errors: readonly string[];
  /** Frames that were lost though nothing was done to lose any. */
  unexplainedLosses: number;
}

export interface Verdict {
  /** Of the resident memory; null where the soak was too short to tell. */
  memory: Growth | null;
  heap: Growth | null;
  handles: Growth | null;
  openFiles: Growth | null;
  /** In words; none where all is well. */
  broken: string[];
}

export function judge({ minutes, totals, errors, unexplainedLosses }: Heard): Verdict {
  const settled = minutes.filter(({ minute }) => minute > SETTLED_AFTER_MIN);
  const grown = (of: (minute: Minute) => number | null): Growth | null => {
    const values = settled.flatMap((minute) => of(minute) ?? []);
    return values.length < JUDGED_FROM_MIN ? null : growthOf(values);
  };
  const memory = grown(({ rssBytes }) => rssBytes);
  const handles = grown((minute) => minute.handles);
  const openFiles = grown((minute) => minute.openFiles);
  const queued = Math.max(0, ...minutes.map(({ queuedFrames }) => queuedFrames));
  const more = (growth: Growth | null) => (growth === null ? 0 : growth.to - growth.from);
  const bounds: [boolean, string][] = [
    [more(memory) > GROWTH_MAX * (memory?.from ?? 0), `memory grew by ${percent(memory?.share)}`],
    [more(handles) > HANDLES_MORE_MAX, `${more(handles)} more handles`],
    [more(openFiles) > HANDLES_MORE_MAX, `${more(openFiles)} more open files`],
    [totals.lostWakes > 0, `${totals.lostWakes} of ${totals.expectedWakes} wakes lost`],
    [totals.extraWakes > 0, `${totals.extraWakes} wakes too many`],
    [totals.wakesInQuiet > 0, `${totals.wakesInQuiet} wakes in quiet`],
    [totals.changedCommands > 0, `commands of ${totals.changedCommands} scenes understood otherwise`],
    [totals.scoreDrift > SCORE_DRIFT_MAX, `a score drifted by ${totals.scoreDrift.toFixed(3)}`],
    [unexplainedLosses > 0, `${unexplainedLosses} frames lost`],
    [queued > QUEUED_MAX_FRAMES, `${queued} frames waited`],
    [errors.length > 0, `${errors.length} errors, the first of them: ${errors[0]}`],
  ];
  return {
    memory,
    heap: grown(({ heapUsedBytes }) => heapUsedBytes),
    handles,
    openFiles,
    broken: bounds.flatMap(([isBroken, words]) => (isBroken ? [words] : [])),
  };
}

function percent(share = 0): string {
  return `${(share * 100).toFixed(1)} %`;
}
