import { z } from 'zod';
import { defineAction } from '../action.ts';
import { capitalised, moment } from '../wording.ts';
import { alarmSlots, timeOfAlarm } from './slots.ts';

const slots = z.object({ ...alarmSlots, name: z.string().trim().min(1).optional() });

export const setAlarm = defineAction({
  intent: 'HarkSetAlarm',
  title: 'Set an alarm',
  group: 'Clock',
  risk: 'open',
  slots,
  preview: (said, { now }) => `${titled(said)} for ${moment(timeOfAlarm(said, now()), now())}`,
  perform(said, { clock, now }) {
    const at = timeOfAlarm(said, now());
    const { id } = clock.setAlarm(at, said.name);
    return {
      reply: `${titled(said)} set for ${moment(at, now())}.`,
      undo: () => clock.cancel(id),
    };
  },
});

function titled({ name }: z.infer<typeof slots>): string {
  return name === undefined ? 'Alarm' : `${capitalised(name)} alarm`;
}
