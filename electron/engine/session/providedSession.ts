/**
 * A model on a provider, for as long as that works. A run that fails or takes too long is done again at once by the CPU,
 * and so are all after it: whatever state a model has travels in its inputs and outputs, so nobody notices.
 */
import type { Provider } from '../../../contract/providers.ts';
import type { CpuSession } from './cpuSession.ts';
import type { Tensors } from './ort.ts';
import type { OpenModel, ProvidedModel, ProviderBackend } from './provided.ts';
import { RunTimes } from './runTimes.ts';
import type { SessionTimes, TensorShape, TimedSession } from './session.ts';
import { Late, within } from './within.ts';

/** A driver compiles what it computes when it loads a model and when it first runs it. */
export const PROVIDER_LOAD_LIMIT_MS = 10_000;
export const PROVIDER_FIRST_RUN_LIMIT_MS = 5_000;
/**
 * Of every other run. Audio waits a second for an engine before it is lost, so a run that hangs is given up well before
 * that; and one that takes longer is no help to anyone.
 */
export const PROVIDER_RUN_LIMIT_MS = 700;
/** Where somebody asked for the provider by its name, and whole recordings are given to it at once. */
export const DEMANDED_RUN_LIMIT_MS = 60_000;

export interface RunLimits {
  firstMs: number;
  laterMs: number;
}
export const LISTENING_LIMITS: RunLimits = {
  firstMs: PROVIDER_FIRST_RUN_LIMIT_MS,
  laterMs: PROVIDER_RUN_LIMIT_MS,
};
export const DEMANDED_LIMITS: RunLimits = {
  firstMs: DEMANDED_RUN_LIMIT_MS,
  laterMs: DEMANDED_RUN_LIMIT_MS,
};

export interface Fallback {
  limits: RunLimits;
  /** The same model on the CPU. */
  openCpu(): Promise<CpuSession>;
  /** Told once, before the CPU takes over. */
  dropped(reason: string): void;
}

export class ProvidedSession implements TimedSession {
  readonly inputs: readonly TensorShape[];
  readonly outputNames: readonly string[];
  readonly #provided: ProvidedModel;
  readonly #provider: Provider;
  readonly #threads: number;
  readonly #loadMs: number;
  readonly #fallback: Fallback;
  readonly #runs = new RunTimes();
  /** From when the provider was dropped. */
  #coming: Promise<CpuSession> | null = null;
  #cpu: CpuSession | null = null;

  private constructor(provided: ProvidedModel, model: OpenModel, loadMs: number, fallback: Fallback) {
    this.inputs = provided.inputs;
    this.outputNames = provided.outputs;
    this.#provided = provided;
    this.#provider = model.provider;
    this.#threads = model.threads;
    this.#loadMs = loadMs;
    this.#fallback = fallback;
  }

  /** @throws Error (by rejection) where the provider does not load it, or not in time */
  static async open(
    backend: ProviderBackend,
    model: OpenModel,
    fallback: Fallback,
  ): Promise<ProvidedSession> {
    const began = performance.now();
    const provided = await within(backend.open(model), PROVIDER_LOAD_LIMIT_MS);
    return new ProvidedSession(provided, model, performance.now() - began, fallback);
  }

  get times(): SessionTimes {
    if (this.#cpu !== null) return this.#cpu.times;
    return {
      provider: this.#provider,
      threads: this.#threads,
      loadMs: this.#loadMs,
      ...this.#runs.times,
    };
  }

  async run(feeds: Tensors): Promise<Tensors> {
    if (this.#coming !== null) return (await this.#coming).run(feeds);
    const { firstMs, laterMs } = this.#fallback.limits;
    const limitMs = this.#runs.runs === 0 ? firstMs : laterMs;
    const began = performance.now();
    try {
      const results = await within(this.#provided.run(feeds), limitMs);
      this.#runs.add(performance.now() - began);
      return results;
    } catch (error) {
      if (error instanceof Late) this.#provided.abandon();
      const cpu = await this.#drop(reasonOf(error));
      return cpu.run(feeds);
    }
  }

  async release(): Promise<void> {
    if (this.#coming !== null) await (await this.#coming).release();
    else await this.#provided.release();
  }

  #drop(reason: string): Promise<CpuSession> {
    if (this.#coming !== null) return this.#coming;
    this.#fallback.dropped(reason);
    // What it holds of the graphics processor is nobody's any more; one that hangs gives nothing back.
    this.#provided.release().catch(() => undefined);
    this.#coming = this.#fallback.openCpu().then((cpu) => {
      this.#cpu = cpu;
      return cpu;
    });
    return this.#coming;
  }
}

/** Longer ones are cut. */
const REASON_MAX_CHARACTERS = 300;

/** Why a provider failed, in a sentence: ONNX Runtime says where in its sources first, and what on. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const said = text
    .replace(/^[\s\S]*\bwas false\.\s*/, '')
    .replace(/\s+/g, ' ')
    .trim();
  return said === '' ? 'it gave no reason' : said.slice(0, REASON_MAX_CHARACTERS);
}
