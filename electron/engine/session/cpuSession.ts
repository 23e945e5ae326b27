/** A model on the CPU: ONNX Runtime's session, and a clock. */
import { createOrtSession, type OrtSession, type Tensors } from './ort.ts';
import { RunTimes } from './runTimes.ts';
import type { SessionTimes, TensorShape, TimedSession } from './session.ts';

export class CpuSession implements TimedSession {
  readonly inputs: readonly TensorShape[];
  readonly outputNames: readonly string[];
  readonly #session: OrtSession;
  readonly #threads: number;
  readonly #loadMs: number;
  readonly #runs = new RunTimes();

  private constructor(session: OrtSession, threads: number, loadMs: number) {
    this.inputs = session.inputMetadata.flatMap((input) =>
      input.isTensor ? [{ name: input.name, shape: input.shape }] : [],
    );
    this.outputNames = session.outputNames;
    this.#session = session;
    this.#threads = threads;
    this.#loadMs = loadMs;
  }

  /** @throws Error (by rejection) in the words of ONNX Runtime */
  static async open(bytes: Uint8Array, threads: number): Promise<CpuSession> {
    const began = performance.now();
    const session = await createOrtSession(bytes, 'cpu', threads);
    return new CpuSession(session, threads, performance.now() - began);
  }

  get times(): SessionTimes {
    return {
      provider: 'cpu',
      threads: this.#threads,
      loadMs: this.#loadMs,
      ...this.#runs.times,
    };
  }

  async run(feeds: Tensors): Promise<Tensors> {
    const began = performance.now();
    const results = await this.#session.run(feeds);
    this.#runs.add(performance.now() - began);
    // No model here gives anything but tensors.
    return results as Tensors;
  }

  async release(): Promise<void> {
    await this.#session.release();
  }
}
