/** The near end of a thread that runs models on a provider. */
import { Worker } from 'node:worker_threads';
import type { Tensors } from './ort.ts';
import type { OpenModel, ProvidedModel } from './provided.ts';
import {
  fromPlain,
  type ThreadAnswer,
  type ThreadRequest,
  type ThreadResults,
  type ThreadTask,
  toPlain,
} from './threadMessages.ts';

/** Beside this file in the sources, beside the bundle that this is part of where it is built. */
const ENTRY = new URL(
  import.meta.url.endsWith('.ts') ? './threadEntry.ts' : './providerThread.mjs',
  import.meta.url,
);

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

export class ProviderThread {
  readonly #worker = new Worker(ENTRY);
  readonly #waiting = new Map<number, Waiting>();
  /** Calls that nobody waits for any more. While there is one, the thread hangs on it. */
  readonly #abandoned = new Set<number>();
  #lastId = 0;
  #lastSession = 0;
  #over: Error | null = null;

  constructor() {
    this.#worker.on('message', (answer: ThreadAnswer) => this.#settle(answer));
    this.#worker.on('error', (error) => this.#end(error));
    this.#worker.on('exit', () => this.#end(new Error('its thread ended')));
    this.#worker.unref();
  }

  /** It computes nothing any more, or hangs. */
  get isOver(): boolean {
    return this.#over !== null || this.#abandoned.size > 0;
  }

  /** @throws Error (by rejection) in the words of ONNX Runtime */
  async open({ bytes, provider, threads }: OpenModel): Promise<ProvidedModel> {
    this.#lastSession += 1;
    const session = this.#lastSession;
    const declared = await this.#call({ kind: 'open', session, bytes, provider, threads });
    return {
      ...declared,
      run: async (feeds: Tensors) =>
        fromPlain(await this.#call({ kind: 'run', session, feeds: toPlain(feeds) })),
      abandon: () => this.#abandon(),
      release: () => this.#call({ kind: 'release', session }),
    };
  }

  #call<K extends ThreadTask['kind']>(task: Extract<ThreadTask, { kind: K }>): Promise<ThreadResults[K]> {
    if (this.#over !== null) return Promise.reject(this.#over);
    if (this.#abandoned.size > 0) return Promise.reject(hangs());
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      // Both ends are of one make.
      this.#waiting.set(id, { resolve: (result) => resolve(result as ThreadResults[K]), reject });
      // Who waits for an answer must live to see it; who waits for none may end.
      this.#worker.ref();
      this.#worker.postMessage({ id, task } satisfies ThreadRequest);
    });
  }

  #settle(answer: ThreadAnswer): void {
    this.#abandoned.delete(answer.id);
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (this.#waiting.size === 0 && this.#abandoned.size === 0) this.#worker.unref();
    if ('error' in answer) waiting?.reject(new Error(answer.error));
    else waiting?.resolve(answer.result);
  }

  /** What it does now takes too long: who waits behind it would wait as long again. */
  #abandon(): void {
    for (const [id, { reject }] of this.#waiting) {
      this.#abandoned.add(id);
      reject(hangs());
    }
    // A thread that is ended amid a run takes the process with it: who ends by itself lets it finish.
    this.#waiting.clear();
  }

  #end(error: Error): void {
    this.#over ??= error;
    for (const { reject } of this.#waiting.values()) reject(this.#over);
    this.#waiting.clear();
    this.#abandoned.clear();
  }
}

function hangs(): Error {
  return new Error('it hangs on another model');
}
