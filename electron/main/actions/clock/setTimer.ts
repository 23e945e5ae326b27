import { z } from 'zod';
import { durationSlot } from '../../../../contract/slots.ts';
import { defineAction } from '../action.ts';
import { capitalised, lengthOf } from '../wording.ts';
import { newNameSlot } from './slots.ts';

const clockPart = z.coerce.number().int().min(0).max(59);
/** A length of time, or "one thirty" as a clock shows it: minutes and seconds. */
const slots = z
  .object({
    duration: durationSlot.optional(),
    minutes: clockPart.optional(),
    seconds: clockPart.optional(),
    name: newNameSlot.optional(),
  })
  .transform(({ duration, minutes, seconds, name }, context) => {
    if (duration !== undefined) return { duration, name };
    if (minutes !== undefined && seconds !== undefined) {
      return { duration: (minutes * 60 + seconds) * 1_000, name };
    }
    context.addIssue({ code: 'custom', path: ['duration'], message: 'is missing' });
    return z.NEVER;
  });

export const setTimer = defineAction({
  intent: 'HarkSetTimer',
  title: 'Set a timer',
  group: 'Clock',
  risk: 'open',
  slots,
  preview: (said) => `${titled(said)} for ${lengthOf(said.duration)}`,
  perform(said, { clock }) {
    const { id } = clock.setTimer(said.duration, said.name);
    return {
      reply: `${titled(said)} for ${lengthOf(said.duration)}, starting now.`,
      undo: () => clock.cancel(id),
    };
  },
});

function titled({ name }: z.infer<typeof slots>): string {
  return name === undefined ? 'Timer' : `${capitalised(name)} timer`;
}
