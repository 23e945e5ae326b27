/** Timers, alarms and the stopwatch. */
import type { ClockSnapshot } from '../../../../contract/actions.ts';

export interface Clock {
  snapshot(): ClockSnapshot;
}
