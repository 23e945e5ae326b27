/** What a person wants to be told: an alarm that says why it rings. At a time, or after a while. */
import { z } from 'zod';
import { durationSlot } from '../../../../contract/slots.ts';
import { defineAction } from '../action.ts';
import { ended } from '../notes/addNote.ts';
import { capitalised, everyTime, lengthOf, moment } from '../wording.ts';
import { NAME_MAX_CHARACTERS } from './clock.ts';
import { alarmSlots, repeatOf, repeatSlots, timeOfAlarm } from './slots.ts';

const textSlot = z.string().trim().min(1).max(NAME_MAX_CHARACTERS).transform(capitalised);
const shared = { group: 'Clock', risk: 'open' } as const;

const slots = z.object({ ...alarmSlots, ...repeatSlots, text: textSlot });
type Slots = z.infer<typeof slots>;

export const remindAt = defineAction({
  ...shared,
  intent: 'HarkRemindAt',
  title: 'Remind at a time',
  slots,
  preview: (said, { now }) => `Reminder for ${whenInWords(said, now())}: ${said.text}`,
  perform(said, { clock, now }) {
    const repeat = repeatOf(said);
    const { id } =
      repeat === null
        ? clock.setAlarm(timeOfAlarm(said, now()), said.text)
        : clock.setRepeatingAlarm(repeat, said.text);
    return {
      reply: `Reminder for ${whenInWords(said, now())}: ${ended(said.text)}`,
      undo: () => clock.cancel(id),
    };
  },
});

export const remindIn = defineAction({
  ...shared,
  intent: 'HarkRemindIn',
  title: 'Remind after a while',
  slots: z.object({ duration: durationSlot, text: textSlot }),
  preview: ({ duration, text }) => `Reminder in ${lengthOf(duration)}: ${text}`,
  perform({ duration, text }, { clock, now }) {
    const { id } = clock.setAlarm(now() + duration, text);
    return { reply: `Reminder in ${lengthOf(duration)}: ${ended(text)}`, undo: () => clock.cancel(id) };
  },
});

function whenInWords(said: Slots, now: number): string {
  const repeat = repeatOf(said);
  return repeat === null ? moment(timeOfAlarm(said, now), now) : everyTime(repeat);
}
