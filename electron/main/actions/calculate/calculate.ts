import { z } from 'zod';
import { HarkError } from '../../../../contract/failures.ts';
import { defineAction } from '../action.ts';
import { capitalised } from '../wording.ts';
import type { Fraction } from './fraction.ts';
import { exactly, fractionSlot, said, saidApproximately } from './number.ts';

/** Of a result. */
export const RESULT_DECIMALS = 6;

const OPERATORS = ['plus', 'minus', 'times', 'divided_by', 'power'] as const;
type Operator = (typeof OPERATORS)[number];
const WORDS: Record<Operator, string> = {
  plus: 'plus',
  minus: 'minus',
  times: 'times',
  divided_by: 'divided by',
  power: 'to the power of',
};
const SIGNS: Record<Operator, string> = { plus: '+', minus: '−', times: '×', divided_by: '÷', power: '^' };
/** Those that bind tighter first. */
const PRECEDENCE: readonly (readonly Operator[])[] = [['power'], ['times', 'divided_by'], ['plus', 'minus']];

const operator = z.enum(OPERATORS);
/** "a op b", and two more of the kind. */
const slots = z
  .object({
    a: fractionSlot,
    op: operator,
    b: fractionSlot,
    op2: operator.optional(),
    c: fractionSlot.optional(),
    op3: operator.optional(),
    d: fractionSlot.optional(),
  })
  .refine(({ op2, c }) => (op2 === undefined) === (c === undefined), { path: ['c'], message: 'does not fit' })
  .refine(
    ({ op3, c, d }) => (op3 === undefined) === (d === undefined) && (c !== undefined || d === undefined),
    {
      path: ['d'],
      message: 'does not fit',
    },
  )
  .transform(({ a, op, b, op2, c, op3, d }) => ({
    numbers: [a, b, c, d].filter((number) => number !== undefined),
    operators: [op, op2, op3].filter((one) => one !== undefined),
  }));
type Expression = z.infer<typeof slots>;

export const calculate = defineAction({
  intent: 'HarkCalculate',
  title: 'Calculate',
  group: 'Calculator',
  risk: 'open',
  slots,
  preview: (expression) => inSigns(expression),
  perform(expression) {
    const { numbers, operators } = expression;
    const [base, exponent] = numbers;
    const result = exactly(() => evaluate(expression));
    if (result !== null) return { reply: sentence(expression, said(result, RESULT_DECIMALS)) };
    if (operators.length > 1 || base === undefined || exponent === undefined || base.isNegative) {
      throw new HarkError('action.failed', 'I can only take such a power by itself');
    }
    return { reply: sentence(expression, saidApproximately(base.toNumber() ** exponent.toNumber())) };
  },
});

/** Null where it has a power that is no fraction. @throws what `exactly` makes words of */
export function evaluate({ numbers, operators }: Expression): Fraction | null {
  let values = numbers;
  let left = operators;
  for (const level of PRECEDENCE) {
    const kept: Operator[] = [];
    const [first, ...others] = values;
    if (first === undefined) return null;
    const reduced = [first];
    for (const [i, value] of others.entries()) {
      const operation = left[i];
      if (operation === undefined) return null;
      if (level.includes(operation)) {
        const result = apply(operation, reduced.pop() ?? first, value);
        if (result === null) return null;
        reduced.push(result);
      } else {
        kept.push(operation);
        reduced.push(value);
      }
    }
    values = reduced;
    left = kept;
  }
  return values[0] ?? null;
}

function apply(operation: Operator, a: Fraction, b: Fraction): Fraction | null {
  switch (operation) {
    case 'plus':
      return a.plus(b);
    case 'minus':
      return a.minus(b);
    case 'times':
      return a.times(b);
    case 'divided_by':
      return a.over(b);
    case 'power':
      return b.isWhole ? a.power(b.numerator) : null;
  }
}

/** "2 plus 2 is 4." */
function sentence({ numbers, operators }: Expression, result: string): string {
  const words = numbers.map((number, i) => {
    const operation = operators[i - 1];
    const plain = said(number, RESULT_DECIMALS);
    return operation === undefined ? plain : `${WORDS[operation]} ${plain}`;
  });
  return `${capitalised(words.join(' '))} is ${result}.`;
}

function inSigns({ numbers, operators }: Expression): string {
  return numbers
    .map((number, i) => {
      const operation = operators[i - 1];
      const plain = said(number, RESULT_DECIMALS);
      return operation === undefined ? plain : `${SIGNS[operation]} ${plain}`;
    })
    .join(' ');
}
