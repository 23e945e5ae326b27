/** Percentages: a part of a whole, and what part of it something is. */
import { z } from 'zod';
import { defineAction } from '../action.ts';
import { capitalised } from '../wording.ts';
import { RESULT_DECIMALS } from './calculate.ts';
import { Fraction } from './fraction.ts';
import { exactly, fractionSlot, said } from './number.ts';

const HUNDRED = Fraction.of(100);
const plain = (value: Fraction) => said(value, RESULT_DECIMALS);

export const percentOf = defineAction({
  intent: 'HarkPercentOf',
  title: 'Take a percentage',
  group: 'Calculator',
  risk: 'open',
  slots: z.object({ percent: fractionSlot, of: fractionSlot }),
  preview: ({ percent, of }) => `${plain(percent)}% of ${plain(of)}`,
  perform({ percent, of }) {
    const result = exactly(() => shareOf(percent, of));
    return { reply: `${capitalised(plain(percent))} percent of ${plain(of)} is ${plain(result)}.` };
  },
});

/** "Twenty percent off eighty" is what is left to pay, not what is saved. */
export const percentOff = defineAction({
  intent: 'HarkPercentOff',
  title: 'Take a percentage off',
  group: 'Calculator',
  risk: 'open',
  slots: z.object({ percent: fractionSlot, of: fractionSlot }),
  preview: ({ percent, of }) => `${plain(of)} − ${plain(percent)}%`,
  perform({ percent, of }) {
    const result = exactly(() => of.minus(shareOf(percent, of)));
    return { reply: `${capitalised(plain(percent))} percent off ${plain(of)} is ${plain(result)}.` };
  },
});

export const percentMore = defineAction({
  intent: 'HarkPercentMore',
  title: 'Put a percentage on top',
  group: 'Calculator',
  risk: 'open',
  slots: z.object({ percent: fractionSlot, of: fractionSlot }),
  preview: ({ percent, of }) => `${plain(of)} + ${plain(percent)}%`,
  perform({ percent, of }) {
    const result = exactly(() => of.plus(shareOf(percent, of)));
    return { reply: `${capitalised(plain(of))} plus ${plain(percent)} percent is ${plain(result)}.` };
  },
});

export const percentShare = defineAction({
  intent: 'HarkPercentShare',
  title: 'Tell what percentage one number is of another',
  group: 'Calculator',
  risk: 'open',
  slots: z.object({ part: fractionSlot, whole: fractionSlot }),
  preview: ({ part, whole }) => `${plain(part)} as a percentage of ${plain(whole)}`,
  perform({ part, whole }) {
    const result = exactly(() => part.times(HUNDRED).over(whole));
    return { reply: `${capitalised(plain(part))} is ${plain(result)} percent of ${plain(whole)}.` };
  },
});

function shareOf(percent: Fraction, of: Fraction): Fraction {
  return percent.times(of).over(HUNDRED);
}
