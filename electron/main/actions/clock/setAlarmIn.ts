import { z } from 'zod';
import { durationSlot } from '../../../../contract/slots.ts';
import { defineAction } from '../action.ts';
import { lengthOf, moment } from '../wording.ts';

/** "Wake me up in twenty minutes": a time of day once it is set. */
export const setAlarmIn = defineAction({
  intent: 'HarkSetAlarmIn',
  title: 'Set an alarm from now',
  group: 'Clock',
  risk: 'open',
  slots: z.object({ duration: durationSlot }),
  preview: ({ duration }) => `Alarm in ${lengthOf(duration)}`,
  perform({ duration }, { clock, now }) {
    const at = now() + duration;
    const { id } = clock.setAlarm(at);
    return {
      reply: `Alarm set for ${moment(at, now())}, in ${lengthOf(duration)}.`,
      undo: () => clock.cancel(id),
    };
  },
});
