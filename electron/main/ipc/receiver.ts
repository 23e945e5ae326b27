/**
 * Calls from the page, checked in this order: who sends, what is called, with which arguments; then the handler, and
 * its result is checked as well. Nothing is thrown across: what fails travels as a CallReply with its code.
 */
import { z } from 'zod';
import {
  CALLS,
  type CallArgs,
  type CallName,
  type CallReply,
  type CallResult,
} from '../../../contract/channels.ts';
import type { FailureReport } from '../../../contract/failureReport.ts';
import { describeFailure, type FailureCode, HarkError } from '../../../contract/failures.ts';
import { perSecond } from '../log/lineLimit.ts';
import type { Log } from '../log/log.ts';
import { isTooMuch } from './size.ts';

/** Refusals that are told of, in the log and to whoever counts failures; a page that floods fills neither. */
export const REFUSALS_TOLD_PER_SECOND = 20;
/** Of everything that is wrong with the arguments, so much is said. */
export const REASONS_MAX = 5;
export const REASON_MAX_CHARS = 1_000;

/** What never reached its handler. */
const REFUSALS: ReadonlySet<FailureCode> = new Set(['ipc.sender', 'ipc.arguments']);

export type CallHandlers = {
  [N in CallName]: (...args: CallArgs<N>) => CallResult<N> | Promise<CallResult<N>>;
};

/** Who sent a message; what of Electron's event decides over it. */
export interface Sender {
  /** The frame's URL; null once the frame is gone. */
  url: string | null;
  /** It is the main frame of the window that Hark opened. */
  mainFrame: boolean;
}

export class CallReceiver {
  readonly #handlers: CallHandlers;
  readonly #isOurs: (url: string) => boolean;
  readonly #log: Log;
  readonly #failed: (failure: FailureReport) => void;
  readonly #tellsRefusal: () => boolean;

  /**
   * @param isOurs tells the pages that Hark itself serves
   * @param failed told of each call that fails, and of refused ones as far as they are told of
   */
  constructor(
    handlers: CallHandlers,
    isOurs: (url: string) => boolean,
    log: Log,
    failed: (failure: FailureReport) => void = () => undefined,
  ) {
    this.#handlers = handlers;
    this.#isOurs = isOurs;
    this.#log = log;
    this.#failed = failed;
    this.#tellsRefusal = perSecond(REFUSALS_TOLD_PER_SECOND, (leftOut) =>
      log.warn('more calls were refused', { calls: leftOut }),
    );
  }

  async receive(sender: Sender, name: unknown, args: unknown): Promise<CallReply<CallName>> {
    try {
      if (!sender.mainFrame || sender.url === null || !this.#isOurs(sender.url)) {
        throw new HarkError('ipc.sender', 'calls are taken from the window of Hark only');
      }
      if (!isCallName(name)) throw new HarkError('ipc.arguments', 'there is no such call');
      return { ok: true, value: await this.#answer(name, args) };
    } catch (error) {
      const failure = describeFailure(error);
      if (!REFUSALS.has(failure.code) || this.#tellsRefusal()) {
        this.#log.warn('call failed', { call: isCallName(name) ? name : 'unknown', code: failure.code });
        this.#failed(failure);
      }
      return { ok: false, error: failure };
    }
  }

  async #answer<N extends CallName>(name: N, args: unknown): Promise<CallResult<N>> {
    const call: { args: z.ZodType; result: z.ZodType } = CALLS[name];
    if (isTooMuch(args)) throw new HarkError('ipc.arguments', `${name}: this is more than any call takes`);
    // The parsers are the declaration that CallArgs and CallResult derive from; the compiler cannot follow that
    // through a name it does not know.
    const checkedArgs = check(call.args, args, 'ipc.arguments', name) as CallArgs<N>;
    const result = await (this.#handlers[name] as (...given: CallArgs<N>) => unknown)(...checkedArgs);
    return check(call.result, result, 'ipc.result', name) as CallResult<N>;
  }
}

function isCallName(name: unknown): name is CallName {
  return typeof name === 'string' && Object.hasOwn(CALLS, name);
}

function check(schema: z.ZodType, value: unknown, code: FailureCode, name: CallName): unknown {
  const parsed = parse(schema, value);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const reasons = z.prettifyError({ issues: issues.slice(0, REASONS_MAX) });
  throw new HarkError(code, `${name}: ${reasons}`.slice(0, REASON_MAX_CHARS));
}

/** A parser that stumbles over what it is given, a `length` that is no number say, does not take it. */
function parse(schema: z.ZodType, value: unknown): z.ZodSafeParseResult<unknown> {
  try {
    return schema.safeParse(value);
  } catch {
    return {
      success: false,
      error: new z.ZodError([{ code: 'custom', path: [], message: 'cannot be read' }]),
    };
  }
}
