import { z } from 'zod';
import { HarkError } from '../../../../contract/failures.ts';
import { defineAction } from '../action.ts';
import { capitalised, counted, dateInDays } from '../wording.ts';
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
    const words = dateInDays(days, now());
    if (days === 0) return { reply: `That is today, ${words}.` };
    if (days < 0) return { reply: `${words} was ${counted(-days, 'day')} ago.` };
    return { reply: `${capitalised(counted(days, 'day'))} until ${words}.` };
  },
});
