/**
 * What can be said to a question. These words are no sentences of the grammar: so short, they would be found in any talk
 * (of recorded digits one in thirty was taken for a yes or a no), and without a question they are no command.
 */
import type { ParseResult } from '../../../contract/command.ts';
import type { Answer } from './questions.ts';

/** While Hark asks, it means what it asks about. */
const CANCEL_INTENT = 'HarkCancel';
/** Said on the way to an answer, or after it. */
const FILLERS = /\b(please|thanks|thank you|um|uh|er|well|oh)\b/g;

const IT = '(it|that|this)';
const AGREES = '(yes|yeah|yep|yup|sure|okay|ok|certainly|absolutely|definitely|of course|all right|alright)';
const DO_IT = `((do|open|allow) ${IT}|go ahead|go for it)`;
const ONCE = '(this time|just this time|once|this once|just this once|for now)';
const REFUSES = '(no|nope|nah|no way|do not|dont|not now|not this time|rather not|better not|of course not)';

/** The first that fits counts. */
const ANSWERS: readonly [Answer, RegExp][] = [
  ['always', new RegExp(`^(${AGREES} )?always( yes| ${DO_IT})?$`)],
  ['always', new RegExp(`^(${AGREES} )?(and )?(do not|dont|never) ask( me)? again$`)],
  ['yes', new RegExp(`^(${AGREES}|${DO_IT}|why not)( (${AGREES}|${DO_IT}|${ONCE}))*$`)],
  [
    'no',
    new RegExp(`^(i would |id )?${REFUSES}( (${REFUSES}|${DO_IT}|never mind|leave ${IT}|cancel|stop))*$`),
  ],
  ['no', new RegExp(`^(never mind|leave ${IT}|cancel|stop)( ${IT})?$`)],
];

/** Null for what is no answer. */
export function answerIn({ text, intent }: Pick<ParseResult, 'text' | 'intent'>): Answer | null {
  const said = text
    .toLowerCase()
    .replace(/[’']/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .replace(FILLERS, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const [answer = null] = ANSWERS.find(([, words]) => words.test(said)) ?? [];
  return answer ?? (intent === CANCEL_INTENT ? 'no' : null);
}
