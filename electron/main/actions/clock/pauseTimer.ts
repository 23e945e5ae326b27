import { HarkError } from '../../../../contract/failures.ts';
import { defineAction } from '../action.ts';
import { lengthOf } from '../wording.ts';
import { itsTitle, saidTitle, theOne } from './choose.ts';
import { leftOf, timersOf } from './clock.ts';
import { whichTimer } from './slots.ts';

export const pauseTimer = defineAction({
  intent: 'HarkPauseTimer',
  title: 'Pause a timer',
  group: 'Clock',
  risk: 'open',
  slots: whichTimer,
  preview: (said) => `Pause the ${saidTitle(said)}`,
  perform(said, { clock, now }) {
    const timers = timersOf(clock);
    const running = timers.filter(({ state }) => state === 'running');
    if (timers.length > 0 && running.length === 0)
      throw new HarkError('action.failed', 'no timer is running');
    const timer = theOne(running, said, now());
    clock.pause(timer.id);
    const left = lengthOf(leftOf(timer, now()), 2);
    return { reply: `${itsTitle(timer)} is paused with ${left} left.`, undo: () => clock.resume(timer.id) };
  },
});
