import { defineAction } from '../action.ts';
import { itsTitle, saidTitle, theOne } from './choose.ts';
import { timersOf } from './clock.ts';
import { whichTimer } from './slots.ts';

/** Also silences it where it rings. */
export const cancelTimer = defineAction({
  intent: 'HarkCancelTimer',
  title: 'Cancel a timer',
  group: 'Clock',
  risk: 'open',
  slots: whichTimer,
  preview: (said) => `Cancel the ${saidTitle(said)}`,
  perform(said, { clock, now }) {
    const timer = theOne(timersOf(clock), said, now());
    const kept = clock.keep(timer.id);
    clock.cancel(timer.id);
    if (timer.state === 'ringing') return { reply: '' };
    return { reply: `${itsTitle(timer)} is cancelled.`, undo: () => clock.restore(kept) };
  },
});
