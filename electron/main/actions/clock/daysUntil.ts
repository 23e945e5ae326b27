import { z } from 'zod';
import { HarkError } from '../../../../contract/failures.ts';
import { defineAction } from '../action.ts';
import { capitalised, counted, date as dateInWords, year } from '../wording.ts';
import { dateSlot, daysOf } from './slots.ts';

export const daysUntil = defineAction({
  intent: 'HarkDaysUntil',
  title: 'Count the days until a date',
  group: 'Clock',
  risk: 'open',
  slots: z.object({ date: dateSlot }),
  preview: () => 'Count the days until a date',
  perform({ date }, { now }) {
    const [days] = daysOf(date, now());
    if (days === undefined) throw new HarkError('action.slots', 'that day is not in the calendar');
    const at = new Date(now());
    at.setDate(at.getDate() + days);
    const isThisYear = year(at.getTime()) === year(now());
    const words = `${dateInWords(at.getTime())}${isThisYear ? '' : `, ${year(at.getTime())}`}`;
    if (days === 0) return { reply: `That is today, ${words}.` };
    return { reply: `${capitalised(counted(days, 'day'))} until ${words}.` };
  },
});
