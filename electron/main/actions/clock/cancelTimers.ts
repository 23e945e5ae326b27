import { HarkError } from '../../../../contract/failures.ts';
import { defineAction } from '../action.ts';
import { counted } from '../wording.ts';
import { timersOf } from './clock.ts';

export const cancelTimers = defineAction({
  intent: 'HarkCancelTimers',
  title: 'Cancel all timers',
  group: 'Clock',
  risk: 'open',
  preview: (_said, { clock }) => `Cancel all timers, ${timersOf(clock).length} at the moment`,
  perform(_said, { clock }) {
    const kept = timersOf(clock).map(({ id }) => clock.keep(id));
    if (kept.length === 0) throw new HarkError('action.failed', 'no timer is set');
    for (const { id } of kept) clock.cancel(id);
    return {
      reply:
        kept.length === 1 ? 'Your timer is cancelled.' : `${counted(kept.length, 'timer')} are cancelled.`,
      undo() {
        for (const timer of kept) clock.restore(timer);
      },
    };
  },
});
