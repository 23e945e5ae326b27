import { z } from 'zod';
import { durationSlot } from '../../../../contract/slots.ts';
import { defineAction } from '../action.ts';
import { capitalised, lengthOf } from '../wording.ts';

const slots = z.object({ duration: durationSlot, name: z.string().trim().min(1).optional() });

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
