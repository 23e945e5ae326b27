/**
 * Requests on their way to the engine: an id each, a time-out each, a check of what it answers, and an end for all
 * when the engine ends.
 */
import {
  ENGINE_RESULTS,
  type EngineRequest,
  type EngineResult,
  type FailureReport,
} from '../../../contract/engine.ts';
import { HarkError } from '../../../contract/failures.ts';

type RequestType = EngineRequest['type'];

/** Far above what any answer takes; an engine that needs longer is stuck. */
export const REQUEST_TIMEOUT_MS = 5_000;
/**
 * Of what is real work for the engine: compiling a large grammar, understanding a recording of some minutes, loading
 * the speaker model, the scrypt of an export.
 */
const LONG_TIMEOUTS_MS: Partial<Record<RequestType, number>> = {
  configure: 20_000,
  grammar: 20_000,
  check_grammar: 20_000,
  understand: 60_000,
  voices: 20_000,
  take: 20_000,
  try_voice: 20_000,
  check_draft: 20_000,
  enroll: 20_000,
  edit_voice: 20_000,
  summarise_voice: 20_000,
  export_voice: 20_000,
  import_voice: 20_000,
  open_audio: 20_000,
};

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;
export type RequestBody = WithoutId<EngineRequest>;

interface Pending {
  readonly type: RequestType;
  resolve(result: unknown): void;
  reject(error: HarkError): void;
  timer: NodeJS.Timeout | null;
}

export class Requests {
  readonly #pending = new Map<number, Pending>();
  readonly #onTimeout: (type: string) => void;
  #lastId = 0;

  /** @param onTimeout told the type of a request that got no answer; by then its promise has been rejected */
  constructor(onTimeout: (type: string) => void) {
    this.#onTimeout = onTimeout;
  }

  /**
   * @param post sends the request with its id
   * @param timeoutMs null where something else bounds the wait
   * @throws HarkError (by rejection) what the engine answered, engine.timeout, what `rejectAll` was given, or
   *   ipc.result where the answer does not fit the contract
   */
  ask<B extends RequestBody>(
    body: B,
    post: (request: EngineRequest) => void,
    timeoutMs: number | null = timeoutOf(body.type),
  ): Promise<EngineResult<B['type']>> {
    this.#lastId += 1;
    const id = this.#lastId;
    const answer = new Promise<unknown>((resolve, reject) => {
      const timer = timeoutMs === null ? null : setTimeout(() => this.#expire(id, body.type), timeoutMs);
      this.#pending.set(id, { type: body.type, resolve, reject, timer });
      post({ ...body, id } as EngineRequest);
    });
    // Checked by the parser that EngineResult derives from.
    return answer as Promise<EngineResult<B['type']>>;
  }

  /** An answer; one that nobody waits for any more is ignored. */
  settle(id: number, error: FailureReport | null, result?: unknown): void {
    const pending = this.#take(id);
    if (pending === undefined) return;
    if (error !== null) {
      pending.reject(new HarkError(error.code, error.message));
      return;
    }
    const schema = Object.hasOwn(ENGINE_RESULTS, pending.type)
      ? ENGINE_RESULTS[pending.type as keyof typeof ENGINE_RESULTS]
      : null;
    const parsed = schema?.safeParse(result);
    if (parsed === undefined) pending.resolve(undefined);
    else if (parsed.success) pending.resolve(parsed.data);
    else
      pending.reject(new HarkError('ipc.result', `the voice engine answered ${pending.type} with nonsense`));
  }

  rejectAll(error: FailureReport): void {
    for (const id of [...this.#pending.keys()]) this.settle(id, error);
  }

  #expire(id: number, type: string): void {
    this.#take(id)?.reject(new HarkError('engine.timeout', `the voice engine did not answer ${type}`));
    this.#onTimeout(type);
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (pending?.timer) clearTimeout(pending.timer);
    return pending;
  }
}

function timeoutOf(type: RequestType): number {
  return LONG_TIMEOUTS_MS[type] ?? REQUEST_TIMEOUT_MS;
}
