/** The commands there are and the sentences for them. */
import type { SliceCreator } from './store.ts';

export interface CommandsSlice {
  /** Commands or their grammar changed: what was listed is out of date. */
  commandsChanged(): void;
}

export const createCommandsSlice: SliceCreator<CommandsSlice> = () => () => ({
  commandsChanged: () => undefined,
});
