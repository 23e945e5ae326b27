/** What was said and done before. */
import type { SliceCreator } from './store.ts';

export interface HistorySlice {
  /** History is not as it was listed. */
  historyChanged(): void;
}

export const createHistorySlice: SliceCreator<HistorySlice> = () => () => ({
  historyChanged: () => undefined,
});
