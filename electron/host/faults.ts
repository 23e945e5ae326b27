/** Faults of the engine, in builds for tests: see contract/faults.ts. */

import { unreachable } from '../../contract/failures.ts';
import { type EngineFault, engineFaultMessageSchema } from '../../contract/faults.ts';
import type { ProviderChoice } from '../../contract/providers.ts';
import { imitation } from '../engine/session/imitation.ts';
import { replaceProviderBackend } from '../engine/session/provided.ts';
import type { HostedPipeline } from './engineHost.ts';

/** What the imitated graphics processor computes. */
export const IMITATED: ProviderChoice = { silero_vad: 'webgpu', speech_embedding: 'webgpu' };
/** Set where a graphics processor is to be imitated. */
const IMITATE = process.env['HARK_FAULT_PROVIDER'] === 'yes';

export class EngineFaults {
  #next: EngineFault | null = null;
  #slowHops = 0;
  #slowMs = 0;
  #provider: 'works' | 'fails' | 'hangs' = 'works';

  constructor() {
    if (!IMITATE) return;
    replaceProviderBackend(
      imitation(async (_model, _feeds, run) => {
        if (this.#provider === 'fails') throw new Error('the device was lost');
        return this.#provider === 'hangs' ? new Promise<never>(() => undefined) : run();
      }),
    );
  }

  /** What computes which models. */
  choice(chosen: ProviderChoice): ProviderChoice {
    return IMITATE ? IMITATED : chosen;
  }

  /** @returns whether the message was a fault */
  receive(message: unknown): boolean {
    const parsed = engineFaultMessageSchema.safeParse(message);
    if (!parsed.success) return false;
    const { fault } = parsed.data;
    switch (fault.kind) {
      case 'crash':
      case 'hang':
        this.#next = fault;
        break;
      case 'slow':
        this.#slowHops = fault.hops;
        this.#slowMs = fault.addMs;
        break;
      case 'provider':
        this.#provider = fault.how;
        break;
      default:
        unreachable(fault);
    }
    return true;
  }

  /** The same pipeline, whose hops can go wrong. */
  within<P extends Pick<HostedPipeline, 'process'>>(pipeline: P): P {
    const process = pipeline.process.bind(pipeline);
    pipeline.process = async (frame) => {
      this.#strike();
      return process(frame);
    };
    return pipeline;
  }

  #strike(): void {
    if (this.#next?.kind === 'crash') process.abort();
    while (this.#next?.kind === 'hang');
    if (this.#slowHops === 0) return;
    this.#slowHops -= 1;
    const until = performance.now() + this.#slowMs;
    while (performance.now() < until);
  }
}
