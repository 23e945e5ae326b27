/** What changes a timer that is set: more time, less, another length, or its beginning again. */
import type { ActionContext, ActionResult } from '../action.ts';
import { defineAction } from '../action.ts';
import { lengthOf } from '../wording.ts';
import { itsTitle, type Said, saidTitle, theOne } from './choose.ts';
import { alarmsOf, leftOf, timersOf } from './clock.ts';
import { timerChange, whichTimer } from './slots.ts';

const shared = { group: 'Clock', risk: 'open' } as const;

export const lengthenTimer = defineAction({
  ...shared,
  intent: 'HarkLengthenTimer',
  title: 'Add time to a timer',
  slots: timerChange,
  preview: ({ duration, which }) => `Add ${lengthOf(duration)} to the ${saidTitle(which)}`,
  perform: ({ duration, which }, context) =>
    snoozed(which, duration, context) ?? change(which, duration, context),
});

export const shortenTimer = defineAction({
  ...shared,
  intent: 'HarkShortenTimer',
  title: 'Take time off a timer',
  slots: timerChange,
  preview: ({ duration, which }) => `Take ${lengthOf(duration)} off the ${saidTitle(which)}`,
  perform: ({ duration, which }, context) => change(which, -duration, context),
});

export const changeTimer = defineAction({
  ...shared,
  intent: 'HarkChangeTimer',
  title: 'Change a timer',
  slots: timerChange,
  preview: ({ duration, which }) => `Change the ${saidTitle(which)} to ${lengthOf(duration)}`,
  perform({ duration, which }, { clock, now }) {
    const timers = timersOf(clock);
    if (timers.length === 0) {
      // "Make the timer ten minutes" asks for one as well.
      const { id } = clock.setTimer(duration, which.name);
      return { reply: `Timer for ${lengthOf(duration)}, starting now.`, undo: () => clock.cancel(id) };
    }
    const timer = theOne(timers, which, now());
    const kept = clock.keep(timer.id);
    const changed = clock.setLength(timer.id, duration);
    const left = lengthOf(leftOf(changed, now()), 2);
    return { reply: `${itsTitle(timer)} has ${left} left now.`, undo: () => clock.restore(kept) };
  },
});

export const restartTimer = defineAction({
  ...shared,
  intent: 'HarkRestartTimer',
  title: 'Start a timer over',
  slots: whichTimer,
  preview: (said) => `Start the ${saidTitle(said)} over`,
  perform(said, { clock, now }) {
    const timer = theOne(timersOf(clock), said, now());
    const kept = clock.keep(timer.id);
    const left = lengthOf(leftOf(clock.restart(timer.id), now()), 2);
    return { reply: `${itsTitle(timer)} starts over, with ${left} left.`, undo: () => clock.restore(kept) };
  },
});

function change(which: Said, byMs: number, { clock, now }: ActionContext): ActionResult {
  const timer = theOne(timersOf(clock), which, now());
  const kept = clock.keep(timer.id);
  const changed = clock.addTime(timer.id, byMs);
  return {
    reply: `${itsTitle(timer)} has ${lengthOf(leftOf(changed, now()), 2)} left now.`,
    undo: () => clock.restore(kept),
  };
}

/** "Five more minutes" to an alarm that rings, where there is no timer: let it come back. Null where nothing like that. */
function snoozed(which: Said, forMs: number, { clock }: ActionContext): ActionResult | null {
  const [alarm] = alarmsOf(clock);
  const isAboutTimer = Object.values(which).some((said) => said !== undefined) || timersOf(clock).length > 0;
  if (isAboutTimer || alarm?.state !== 'ringing') return null;
  clock.snooze(alarm.id, forMs);
  return { reply: `It rings again in ${lengthOf(forMs)}.` };
}
