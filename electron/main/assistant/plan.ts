/** What a command comes to before and after it is done: the contract of the assistant with the actions. */
import type { Risk } from '../../../contract/interactions.ts';
import type { Answer, QuestionBody } from './questions.ts';

/** What an action says when it is done, and how it is taken back where it can be. */
export interface Performed {
  reply: string;
  undo: (() => Promise<void>) | null;
}

/** One action with its slots, ready to be done. */
export interface Plan {
  title: string;
  /** What it does, in one line. */
  preview: string;
  risk: Risk;
  perform(context: PerformContext): Promise<Performed>;
}

export interface PerformContext {
  /** The command as it was said. */
  text: string;
  signal: AbortSignal;
  ask(question: QuestionBody): Promise<Answer>;
  /** Of a command that takes another back: its interaction, as it was when this was asked for; null for none. */
  undoes?: string | null | undefined;
}
