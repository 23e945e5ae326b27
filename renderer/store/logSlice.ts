/** The log as main writes it, for as long as somebody looks at it. */
import { describeFailure } from '../../contract/failures.ts';
import { LOG_LINES_KEPT, type LogLine } from '../../contract/upkeep.ts';
import type { Refusal } from './profilesSlice.ts';
import type { SliceCreator } from './store.ts';

export interface LogSlice {
  /** Oldest first, at most LOG_LINES_KEPT; null until they were read. */
  logLines: readonly LogLine[] | null;
  /** Why the last look failed; null where it did not. No notice: there would be one a second. */
  logFailure: Refusal | null;
  /** Adds what was written since the last look. */
  readLog(): Promise<void>;
  /** Whether it was written; false also where the person thought better of it. */
  exportLog(): Promise<boolean>;
}

export const createLogSlice: SliceCreator<LogSlice> = (client) => {
  let isReading = false;
  return (set, get) => ({
    logLines: null,
    logFailure: null,
    readLog: async () => {
      // The same lines would come twice.
      if (isReading) return;
      isReading = true;
      try {
        const known = get().logLines ?? [];
        const lines = await client.call('log.read', known.at(-1)?.seq ?? null);
        if (lines.length > 0 || get().logLines === null)
          set({ logLines: [...known, ...lines].slice(-LOG_LINES_KEPT) });
        if (get().logFailure) set({ logFailure: null });
      } catch (error) {
        const failure = describeFailure(error);
        if (get().logFailure?.code !== failure.code) set({ logFailure: failure });
      } finally {
        isReading = false;
      }
    },
    exportLog: async () => {
      let isWritten = false;
      await get().attempt(async () => {
        isWritten = await client.call('log.export');
      });
      return isWritten;
    },
  });
};
