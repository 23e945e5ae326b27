/** What is asked before something is done for the first time: one question at a time, and never for ever. */

import type { Question } from '../../../contract/actions.ts';
import { recordId } from '../store/recordId.ts';

/** Nobody is there to answer: it is not done. */
export const QUESTION_LIMIT_MS = 60_000;

export type Answer = 'yes' | 'always' | 'no';
export type QuestionBody = Omit<Question, 'id'>;

export class Questions {
  readonly #changed: () => void;
  #open: { question: Question; answer: (answer: Answer) => void } | null = null;

  /** @param changed told that another question is open now, or none */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get open(): Question | null {
    return this.#open?.question ?? null;
  }

  /** No where it is not answered in time, taken back, or another one is asked. */
  ask(body: QuestionBody, signal: AbortSignal): Promise<Answer> {
    this.#open?.answer('no');
    if (signal.aborted) return Promise.resolve('no');
    return new Promise((resolve) => {
      const answer = (given: Answer) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', takenBack);
        this.#open = null;
        this.#changed();
        resolve(given);
      };
      const takenBack = () => answer('no');
      const timer = setTimeout(() => answer('no'), QUESTION_LIMIT_MS);
      signal.addEventListener('abort', takenBack);
      this.#open = { question: { ...body, id: recordId() }, answer };
      this.#changed();
    });
  }

  /** An answer to another question than the open one is ignored: it came too late. */
  answer(id: string, answer: Answer): void {
    if (this.#open?.question.id === id) this.#open.answer(answer);
  }
}
