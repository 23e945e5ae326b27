/** Two actions that differ only in their direction: more time, and less. */
import { z } from 'zod';
import { durationSlot } from '../../../../contract/slots.ts';
import type { ActionContext, ActionResult } from '../action.ts';
import { defineAction } from '../action.ts';
import { lengthOf } from '../wording.ts';
import { itsTitle, type Said, saidTitle, theOne } from './choose.ts';
import { leftOf, timersOf } from './clock.ts';

/** By how much, and which timer. */
const slots = z
  .object({
    duration: durationSlot,
    name: z.string().trim().min(1).optional(),
    length: durationSlot.optional(),
  })
  .transform(({ duration, name, length }) => ({ duration, which: { name, lengthMs: length } }));

export const lengthenTimer = defineAction({
  intent: 'HarkLengthenTimer',
  title: 'Add time to a timer',
  group: 'Clock',
  risk: 'open',
  slots,
  preview: ({ duration, which }) => `Add ${lengthOf(duration)} to the ${saidTitle(which)}`,
  perform: ({ duration, which }, context) => change(which, duration, context),
});

export const shortenTimer = defineAction({
  intent: 'HarkShortenTimer',
  title: 'Take time off a timer',
  group: 'Clock',
  risk: 'open',
  slots,
  preview: ({ duration, which }) => `Take ${lengthOf(duration)} off the ${saidTitle(which)}`,
  perform: ({ duration, which }, context) => change(which, -duration, context),
});

function change(which: Said, byMs: number, { clock, now }: ActionContext): ActionResult {
  const timer = theOne(timersOf(clock), which);
  const kept = clock.keep(timer.id);
  const changed = clock.addTime(timer.id, byMs);
  return {
    reply: `${itsTitle(timer)} has ${lengthOf(leftOf(changed, now()), 2)} left now.`,
    undo: () => clock.restore(kept),
  };
}
