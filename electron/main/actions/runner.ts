/**
 * Does actions: slots read first, then whether this machine can do it, then the action within its time. Each failure has
 * a code; what an action throws beside HarkError is `action.failed` and its words stay here.
 */
import type { Slots } from '../../../contract/command.ts';
import { describeFailure, HarkError } from '../../../contract/failures.ts';
import type { PerformContext, Performed, Plan } from '../assistant/plan.ts';
import type { Log } from '../log/log.ts';
import { ACTION_TIMEOUT_MS, type Action, type ActionContext, type Prepared } from './action.ts';
import { type ActionRegistry, reasonNot } from './registry.ts';
import type { Services } from './services.ts';

/** What was done longer ago than this is better undone by hand: nobody remembers what the last thing was. */
export const UNDO_KEEP_MS = 30 * 60_000;

export class ActionRunner {
  readonly #registry: ActionRegistry;
  readonly #services: Services;
  readonly #log: Log;

  constructor(registry: ActionRegistry, services: Services, log: Log) {
    this.#registry = registry;
    this.#services = services;
    this.#log = log;
  }

  /**
   * Does nothing yet.
   *
   * @throws HarkError action.unknown, action.slots
   */
  plan(intent: string, slots: Slots): Plan {
    const action = this.#registry.get(intent);
    const prepared = action.prepare(slots, this.#services);
    const { title, risk } = action;
    return {
      title,
      risk,
      preview: prepared.preview,
      perform: (context) => this.#perform(action, prepared, context),
    };
  }

  /** @throws HarkError (by rejection) action.* */
  async #perform(action: Action, prepared: Prepared, asked: PerformContext): Promise<Performed> {
    const deadline = new Deadline(action.timeoutMs);
    const context: ActionContext = {
      ...this.#services,
      text: asked.text,
      signal: AbortSignal.any([asked.signal, deadline.signal]),
      ask: (question) => deadline.without(() => asked.ask(question)),
      undoes: asked.undoes,
    };
    const { reply, undo } = await this.#guard(action, deadline, async () => {
      const unavailable = await reasonNot(action, this.#services);
      if (unavailable !== null) throw new HarkError('action.unavailable', unavailable);
      return prepared.perform(context);
    });
    return { reply, undo: undo === undefined ? null : this.#expiring(action, undo) };
  }

  /** An undo that knows for how long it makes sense. */
  #expiring(action: Action, undo: () => void | Promise<void>): () => Promise<void> {
    const { ticks } = this.#services;
    const doneAt = ticks();
    return async () => {
      if (ticks() - doneAt > UNDO_KEEP_MS) {
        throw new HarkError('store.not_found', 'that was too long ago to be taken back');
      }
      await this.#guard(action, new Deadline(ACTION_TIMEOUT_MS), undo);
    };
  }

  async #guard<T>(action: Action, deadline: Deadline, work: () => T | Promise<T>): Promise<T> {
    try {
      return await deadline.race(work);
    } catch (error) {
      if (error instanceof HarkError) throw error;
      const { intent } = action;
      // What others throw can hold a path or what was said.
      this.#log.warn('an action broke', { intent, error: describeFailure(error).code, name: nameOf(error) });
      throw new HarkError('action.failed', 'that did not work', { cause: error });
    }
  }
}

/** A limit that stands still while a person is asked, and starts anew after it. */
class Deadline {
  readonly #limitMs: number;
  readonly #abort = new AbortController();
  #timer: NodeJS.Timeout | null = null;
  #over = false;
  #expire: (error: HarkError) => void = () => undefined;

  constructor(limitMs: number) {
    this.#limitMs = limitMs;
  }

  /** Aborted once the time is up. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** @throws HarkError (by rejection) action.timeout; whatever the work throws */
  async race<T>(work: () => T | Promise<T>): Promise<T> {
    const expired = new Promise<never>((_resolve, reject) => {
      this.#expire = reject;
    });
    this.#arm();
    try {
      return await Promise.race([Promise.resolve().then(work), expired]);
    } finally {
      this.#over = true;
      this.#disarm();
    }
  }

  async without<T>(wait: () => Promise<T>): Promise<T> {
    this.#disarm();
    try {
      return await wait();
    } finally {
      if (!this.#over) this.#arm();
    }
  }

  #arm(): void {
    this.#disarm();
    this.#timer = setTimeout(() => {
      const error = new HarkError('action.timeout', `that took longer than ${this.#limitMs / 1_000} seconds`);
      this.#abort.abort(error);
      this.#expire(error);
    }, this.#limitMs);
  }

  #disarm(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
