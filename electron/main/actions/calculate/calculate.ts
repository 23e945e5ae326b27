import { z } from 'zod';
import { HarkError } from '../../../../contract/failures.ts';
import { defineAction } from '../action.ts';
import { capitalised } from '../wording.ts';
import type { Fraction } from './fraction.ts';
import { exactly, fractionSlot, said, saidApproximately } from './number.ts';

/** Of a result. */
export const RESULT_DECIMALS = 6;

const OPERATORS = ['plus', 'minus', 'times', 'divided_by', 'modulo', 'power'] as const;
type Operator = (typeof OPERATORS)[number];
const WORDS: Record<Operator, string> = {
  plus: 'plus',
  minus: 'minus',
  times: 'times',
  divided_by: 'divided by',
  modulo: 'modulo',
  power: 'to the power of',
};
const SIGNS: Record<Operator, string> = {
  plus: '+',
  minus: '−',
  times: '×',
  divided_by: '÷',
  modulo: 'mod',
  power: '^',
};
/** Those that bind tighter first. */
const PRECEDENCE: readonly (readonly Operator[])[] = [
  ['power'],
  ['times', 'divided_by', 'modulo'],
  ['plus', 'minus'],
];

const operator = z.enum(OPERATORS);
/** "a op b", and two more of the kind; "three and a half" is 3 and, beside it, its half. */
const slots = z
  .object({
    a: fractionSlot,
    a_plus: fractionSlot.optional(),
    op: operator,
    b: fractionSlot,
    b_plus: fractionSlot.optional(),
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
  .transform(({ a, a_plus, op, b, b_plus, op2, c, op3, d }) => ({
    numbers: [withPart(a, a_plus), withPart(b, b_plus), c, d].filter((number) => number !== undefined),
    operators: [op, op2, op3].filter((one) => one !== undefined),
  }));
type Expression = z.infer<typeof slots>;

function withPart(whole: Fraction, part: Fraction | undefined): Fraction {
  return part === undefined ? whole : whole.plus(part);
}

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
  let left: Operands = { values: numbers, operators };
  for (const level of PRECEDENCE) {
    // Of powers the last is taken first: 2 ^ 3 ^ 2 is 2 ^ 9.
    const reduced = level.includes('power') ? powersTaken(left) : taken(left, level);
    if (reduced === null) return null;
    left = reduced;
  }
  return left.values[0] ?? null;
}

interface Operands {
  values: readonly Fraction[];
  operators: readonly Operator[];
}

/** What is left once the operations of one level are done, from the left. */
function taken({ values, operators }: Operands, level: readonly Operator[]): Operands | null {
  const kept: Operator[] = [];
  const [first, ...others] = values;
  if (first === undefined) return null;
  const reduced = [first];
  for (const [i, value] of others.entries()) {
    const operation = operators[i];
    if (operation === undefined) return null;
    if (!level.includes(operation)) {
      kept.push(operation);
      reduced.push(value);
      continue;
    }
    const result = apply(operation, reduced.pop() ?? first, value);
    if (result === null) return null;
    reduced.push(result);
  }
  return { values: reduced, operators: kept };
}

function powersTaken({ values, operators }: Operands): Operands | null {
  const kept: Operator[] = [];
  const reduced: Fraction[] = [];
  for (const [i, value] of [...values.entries()].reverse()) {
    const operation = operators[i];
    const exponent = reduced[0];
    if (operation === undefined || exponent === undefined) reduced.unshift(value);
    else if (operation !== 'power') {
      kept.unshift(operation);
      reduced.unshift(value);
    } else {
      const result = apply(operation, value, exponent);
      if (result === null) return null;
      reduced[0] = result;
    }
  }
  return { values: reduced, operators: kept };
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
    case 'modulo':
      return a.modulo(b);
    case 'power':
      return a.powerOf(b);
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
