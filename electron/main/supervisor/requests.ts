/** Requests on their way to the engine: an id each, a time-out each, and an end for all when the engine ends. */
import type { EngineRequest, FailureReport } from '../../../contract/engine.ts';
import { HarkError } from '../../../contract/failures.ts';

/** Far above what any answer takes; an engine that needs longer is stuck. */
export const REQUEST_TIMEOUT_MS = 5_000;

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;
export type RequestBody = WithoutId<EngineRequest>;

interface Pending {
  resolve(): void;
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
   * @throws HarkError (by rejection) what the engine answered, engine.timeout, or what `rejectAll` was given
   */
  ask(
    body: RequestBody,
    post: (request: EngineRequest) => void,
    timeoutMs: number | null = REQUEST_TIMEOUT_MS,
  ): Promise<void> {
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      const timer = timeoutMs === null ? null : setTimeout(() => this.#expire(id, body.type), timeoutMs);
      this.#pending.set(id, { resolve, reject, timer });
      post({ ...body, id });
    });
  }

  /** An answer; one that nobody waits for any more is ignored. */
  settle(id: number, error: FailureReport | null): void {
    const pending = this.#take(id);
    if (error === null) pending?.resolve();
    else pending?.reject(new HarkError(error.code, error.message));
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
