import { z } from 'zod';
import { defineAction } from '../action.ts';
import { alarmInWords, saidAlarm, theAlarm, whichAlarmSlots } from './chooseAlarm.ts';
import { alarmsOf } from './clock.ts';

/** One that rings is silenced, and rings again on its next day where it has one; else all its days go. */
export const cancelAlarm = defineAction({
  intent: 'HarkCancelAlarm',
  title: 'Cancel an alarm',
  group: 'Clock',
  risk: 'open',
  slots: z.object(whichAlarmSlots),
  preview: (said, { now }) => `Cancel the ${saidAlarm(said, now())}`,
  perform(said, { clock, now }) {
    const alarm = theAlarm(alarmsOf(clock), said, now());
    if (alarm.state === 'ringing' && said.series === undefined) {
      clock.dismiss(alarm.id);
      return { reply: '' };
    }
    const kept = clock.keep(alarm.id);
    clock.cancel(alarm.id);
    const words = alarmInWords(alarm, now());
    const reply =
      alarm.name === null ? `Your alarm for ${words} is cancelled.` : `Your alarm is cancelled: ${words}.`;
    return { reply, undo: () => clock.restore(kept) };
  },
});
