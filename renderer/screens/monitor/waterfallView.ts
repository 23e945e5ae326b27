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

/** Until it was answered: the reply, which lasts as long as it is said, is no part of what one waits for. */
export function untilAnswered({ stages }: Pick<Trace, 'stages'>): Pick<Trace, 'stages'> {
  return { stages: stages.filter(({ stage }) => stage !== 'reply') };
}

/** The axis on which all of them fit. */
export function scaleOf(traces: readonly Pick<Trace, 'stages'>[]): number {
  const ends = traces.flatMap(({ stages }) =>
    stages.map(({ startMs, durationMs }) => startMs + (durationMs ?? 0)),
  );
  return Math.max(1, ...ends);
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

/** "1.9 s until the answer, the longest stage speech with 1.2 s". */
export function traceSummary(trace: Trace): string {
  const longest = waterfall(untilAnswered(trace), trace.totalMs).reduce<Bar | null>(
    (most, bar) => (most === null || bar.durationMs > most.durationMs ? bar : most),
    null,
  );
  const all = `${formatElapsed(trace.totalMs)} until the answer`;
  if (longest === null) return all;
  return `${all}, the longest stage ${longest.label.toLowerCase()} with ${formatElapsed(longest.durationMs)}`;
}
