/** Typed calls and events over the bridge that preload exposes, with every result and payload checked. */
import { z } from 'zod';
import {
  CALLS,
  type CallArgs,
  type CallName,
  type CallResult,
  EVENTS,
  type EventName,
  type EventPayload,
  type HarkBridge,
} from '../../contract/channels.ts';
import { failureSchema } from '../../contract/engine.ts';
import { HarkError } from '../../contract/failures.ts';

export interface HarkClient {
  /** Rejects with the HarkError main answered, or `ipc.result` when the answer is not what was declared. */
  call<N extends CallName>(name: N, ...args: CallArgs<N>): Promise<CallResult<N>>;
  /** Gives the function that ends the subscription. A payload that is not what was declared goes to `onInvalid`. */
  on<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void;
}

// Without this, zod probes for `new Function`, which the content security policy forbids and reports.
z.config({ jitless: true });

const replySchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), error: failureSchema }),
]);

export function createClient(bridge: HarkBridge, onInvalid: (error: HarkError) => void): HarkClient {
  return {
    async call<N extends CallName>(name: N, ...args: CallArgs<N>) {
      const reply = replySchema.safeParse(await bridge.call(name, args));
      if (!reply.success) throw new HarkError('ipc.result', `${name}: not a reply`, { cause: reply.error });
      if (!reply.data.ok) throw new HarkError(reply.data.error.code, reply.data.error.message);
      const result = CALLS[name].result.safeParse(reply.data.value);
      if (!result.success) throw new HarkError('ipc.result', describe(name, result.error));
      return result.data as CallResult<N>;
    },
    on<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void) {
      return bridge.on(name, (payload) => {
        const parsed = EVENTS[name].safeParse(payload);
        if (parsed.success) listener(parsed.data as EventPayload<N>);
        else onInvalid(new HarkError('ipc.result', describe(name, parsed.error)));
      });
    },
  };
}

/** The first field at fault. */
function describe(name: string, error: z.ZodError): string {
  const [issue] = error.issues;
  return issue ? `${name}: ${[...issue.path, issue.message].join(' ')}` : name;
}
