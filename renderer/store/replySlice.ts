/** What this window can say aloud, and what it is saying. */
import type { SliceCreator } from './store.ts';

/** A voice of the system, as it can be chosen. */
export interface Voice {
  name: string;
  /** BCP 47, as the system gives it. */
  language: string;
  isDefault: boolean;
}

export interface ReplySlice {
  /** Voices that speak on this machine; null until the system answered. */
  voices: Voice[] | null;
  /** Id of the reply that is being spoken; null in silence. */
  speaking: string | null;
  voicesChanged(voices: Voice[]): void;
  speakingChanged(speaking: string | null): void;
}

export const createReplySlice: SliceCreator<ReplySlice> = () => (set) => ({
  voices: null,
  speaking: null,
  voicesChanged: (voices) => set({ voices }),
  speakingChanged: (speaking) => set({ speaking }),
});
