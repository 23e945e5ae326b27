/**
 * Jobs that may crash or hang, each in a process that is thrown away afterwards: what they take with them is theirs
 * alone. One at a time, for they measure, and would disturb one another.
 */
import { describeFailure, HarkError, unreachable } from '../../../contract/failures.ts';
import {
  TRIAL_RESULTS,
  type TrialJob,
  type TrialResult,
  trialMessageSchema,
} from '../../../contract/trial.ts';
import type { Log } from '../log/log.ts';

/** Jobs that wait for the one that runs. */
export const TRIALS_WAITING_MAX = 8;

/** A trial process that was launched. */
export interface TrialChild {
  post(job: TrialJob): void;
  /** At once and for certain. */
  kill(): void;
}

export interface TrialListener {
  message(message: unknown): void;
  exit(code: number): void;
}

export interface TrialsOptions {
  launch(listener: TrialListener): TrialChild;
  log: Log;
}

export interface TrialLimit {
  /** From its launch to its answer. */
  timeoutMs: number;
}

export class Trials {
  readonly #options: TrialsOptions;
  /** The end of the lane: the next job begins when it settled. */
  #lane: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  /** Ends the one that runs. */
  #abort: ((why: string) => void) | null = null;
  #stopped = false;

  constructor(options: TrialsOptions) {
    this.#options = options;
  }

  /**
   * @throws HarkError (by rejection) trial.busy where too many wait; trial.failed where it crashed, hung or answered
   *   nonsense; whatever it failed with itself
   */
  run<J extends TrialJob>(job: J, { timeoutMs }: TrialLimit): Promise<TrialResult<J['kind']>> {
    if (this.#waiting > TRIALS_WAITING_MAX)
      return Promise.reject(new HarkError('trial.busy', 'too many tests wait already'));
    this.#waiting += 1;
    const result = this.#lane
      .then(() => this.#attempt(job, timeoutMs))
      .then((answer) => answerOf(job, answer))
      .finally(() => {
        this.#waiting -= 1;
      });
    this.#lane = result.catch(() => undefined);
    return result;
  }

  /** Hark is closing: the one that runs ends, and no other begins. */
  stop(): void {
    this.#stopped = true;
    this.#abort?.('Hark is closing');
  }

  /** @returns what the process answered, unchecked */
  async #attempt(job: TrialJob, timeoutMs: number): Promise<unknown> {
    if (this.#stopped) throw new HarkError('trial.failed', 'Hark is closing');
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const fail = (why: string) => reject(new HarkError('trial.failed', why));
    const child = this.#launch({
      message: resolve,
      exit: (code) => fail(code === 0 ? 'it ended without an answer' : `it crashed (exit code ${code})`),
    });
    const timer = setTimeout(() => fail('it did not answer in time'), timeoutMs);
    this.#abort = fail;
    try {
      child.post(job);
      return await promise;
    } catch (error) {
      this.#options.log.warn('a trial failed', { job: job.kind, reason: describeFailure(error).message });
      throw error;
    } finally {
      clearTimeout(timer);
      this.#abort = null;
      // It ends by itself; one that hangs after its answer does not.
      child.kill();
    }
  }

  /** @throws HarkError trial.failed */
  #launch(listener: TrialListener): TrialChild {
    try {
      return this.#options.launch(listener);
    } catch (cause) {
      const why = `it could not be started: ${describeFailure(cause).message}`;
      throw new HarkError('trial.failed', why, { cause });
    }
  }
}

/** @throws HarkError trial.failed; what the trial answered as its failure */
function answerOf<J extends TrialJob>(job: J, raw: unknown): TrialResult<J['kind']> {
  const message = trialMessageSchema.safeParse(raw);
  if (!message.success) throw new HarkError('trial.failed', 'it answered with nonsense');
  switch (message.data.type) {
    case 'failed':
      throw new HarkError(message.data.error.code, message.data.error.message);
    case 'done': {
      const result = TRIAL_RESULTS[job.kind].safeParse(message.data.result);
      if (!result.success) throw new HarkError('trial.failed', 'it answered with nonsense');
      // Checked by the parser that TrialResult derives from.
      return result.data as TrialResult<J['kind']>;
    }
    default:
      return unreachable(message.data);
  }
}
