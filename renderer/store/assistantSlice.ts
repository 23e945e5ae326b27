/** The assistant as main last described it. Main owns this state; nothing here changes it but what main sends. */
import { type AssistantSnapshot, WAKES_KEPT, type WakeRecord } from '../../contract/channels.ts';
import type { Heartbeat } from '../../contract/engine.ts';
import type { SliceCreator } from './store.ts';

export interface AssistantSlice {
  /** Null until main answered for the first time. */
  assistant: AssistantSnapshot | null;
  heartbeat: Heartbeat | null;
  assistantChanged(snapshot: AssistantSnapshot): void;
  woke(wake: WakeRecord): void;
  heartbeatArrived(heartbeat: Heartbeat): void;
  pause(): Promise<void>;
  resume(): Promise<void>;
  retryEngine(): Promise<void>;
}

export const createAssistantSlice: SliceCreator<AssistantSlice> = (client) => (set, get) => ({
  assistant: null,
  heartbeat: null,
  assistantChanged: (assistant) => set({ assistant }),
  woke: (wake) =>
    set(({ assistant }) =>
      assistant ? { assistant: { ...assistant, wakes: withWake(assistant.wakes, wake) } } : {},
    ),
  heartbeatArrived: (heartbeat) => set({ heartbeat }),
  pause: () => get().attempt(() => client.call('assistant.pause')),
  resume: () => get().attempt(() => client.call('assistant.resume')),
  retryEngine: () => get().attempt(() => client.call('assistant.retry')),
});

/** A wake is told at once, and again once it is decided and explained: each telling takes the place of the last. */
export function withWake(wakes: readonly WakeRecord[], wake: WakeRecord): WakeRecord[] {
  const known = wakes.some((each) => each.id === wake.id);
  if (known) return wakes.map((each) => (each.id === wake.id ? wake : each));
  return [wake, ...wakes].slice(0, WAKES_KEPT);
}
