import { z } from 'zod';
import { HarkError } from '../../../../contract/failures.ts';
import { defineAction } from '../action.ts';
import { dateInDays, year } from '../wording.ts';
import { dateSlot, daysOf } from './slots.ts';

/** Days that are told by their name as well, by days from today. */
const NAMES: ReadonlyMap<number, string> = new Map([
  [-2, 'The day before yesterday was'],
  [-1, 'Yesterday was'],
  [0, 'Today is'],
  [1, 'Tomorrow is'],
]);

export const tellDate = defineAction({
  intent: 'HarkDate',
  title: 'Tell the date',
  group: 'Clock',
  risk: 'open',
  slots: z.object({
    date: dateSlot.default('today'),
    /** "What day was the fifth": the last one, not the next. */
    tense: z.literal('past').optional(),
  }),
  preview: () => 'Tell the date',
  perform({ date, tense }, { now }) {
    const today = now();
    const [days] = daysOf(date, today, tense === 'past' ? 'back' : 'ahead');
    if (days === undefined) throw new HarkError('action.slots', 'that day is not in the calendar');
    const words = dateInDays(days, today);
    // Of today the year is asked too.
    const which = days === 0 ? `${words}, ${year(today)}` : words;
    const name = NAMES.get(days) ?? (days < 0 ? 'That was' : undefined);
    return { reply: name === undefined ? `${which}.` : `${name} ${which}.` };
  },
});
