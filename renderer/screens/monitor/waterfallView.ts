/** Where the time of an interaction went, stage by stage. Pure. */
import type { Trace } from '../../../contract/health.ts';
import type { Outcome, Stage, StageRecord } from '../../../contract/interactions.ts';
import { formatElapsed } from '../../components/format.ts';
import { STAGE_LABELS } from '../../components/interactionView.ts';

export interface Bar {
  stage: Stage;
  label: string;
  state: StageRecord['state'];
  startMs: number;
  durationMs: number;
  /** Of the whole, 0..100. */
  x: number;
  width: number;
}

/** What took no time still shows when it was. */
const MIN_WIDTH = 0.8;
const PERCENT = 100;

/**
 * The stages that took place, in order.
 *
 * @param scaleMs length of the whole axis; several traces on one axis can be compared
 */
export function waterfall({ stages }: Pick<Trace, 'stages'>, scaleMs: number): Bar[] {
  const whole = Math.max(1, scaleMs);
  return stages
    .flatMap(({ stage, state, startMs, durationMs }): Bar[] => {
      if (state === 'skipped' || durationMs === null) return [];
      const width = Math.min(PERCENT, Math.max(MIN_WIDTH, (durationMs / whole) * PERCENT));
      const x = Math.max(0, Math.min((startMs / whole) * PERCENT, PERCENT - width));
      return [{ stage, label: STAGE_LABELS[stage], state, startMs, durationMs, x, width }];
    })
    .sort((a, b) => a.startMs - b.startMs);
}

/** The axis on which all of them fit. */
export function scaleOf(traces: readonly Trace[]): number {
  return Math.max(
    1,
    ...traces.map(({ totalMs, stages }) =>
      Math.max(totalMs, ...stages.map(({ startMs, durationMs }) => startMs + (durationMs ?? 0))),
    ),
  );
}

export const OUTCOME_WORDS: Record<Outcome, string> = {
  running: 'Under way',
  acted: 'Done',
  rejected: 'Not a command',
  nothing_said: 'Nothing was said',
  cancelled: 'Cancelled',
  refused: 'Not allowed',
  failed: 'Did not work',
};

export const TRIGGER_WORDS: Record<Trace['trigger'], string> = {
  wake: 'Wake word',
  push: 'Push to talk',
  typed: 'Typed',
  recording: 'Recording',
};

/** "1.9 s in all, most of it speech (1.2 s)". */
export function traceSummary(trace: Trace): string {
  const longest = waterfall(trace, trace.totalMs).reduce<Bar | null>(
    (most, bar) => (most === null || bar.durationMs > most.durationMs ? bar : most),
    null,
  );
  const all = `${formatElapsed(trace.totalMs)} in all`;
  if (longest === null) return all;
  return `${all}, the longest stage ${longest.label.toLowerCase()} with ${formatElapsed(longest.durationMs)}`;
}
