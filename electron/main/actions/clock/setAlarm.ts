import { z } from 'zod';
import { defineAction } from '../action.ts';
import { capitalised, everyTime, moment } from '../wording.ts';
import { alarmSlots, newNameSlot, repeatOf, repeatSlots, timeOfAlarm } from './slots.ts';

const slots = z.object({ ...alarmSlots, ...repeatSlots, name: newNameSlot.optional() });
type Slots = z.infer<typeof slots>;

export const setAlarm = defineAction({
  intent: 'HarkSetAlarm',
  title: 'Set an alarm',
  group: 'Clock',
  risk: 'open',
  slots,
  preview: (said, { now }) => `${titled(said)} ${whenInWords(said, now())}`,
  perform(said, { clock, now }) {
    const repeat = repeatOf(said);
    const { id } =
      repeat === null
        ? clock.setAlarm(timeOfAlarm(said, now()), said.name)
        : clock.setRepeatingAlarm(repeat, said.name);
    return {
      reply: `${titled(said)} set ${whenInWords(said, now())}.`,
      undo: () => clock.cancel(id),
    };
  },
});

/** "for 7:15 tomorrow morning", "for every weekday at 7:00 AM". */
function whenInWords(said: Slots, now: number): string {
  const repeat = repeatOf(said);
  return `for ${repeat === null ? moment(timeOfAlarm(said, now), now) : everyTime(repeat)}`;
}

function titled({ name }: Slots): string {
  return name === undefined ? 'Alarm' : `${capitalised(name)} alarm`;
}
