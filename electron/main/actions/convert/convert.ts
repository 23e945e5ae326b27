import { z } from 'zod';
import { HarkError } from '../../../../contract/failures.ts';
import { defineAction } from '../action.ts';
import { Fraction } from '../calculate/fraction.ts';
import { exactly, fractionSlot, said } from '../calculate/number.ts';
import { capitalised } from '../wording.ts';
import { converted, DEGREES, degreesTo, isBelowAbsoluteZero, UNITS, type Unit, unitPair } from './units.ts';

/** Of a result; more is not what one asks to hear. */
export const RESULT_DECIMALS = 2;
const ONE = Fraction.of(1);
const NOTHING = Fraction.of(0);

const unitSlot = z.string().refine((symbol) => Object.hasOwn(UNITS, symbol), 'is no unit that I know');

/** What is converted: "two and a half ounces", where `plus` is the half; "five foot ten", where `more` is ten inches. */
const slots = z
  .object({
    amount: fractionSlot.default(ONE),
    plus: fractionSlot.default(NOTHING),
    from: z.union([z.literal(DEGREES), unitSlot]),
    more: fractionSlot.optional(),
    more_unit: unitSlot.optional(),
    to: unitSlot,
  })
  .refine(({ more, more_unit }) => more !== undefined || more_unit === undefined, {
    path: ['more_unit'],
    message: 'does not fit',
  })
  .transform(({ amount, plus, from, to, more, more_unit = 'in' }) => ({
    amount: amount.plus(plus),
    from: from === DEGREES ? degreesTo(to) : from,
    to,
    rest: more === undefined ? null : { amount: more, unit: more_unit },
  }));
type Asked = z.infer<typeof slots>;

export const convert = defineAction({
  intent: 'HarkConvert',
  title: 'Convert units',
  group: 'Calculator',
  risk: 'open',
  slots,
  preview: (asked) => `${described(asked, UNITS[asked.from])} in ${UNITS[asked.to]?.many}`,
  perform(asked) {
    const { amount, from, to, rest } = asked;
    const pair = unitPair(from, to);
    const second = rest === null ? null : unitPair(rest.unit, to);
    if (pair === null || (rest !== null && second === null)) {
      throw new HarkError('action.failed', `${UNITS[from]?.many} cannot be turned into ${UNITS[to]?.many}`);
    }
    if (isBelowAbsoluteZero(amount, pair.from)) {
      throw new HarkError('action.failed', 'nothing is colder than absolute zero');
    }
    const result = exactly(() => {
      const first = converted(amount, pair.from, pair.to);
      return rest === null || second === null
        ? first
        : first.plus(converted(rest.amount, second.from, second.to));
    });
    const is = amount.equals(ONE) && rest === null ? 'is' : 'are';
    return { reply: `${capitalised(described(asked, pair.from))} ${is} ${quantity(result, pair.to)}.` };
  },
});

/** "5 feet 10 inches". @param unit of the amount: an ounce is one that is poured, or one that is weighed */
function described({ amount, rest }: Asked, unit: Unit | undefined): string {
  const first = quantity(amount, unit);
  return rest === null ? first : `${first} ${quantity(rest.amount, UNITS[rest.unit])}`;
}

/** "2 cups", "about 8.05 kilometers". */
function quantity(amount: Fraction, unit: Unit | undefined): string {
  const name = amount.equals(ONE) ? unit?.one : unit?.many;
  return `${said(amount, RESULT_DECIMALS)} ${name}`;
}
