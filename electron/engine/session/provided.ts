/**
 * What runs models on something else than the CPU: threads of ONNX Runtime, or whatever a test puts in their place.
 */
import type { Provider } from '../../../contract/providers.ts';
import type { Tensors } from './ort.ts';
import { ProviderThread } from './providerThread.ts';
import type { TensorShape } from './session.ts';

/** A model on a provider. */
export interface ProvidedModel {
  /** As the file declares them. */
  readonly inputs: readonly TensorShape[];
  readonly outputs: readonly string[];
  /** Serial: one run at a time. @throws (by rejection) whatever went wrong */
  run(feeds: Tensors): Promise<Tensors>;
  /** A run of it takes too long, and nobody waits for it any more. */
  abandon(): void;
  release(): Promise<void>;
}

export interface OpenModel {
  bytes: Uint8Array;
  /** For whoever reads of it. */
  name: string;
  provider: Provider;
  threads: number;
}

export interface ProviderBackend {
  /** @throws (by rejection) whatever went wrong */
  open(model: OpenModel): Promise<ProvidedModel>;
}

/**
 * A thread of their own for all of them: a run that hangs leaves this one free to go on without it. One for all,
 * because what they share of the graphics processor is not made for several.
 */
class Threads implements ProviderBackend {
  #thread: ProviderThread | null = null;

  open(model: OpenModel): Promise<ProvidedModel> {
    if (this.#thread === null || this.#thread.isOver) this.#thread = new ProviderThread();
    return this.#thread.open(model);
  }
}

let backend: ProviderBackend = new Threads();

export function providerBackend(): ProviderBackend {
  return backend;
}

/** Puts another in its place, for sessions that are opened from now on. @returns what puts the former back */
export function replaceProviderBackend(another: ProviderBackend): () => void {
  const former = backend;
  backend = another;
  return () => {
    backend = former;
  };
}
