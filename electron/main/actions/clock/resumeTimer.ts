import { HarkError } from '../../../../contract/failures.ts';
import { defineAction } from '../action.ts';
import { lengthOf } from '../wording.ts';
import { itsTitle, saidTitle, theOne } from './choose.ts';
import { leftOf, timersOf } from './clock.ts';
import { whichTimer } from './slots.ts';

export const resumeTimer = defineAction({
  intent: 'HarkResumeTimer',
  title: 'Resume a timer',
  group: 'Clock',
  risk: 'open',
  slots: whichTimer,
  preview: (said) => `Resume the ${saidTitle(said)}`,
  perform(said, { clock, now }) {
    const timers = timersOf(clock);
    const paused = timers.filter(({ state }) => state === 'paused');
    if (timers.length > 0 && paused.length === 0) throw new HarkError('action.failed', 'no timer is paused');
    const timer = theOne(paused, said, now());
    clock.resume(timer.id);
    const left = lengthOf(leftOf(timer, now()), 2);
    return { reply: `${itsTitle(timer)} goes on, with ${left} left.`, undo: () => clock.pause(timer.id) };
  },
});
