import { z } from 'zod';
import { timeSlot } from '../../../../contract/slots.ts';
import { defineAction } from '../action.ts';
import { daysBetween, everyTime, moment } from '../wording.ts';
import { timesOf } from './alarmTime.ts';
import { type SaidAlarm, saidAlarm, theAlarm, whichAlarmSlots } from './chooseAlarm.ts';
import { alarmsOf } from './clock.ts';
import { type AlarmTimeSlots, alarmSlots, timeOfAlarm } from './slots.ts';

/** `time` is the new one; of the alarm itself its name, its day or its old time can be said. */
const slots = z
  .object({
    ...alarmSlots,
    name: whichAlarmSlots.name,
    series: whichAlarmSlots.series,
    order: whichAlarmSlots.order,
    old: timeSlot.optional(),
    old_period: alarmSlots.time_period,
    old_date: alarmSlots.date,
  })
  .transform(({ name, series, order, old, old_period, old_date, ...to }) => ({
    to,
    which: { name, series, order, time: old, time_period: old_period, date: old_date } satisfies SaidAlarm,
  }));

export const changeAlarm = defineAction({
  intent: 'HarkChangeAlarm',
  title: 'Move an alarm',
  group: 'Clock',
  risk: 'open',
  slots,
  preview: ({ which }, { now }) => `Move the ${saidAlarm(which, now())}`,
  perform({ which, to }, { clock, now }) {
    const alarm = theAlarm(alarmsOf(clock), which, now());
    const kept = clock.keep(alarm.id);
    const moved = clock.moveAlarm(alarm.id, newTime(to, alarm.ringsAt ?? now(), now()));
    const when = moved.repeat === undefined ? moment(moved.ringsAt ?? 0, now()) : everyTime(moved.repeat);
    return { reply: `Your alarm is set for ${when} now.`, undo: () => clock.restore(kept) };
  },
});

/** On its own day where no other was said: "move my alarm to eight" is about an hour, of the two the nearer one. */
function newTime(to: AlarmTimeSlots, ringsAt: number, now: number): number {
  const { time, time_period, part, date } = to;
  if (date !== undefined) return timeOfAlarm(to, now);
  const [nearest] = timesOf({ ...time, period: time_period, part, days: [daysBetween(now, ringsAt)] }, now)
    .filter((at) => at > now)
    .sort((a, b) => Math.abs(a - ringsAt) - Math.abs(b - ringsAt));
  return nearest ?? timeOfAlarm(to, now);
}
