import { z } from 'zod';
import { HarkError } from '../../../../contract/failures.ts';
import { timeSlot } from '../../../../contract/slots.ts';
import { defineAction } from '../action.ts';
import { counted, listed, moment } from '../wording.ts';
import { alarmsOf } from './clock.ts';
import { alarmSlots } from './slots.ts';

const slots = z.object({ ...alarmSlots, time: timeSlot.optional() });
type Slots = z.infer<typeof slots>;

/** Also silences it where it rings. */
export const cancelAlarm = defineAction({
  intent: 'HarkCancelAlarm',
  title: 'Cancel an alarm',
  group: 'Clock',
  risk: 'open',
  slots,
  preview: ({ time }) => (time === undefined ? 'Cancel the alarm' : `Cancel the ${digits(time)} alarm`),
  perform(said, { clock, now }) {
    const alarms = alarmsOf(clock);
    if (alarms.length === 0) throw new HarkError('action.failed', 'no alarm is set');
    const ringing = alarms.filter(({ state }) => state === 'ringing').slice(0, 1);
    const fit = said.time !== undefined ? alarms.filter((alarm) => fits(alarm.ringsAt, said)) : ringing;
    const [alarm, ...others] = said.time === undefined && fit.length === 0 ? alarms : fit;
    if (alarm === undefined) throw new HarkError('action.failed', 'there is no alarm for that time');
    if (others.length > 0) {
      const times = [alarm, ...others].map(({ ringsAt }) => moment(ringsAt ?? 0, now()));
      throw new HarkError(
        'action.failed',
        `there are ${counted(times.length, 'alarm')}: ${listed(times)}. Say which one`,
      );
    }
    const kept = clock.keep(alarm.id);
    clock.cancel(alarm.id);
    if (alarm.state === 'ringing') return { reply: '' };
    return {
      reply: `Your alarm for ${moment(alarm.ringsAt ?? 0, now())} is cancelled.`,
      undo: () => clock.restore(kept),
    };
  },
});

/** An hour that could be either fits both. */
function fits(ringsAt: number | null, { time, time_period, part }: Slots): boolean {
  if (ringsAt === null || time === undefined) return false;
  const at = new Date(ringsAt);
  if (at.getMinutes() !== time.minute || at.getHours() % 12 !== time.hour % 12) return false;
  if (time_period !== undefined) return at.getHours() === time.hour;
  if (part === undefined) return true;
  return part === 'morning' ? at.getHours() < 12 : at.getHours() >= 12;
}

function digits({ hour, minute }: { hour: number; minute: number }): string {
  return `${hour}:${String(minute).padStart(2, '0')}`;
}
