/**
 * Does what a command means, and keeps the record of it. An action outlasts the exchange that it was begun for: what was
 * done after all is remembered also where nobody waits for it any more.
 */
import type { Slots } from '../../../contract/command.ts';
import type { FailureReport } from '../../../contract/engine.ts';
import { describeFailure } from '../../../contract/failures.ts';
import type { Risk } from '../../../contract/interactions.ts';
import type { Log } from '../log/log.ts';
import type { Exchange } from './exchange.ts';
import type { Plan } from './plan.ts';
import { type Reason, refusalOf, type Verdict } from './policy.ts';
import type { Answer, QuestionBody } from './questions.ts';
import type { ActionChange, Timeline } from './timeline.ts';

export interface ActingOptions {
  /** @throws HarkError action.unknown, action.slots */
  plan(intent: string, slots: Slots): Plan;
  ask(exchange: Exchange, question: QuestionBody): Promise<Answer>;
  /** Whether whoever said it may have it done. */
  judge(exchange: Exchange, risk: Risk): Verdict;
  /** Has them show that it is them. */
  prove(exchange: Exchange, wanted: Extract<Verdict, { may: 'prove' }>): Promise<boolean>;
  /** It is understood, and about to be done. */
  began(exchange: Exchange): void;
  tell(exchange: Exchange): void;
  /** It may not be done, and was not. */
  refused(exchange: Exchange, reason: Reason): void;
  acted(exchange: Exchange, reply: string): void;
  failed(exchange: Exchange, failure: FailureReport): void;
  /** It was done, and can be taken back. */
  undoable(timeline: Timeline, undo: () => Promise<void>): void;
  /** Of an interaction that is over. */
  changed(timeline: Timeline, change: ActionChange): void;
  /** Monotonic ms. */
  ticks(): number;
  log: Log;
}

export class Acting {
  readonly #options: ActingOptions;

  constructor(options: ActingOptions) {
    this.#options = options;
  }

  /** Never rejects. */
  async act(exchange: Exchange, intent: string, slots: Slots): Promise<void> {
    const options = this.#options;
    const { timeline, abort } = exchange;
    exchange.enter('acting');
    timeline.begin('action', options.ticks());
    options.began(exchange);
    try {
      const plan = options.plan(intent, slots);
      const { title, preview, risk } = plan;
      const action = { intent, title, preview, risk, undoable: false, undone: false, error: null };
      const verdict = options.judge(exchange, risk);
      if (verdict.may === 'not') {
        // What it would do can tell what is not for a stranger's eyes: words of a note, say.
        timeline.set({ action: { ...action, preview: title } });
        this.#refuse(exchange, verdict.reason);
        return;
      }
      timeline.set({ action });
      options.tell(exchange);
      if (verdict.may === 'prove') {
        const isProven = await options.prove(exchange, verdict);
        if (exchange.isOver) return;
        if (!isProven) {
          this.#refuse(exchange, 'challenge');
          return;
        }
        // What it may have done can have been changed while it was asked.
        const still = options.judge(exchange, risk);
        if (still.may === 'not') {
          this.#refuse(exchange, still.reason);
          return;
        }
      }
      const performed = await plan.perform({
        text: timeline.record.text ?? '',
        signal: abort.signal,
        ask: (question) => options.ask(exchange, question),
      });
      if (performed.undo !== null) options.undoable(timeline, performed.undo);
      if (exchange.isOver) {
        if (performed.undo !== null) options.changed(timeline, { undoable: true });
        return;
      }
      timeline.end('action', options.ticks());
      timeline.set({ outcome: 'acted', action: { ...action, undoable: performed.undo !== null } });
      options.acted(exchange, performed.reply);
    } catch (error) {
      const failure = describeFailure(error);
      options.log.warn('an action failed', { intent, code: failure.code });
      timeline.changeAction({ error: failure });
      options.failed(exchange, failure);
    }
  }

  #refuse(exchange: Exchange, reason: Reason): void {
    const { ticks, refused } = this.#options;
    exchange.timeline.end('action', ticks(), 'skipped');
    exchange.timeline.set({ outcome: 'refused', refusal: refusalOf(reason) });
    refused(exchange, reason);
  }
}
