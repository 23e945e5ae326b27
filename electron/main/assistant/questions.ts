/** What is asked before something is done for the first time: one question at a time, and never for ever. */

import type { Question } from '../../../contract/actions.ts';
import { recordId } from '../store/recordId.ts';

/** Nobody is there to answer: it is not done. */
export const QUESTION_LIMIT_MS = 60_000;

export type Answer = 'yes' | 'always' | 'no';
export type QuestionBody = Omit<Question, 'id'>;

export class Questions {
  readonly #changed: (open: Question | null) => void;
  #open: { question: Question; answer: (answer: Answer) => void; timer: NodeJS.Timeout } | null = null;

  /** @param changed told which question is open now, null for none */
  constructor(changed: (open: Question | null) => void) {
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
        clearTimeout(open.timer);
        signal.removeEventListener('abort', takenBack);
        this.#open = null;
        this.#changed(null);
        resolve(given);
      };
      const takenBack = () => answer('no');
      const open = { question: { ...body, id: recordId() }, answer, timer: limited(answer) };
      signal.addEventListener('abort', takenBack);
      this.#open = open;
      this.#changed(open.question);
    });
  }

  /** Someone speaks: the limit begins anew. */
  prolong(): void {
    if (this.#open === null) return;
    clearTimeout(this.#open.timer);
    this.#open.timer = limited(this.#open.answer);
  }

  /** An answer to another question than the open one is ignored: it came too late. */
  answer(id: string, answer: Answer): void {
    if (this.#open?.question.id === id) this.#open.answer(answer);
  }
}

function limited(answer: (answer: Answer) => void): NodeJS.Timeout {
  return setTimeout(() => answer('no'), QUESTION_LIMIT_MS);
}
