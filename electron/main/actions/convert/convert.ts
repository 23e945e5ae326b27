import { z } from 'zod';
import { HarkError } from '../../../../contract/failures.ts';
import { defineAction } from '../action.ts';
import { Fraction } from '../calculate/fraction.ts';
import { exactly, fractionSlot, said } from '../calculate/number.ts';
import { capitalised } from '../wording.ts';
import { converted, UNITS, type Unit, unitPair } from './units.ts';

/** Of a result; more is not what one asks to hear. */
export const RESULT_DECIMALS = 2;
const ONE = Fraction.of(1);

const unitSlot = z.string().refine((symbol) => Object.hasOwn(UNITS, symbol), 'is no unit that I know');

export const convert = defineAction({
  intent: 'HarkConvert',
  title: 'Convert units',
  group: 'Calculator',
  risk: 'open',
  slots: z.object({ amount: fractionSlot.default(ONE), from: unitSlot, to: unitSlot }),
  preview: ({ amount, from, to }) => `${quantity(amount, UNITS[from])} in ${UNITS[to]?.many}`,
  perform({ amount, from, to }) {
    const pair = unitPair(from, to);
    if (pair === null) {
      throw new HarkError('action.failed', `${UNITS[from]?.many} cannot be turned into ${UNITS[to]?.many}`);
    }
    const result = exactly(() => converted(amount, pair.from, pair.to));
    const is = amount.equals(ONE) ? 'is' : 'are';
    return {
      reply: `${capitalised(quantity(amount, pair.from))} ${is} ${quantity(result, pair.to)}.`,
    };
  },
});

/** "2 cups", "about 8.05 kilometers". */
function quantity(amount: Fraction, unit: Unit | undefined): string {
  const name = amount.equals(ONE) ? unit?.one : unit?.many;
  return `${said(amount, RESULT_DECIMALS)} ${name}`;
}
