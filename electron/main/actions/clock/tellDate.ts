import { z } from 'zod';
import { HarkError } from '../../../../contract/failures.ts';
import { defineAction } from '../action.ts';
import { capitalised, date as dateInWords, year } from '../wording.ts';
import { dateSlot, daysOf } from './slots.ts';

export const tellDate = defineAction({
  intent: 'HarkDate',
  title: 'Tell the date',
  group: 'Clock',
  risk: 'open',
  slots: z.object({ date: dateSlot.default('today') }),
  preview: () => 'Tell the date',
  perform({ date }, { now }) {
    const today = now();
    const [days] = daysOf(date, today);
    if (days === undefined) throw new HarkError('action.slots', 'that day is not in the calendar');
    const at = new Date(today);
    at.setDate(at.getDate() + days);
    const words = dateInWords(at.getTime());
    // Of today the year is asked too; a day of the year can be another year's.
    const isPlain = days !== 0 && year(at.getTime()) === year(today);
    const which = isPlain ? words : `${words}, ${year(at.getTime())}`;
    if (days < 0) return { reply: `Yesterday was ${which}.` };
    if (days === 0) return { reply: `Today is ${which}.` };
    return { reply: days === 1 ? `Tomorrow is ${which}.` : `${capitalised(which)}.` };
  },
});
