import { z } from 'zod';
import { HarkError } from '../../../../contract/failures.ts';
import { defineAction } from '../action.ts';
import { RESULT_DECIMALS } from './calculate.ts';
import { fractionSlot, said, saidApproximately } from './number.ts';

export const root = defineAction({
  intent: 'HarkRoot',
  title: 'Take a root',
  group: 'Calculator',
  risk: 'open',
  slots: z.object({ of: fractionSlot, root: z.enum(['square', 'cube']).default('square') }),
  preview: ({ of, root: kind }) => `The ${kind} root of ${said(of, RESULT_DECIMALS)}`,
  perform({ of, root: kind }) {
    if (kind === 'square' && of.isNegative) {
      throw new HarkError('action.failed', 'a negative number has no square root');
    }
    const exact = of.root(kind === 'square' ? 2 : 3);
    const value = of.toNumber();
    const result =
      exact === null
        ? saidApproximately(kind === 'square' ? Math.sqrt(value) : Math.cbrt(value))
        : said(exact, RESULT_DECIMALS);
    return { reply: `The ${kind} root of ${said(of, RESULT_DECIMALS)} is ${result}.` };
  },
});
