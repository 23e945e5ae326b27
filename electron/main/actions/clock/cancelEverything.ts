import { HarkError } from '../../../../contract/failures.ts';
import { defineAction } from '../action.ts';
import { counted, listed } from '../wording.ts';
import { alarmsOf, timersOf } from './clock.ts';

export const cancelEverything = defineAction({
  intent: 'HarkCancelEverything',
  title: 'Cancel all timers and alarms',
  group: 'Clock',
  // One that rings anyone may stop; whether somebody wakes tomorrow is not for a visitor to say.
  risk: 'personal',
  preview: (_said, { clock }) =>
    `Cancel all timers and alarms, ${timersOf(clock).length + alarmsOf(clock).length} at the moment`,
  perform(_said, { clock }) {
    const [timers, alarms] = [timersOf(clock), alarmsOf(clock)];
    const kept = [...timers, ...alarms].map(({ id }) => clock.keep(id));
    if (kept.length === 0) throw new HarkError('action.failed', 'no timer and no alarm is set');
    for (const { id } of kept) clock.cancel(id);
    const said = [
      ...(timers.length > 0 ? [counted(timers.length, 'timer')] : []),
      ...(alarms.length > 0 ? [counted(alarms.length, 'alarm')] : []),
    ];
    return {
      reply: `Cancelled: ${listed(said)}.`,
      undo() {
        for (const item of kept) clock.restore(item);
      },
    };
  },
});
