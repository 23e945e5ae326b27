/**
 * The question that is open, and what is heard while it is: an answer to it, most likely. That stays out of sight, and
 * the exchange that asks stays at hand, until it turns out to be a command of its own.
 */
import type { Question } from '../../../contract/actions.ts';
import type { ParseResult } from '../../../contract/command.ts';
import { answerIn } from './answers.ts';
import { saysWords } from './challenge.ts';
import type { Exchange } from './exchange.ts';
import { type Answer, type QuestionBody, Questions } from './questions.ts';

/** Times that the words can be said wrong, or too unclear to tell by whom. */
export const PROOF_TRIES = 3;

/** What an answer has to show before it is a yes. */
export interface Proof {
  /** By whose voice. */
  profileId: string;
  /** To be said; null where the PIN is to be typed. */
  words: readonly string[] | null;
}

type OpenProof = Proof & { triesLeft: number };

/** How far an answer is that of whoever may have it done: 'none' of a stranger, 'doubtful' where it cannot be told. */
export type Trust = 'full' | 'doubtful' | 'none';

export interface AnsweringOptions {
  /** Of what was heard while a question is open that takes no proof. */
  trust(heard: Exchange): Trust;
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
  /** Of the open question; null where anyone may answer it. */
  #proof: OpenProof | null = null;

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

  /** @param proof what it takes to answer yes; null where anyone may */
  ask(question: QuestionBody, signal: AbortSignal, proof: Proof | null = null): Promise<Answer> {
    // What is open now is answered first, as it was asked.
    this.refuse();
    this.#proof = proof === null ? null : { ...proof, triesLeft: PROOF_TRIES };
    return this.#questions.ask(question, signal);
  }

  /** By hand. One to another question than the open one came too late. */
  answer(id: string, answer: Answer): void {
    // What has to be shown is not shown by a click.
    if (this.#proof === null || answer === 'no') this.#questions.answer(id, answer);
  }

  /** Whose PIN answers this question; null where none does. */
  pinAskedOf(id: string): string | null {
    const isOpen = this.#questions.open?.id === id;
    return isOpen && this.#proof?.words === null ? this.#proof.profileId : null;
  }

  /** The PIN was right. */
  proven(id: string): void {
    if (this.pinAskedOf(id) !== null) this.#questions.answer(id, 'yes');
  }

  /** Another command comes: what is asked is not done. */
  refuse(): void {
    const open = this.#questions.open;
    if (open !== null) this.#questions.answer(open.id, 'no');
  }

  /** A profile is gone: what only its owner can show is not shown any more. */
  forget(profileId: string): void {
    if (this.#proof?.profileId === profileId) this.refuse();
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
    const answer =
      this.#proof === null
        ? this.#trusted(answerIn(parsed), heard)
        : this.#answerTo(this.#proof, parsed, heard);
    if (answer === null && parsed.intent !== null) {
      this.#heard = null;
      this.#options.takesOver(heard);
      return true;
    }
    if (answer === null || answer === 'unclear') this.askAgain();
    else {
      this.end();
      this.#questions.answer(open.id, answer);
    }
    return false;
  }

  /** Anyone may refuse; only whoever may have it done may have it done from now on. */
  #trusted(answer: Answer | null, heard: Exchange): Answer | 'unclear' | null {
    if (answer === null || answer === 'no') return answer;
    const trust = this.#options.trust(heard);
    if (trust === 'none') return 'unclear';
    return trust === 'full' ? answer : 'yes';
  }

  /** Null for what is no answer. */
  #answerTo(proof: OpenProof, parsed: ParseResult, { voice }: Exchange): Answer | 'unclear' | null {
    const { words, profileId } = proof;
    const areSaid = words !== null && saysWords(parsed.text, words);
    if (areSaid && voice?.outcome === 'known' && voice.profileId === profileId) return 'yes';
    if (areSaid && (voice?.outcome === 'known' || voice?.outcome === 'stranger')) return 'no';
    if (!areSaid && answerIn(parsed) === 'no') return 'no';
    if (!areSaid && (parsed.intent !== null || words === null)) return null;
    proof.triesLeft -= 1;
    return proof.triesLeft > 0 ? 'unclear' : 'no';
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
