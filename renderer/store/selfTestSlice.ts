/** The self-test: whether it runs, what came of the last one, and when the next is. */
import type { SelfTestSnapshot } from '../../contract/selfTest.ts';
import type { SliceCreator } from './store.ts';

export interface SelfTestSlice {
  /** Null until it was asked for, or told of. */
  selfTest: SelfTestSnapshot | null;
  selfTestChanged(snapshot: SelfTestSnapshot): void;
  loadSelfTest(): Promise<void>;
  runSelfTest(): Promise<void>;
}

export const createSelfTestSlice: SliceCreator<SelfTestSlice> = (client) => {
  let told = 0;
  return (set, get) => ({
    selfTest: null,
    selfTestChanged: (selfTest) => {
      told += 1;
      set({ selfTest });
    },
    loadSelfTest: () =>
      get().attempt(async () => {
        const before = told;
        const selfTest = await client.call('selfTest.get');
        // An event that came meanwhile is newer than this answer.
        if (told === before) set({ selfTest });
      }),
    runSelfTest: () => get().attempt(() => client.call('selfTest.run')),
  });
};
