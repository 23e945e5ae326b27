import { HarkError } from '../../../../contract/failures.ts';
import { defineAction } from '../action.ts';
import { counted } from '../wording.ts';
import { alarmsOf } from './clock.ts';

export const cancelAlarms = defineAction({
  intent: 'HarkCancelAlarms',
  title: 'Cancel all alarms',
  group: 'Clock',
  // One that rings anyone may stop; whether somebody wakes tomorrow is not for a visitor to say.
  risk: 'personal',
  preview: (_said, { clock }) => `Cancel all alarms, ${alarmsOf(clock).length} at the moment`,
  perform(_said, { clock }) {
    const kept = alarmsOf(clock).map(({ id }) => clock.keep(id));
    if (kept.length === 0) throw new HarkError('action.failed', 'no alarm is set');
    for (const { id } of kept) clock.cancel(id);
    return {
      reply:
        kept.length === 1 ? 'Your alarm is cancelled.' : `${counted(kept.length, 'alarm')} are cancelled.`,
      undo() {
        for (const alarm of kept) clock.restore(alarm);
      },
    };
  },
});
