/** What can be said to a question. These intents have no action: without a question they are no command. */
import type { ActionInfo } from '../../../contract/actions.ts';
import type { Answer } from './questions.ts';

/** Sentences of models/grammars/en/answers.yaml, as Commands lists them. */
export const ANSWERS: readonly ActionInfo[] = [
  { intent: 'HarkYes', title: 'Answer yes' },
  { intent: 'HarkAlways', title: 'Answer always' },
  { intent: 'HarkNo', title: 'Answer no' },
].map((each) => ({ ...each, group: 'Conversation', risk: 'open', unavailable: null }));

const ANSWER_OF: ReadonlyMap<string, Answer> = new Map<string, Answer>([
  ['HarkYes', 'yes'],
  ['HarkAlways', 'always'],
  ['HarkNo', 'no'],
  // A command of its own, which while Hark asks means what it asks about.
  ['HarkCancel', 'no'],
]);

/** Null for what is no answer. */
export function answerOf(intent: string | null): Answer | null {
  return intent === null ? null : (ANSWER_OF.get(intent) ?? null);
}

/** It means nothing but an answer. */
export function isOnlyAnswer(intent: string | null): boolean {
  return ANSWERS.some((answer) => answer.intent === intent);
}
