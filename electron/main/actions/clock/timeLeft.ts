import { defineAction } from '../action.ts';
import { lengthOf } from '../wording.ts';
import { fitting, itsTitle, saidTitle, theOne } from './choose.ts';
import { leftOf, timersOf } from './clock.ts';
import { describeTimers } from './listTimers.ts';
import { whichTimer } from './slots.ts';

export const timeLeft = defineAction({
  intent: 'HarkTimeLeft',
  title: 'Say how long a timer has left',
  group: 'Clock',
  risk: 'open',
  slots: whichTimer,
  preview: (said) => `Say how long the ${saidTitle(said)} has left`,
  perform(said, { clock, now }) {
    const timers = timersOf(clock);
    if (timers.length === 0) return { reply: 'No timer is set.' };
    const fit = fitting(timers, said);
    if (fit.length > 1) return { reply: describeTimers(fit, now()) };
    const timer = theOne(timers, said, now());
    if (timer.state === 'ringing') return { reply: `${itsTitle(timer)} is ringing.` };
    const paused = timer.state === 'paused' ? ' and is paused' : '';
    return { reply: `${itsTitle(timer)} has ${lengthOf(leftOf(timer, now()), 2)} left${paused}.` };
  },
});
