import { z } from 'zod';
import { defineAction } from '../action.ts';
import { lengthOf, moment } from '../wording.ts';
import { saidAlarm, theAlarm, whichAlarmSlots } from './chooseAlarm.ts';
import { alarmsOf, leftOf } from './clock.ts';

export const timeToAlarm = defineAction({
  intent: 'HarkTimeToAlarm',
  title: 'Say how long until an alarm',
  group: 'Clock',
  risk: 'open',
  // Of several, the next one is asked about.
  slots: z.object({ ...whichAlarmSlots, order: whichAlarmSlots.order.default('first') }),
  preview: (said, { now }) => `Say how long until the ${saidAlarm({ ...said, order: undefined }, now())}`,
  perform(said, { clock, now }) {
    const alarms = alarmsOf(clock);
    if (alarms.length === 0) return { reply: 'No alarm is set.' };
    const alarm = theAlarm(alarms, said, now());
    if (alarm.state === 'ringing') return { reply: 'Your alarm is ringing.' };
    const left = lengthOf(leftOf(alarm, now()), 2);
    const of = alarm.name === null ? 'Your alarm' : `Your alarm, ${alarm.name},`;
    return { reply: `${of} rings in ${left}, at ${moment(alarm.ringsAt ?? now(), now())}.` };
  },
});
