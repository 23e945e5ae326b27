/** The four things that one does with a stopwatch. */
import type { Stopwatch } from '../../../../contract/actions.ts';
import { HarkError } from '../../../../contract/failures.ts';
import { defineAction } from '../action.ts';
import { lengthOf } from '../wording.ts';

const shared = { group: 'Clock', risk: 'open' } as const;

export const startStopwatch = defineAction({
  ...shared,
  intent: 'HarkStartStopwatch',
  title: 'Start the stopwatch',
  preview: () => 'Start the stopwatch',
  perform(_said, { clock, now }) {
    const before = clock.snapshot().stopwatch;
    if (before !== null && before.runningSince !== null) {
      return { reply: `The stopwatch is at ${shown(before, now())} already.` };
    }
    clock.stopwatch('start');
    const reply =
      before === null ? 'The stopwatch is running.' : `The stopwatch goes on from ${shown(before, now())}.`;
    return { reply, undo: () => clock.restoreStopwatch(before) };
  },
});

export const stopStopwatch = defineAction({
  ...shared,
  intent: 'HarkStopStopwatch',
  title: 'Stop the stopwatch',
  preview: () => 'Stop the stopwatch',
  perform(_said, { clock, now }) {
    const before = clock.snapshot().stopwatch;
    if (before === null || before.runningSince === null) {
      throw new HarkError('action.failed', 'the stopwatch is not running');
    }
    clock.stopwatch('stop');
    return { reply: `${shown(before, now())}.`, undo: () => clock.restoreStopwatch(before) };
  },
});

export const resetStopwatch = defineAction({
  ...shared,
  intent: 'HarkResetStopwatch',
  title: 'Reset the stopwatch',
  preview: () => 'Reset the stopwatch',
  perform(_said, { clock }) {
    const before = clock.snapshot().stopwatch;
    clock.stopwatch('reset');
    return { reply: 'The stopwatch is at zero.', undo: () => clock.restoreStopwatch(before) };
  },
});

export const readStopwatch = defineAction({
  ...shared,
  intent: 'HarkReadStopwatch',
  title: 'Read the stopwatch',
  preview: () => 'Say what the stopwatch shows',
  perform(_said, { clock, now }) {
    const { stopwatch } = clock.snapshot();
    if (stopwatch === null) return { reply: 'The stopwatch is not running.' };
    const stopped = stopwatch.runningSince === null ? ', stopped' : '';
    return { reply: `The stopwatch is at ${shown(stopwatch, now())}${stopped}.` };
  },
});

/** "1 minute 5.3 seconds"; over an hour without the tenths. */
function shown({ runningSince, elapsedMs }: Stopwatch, now: number): string {
  const ms = elapsedMs + (runningSince === null ? 0 : Math.max(0, now - runningSince));
  const tenths = Math.floor(ms / 100) / 10;
  if (ms >= 3_600_000) return lengthOf(ms);
  const minutes = Math.floor(tenths / 60);
  const seconds = Math.round((tenths - minutes * 60) * 10) / 10;
  const words = `${seconds} ${seconds === 1 ? 'second' : 'seconds'}`;
  return minutes === 0 ? words : `${lengthOf(minutes * 60_000)} ${words}`;
}
