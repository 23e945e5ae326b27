/**
 * The question that is open, and what is heard while it is: an answer to it, most likely. That stays out of sight, and
 * the exchange that asks stays at hand, until it turns out to be a command of its own.
 */
import type { Question } from '../../../contract/actions.ts';
import type { ParseResult } from '../../../contract/command.ts';
import { answerIn } from './answers.ts';
import type { Exchange } from './exchange.ts';
import { type Answer, type QuestionBody, Questions } from './questions.ts';

export interface AnsweringOptions {
  /** The engine is to hear or recognise it no more. */
  cancel(): void;
  /** Another question is open now, or none. */
  changed(): void;
  /** Nothing comes of what was heard. */
  dropped(): void;
  /** The one that asks goes on. */
  goesOn(): void;
  /** It was no answer, and is asked for again. */
  again(): void;
  /** It is a command of its own, and takes the place of the one that asks. */
  takesOver(heard: Exchange): void;
}

export class Answering {
  readonly #options: AnsweringOptions;
  readonly #questions: Questions;
  #heard: Exchange | null = null;

  constructor(options: AnsweringOptions) {
    this.#options = options;
    this.#questions = new Questions((open) => {
      // Answered by hand, or too late: whoever still speaks of it is not heard any more.
      if (open === null) this.giveUp();
      options.changed();
    });
  }

  get question(): Question | null {
    return this.#questions.open;
  }

  /** What may be an answer. */
  get heard(): Exchange | null {
    return this.#heard;
  }

  ask(question: QuestionBody, signal: AbortSignal): Promise<Answer> {
    return this.#questions.ask(question, signal);
  }

  /** By hand. One to another question than the open one came too late. */
  answer(id: string, answer: Answer): void {
    this.#questions.answer(id, answer);
  }

  /** Another command comes: what is asked is not done. */
  refuse(): void {
    const open = this.#questions.open;
    if (open !== null) this.#questions.answer(open.id, 'no');
  }

  /** Someone speaks while a question is open. What was heard before is {@link drop}ped first. */
  hear(exchange: Exchange): void {
    this.#questions.prolong();
    this.#heard = exchange;
  }

  /** What was heard is understood. @returns whether it is a command of its own, which has taken over */
  standsAlone(parsed: ParseResult): boolean {
    const heard = this.#heard;
    const { open } = this.#questions;
    if (heard === null || open === null) return true;
    const answer = answerIn(parsed);
    if (answer === null && parsed.intent !== null) {
      this.#heard = null;
      this.#options.takesOver(heard);
      return true;
    }
    if (answer === null) this.askAgain();
    else {
      this.end();
      this.#questions.answer(open.id, answer);
    }
    return false;
  }

  /** It was no answer: the question stays as it is. */
  askAgain(): void {
    this.end();
    this.#options.again();
  }

  /** What is still being heard is given up. */
  giveUp(): void {
    if (this.#heard?.isWithEngine) this.#options.cancel();
    this.end();
  }

  /** The one that asks goes on. */
  end(): void {
    if (this.drop()) this.#options.goesOn();
  }

  /** Nothing comes of what was heard. @returns whether there was something */
  drop(): boolean {
    if (this.#heard === null) return false;
    this.#heard.end();
    this.#heard = null;
    this.#options.dropped();
    return true;
  }
}
