/** The sentences of actions that people added, as a file of the grammar. JSON, which is YAML too: nothing to escape. */
import type { UserAction } from '../../../contract/actions.ts';
import { type GrammarFile, LANGUAGE } from './grammar.ts';

/** How people know it where a fault is told. */
export const ADDED_FILE = 'your actions';

/** Null where there are none. */
export function addedSentences(
  actions: readonly Pick<UserAction, 'intent' | 'sentences'>[],
): GrammarFile | null {
  if (actions.length === 0) return null;
  const intents = actions.map(({ intent, sentences }) => [intent, { data: [{ sentences }] }]);
  const text = JSON.stringify({ language: LANGUAGE, intents: Object.fromEntries(intents) }, null, 1);
  return { name: ADDED_FILE, text };
}
