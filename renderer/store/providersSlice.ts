/** What computes the models, how each did when it was probed, and how the models that are loaded do. */
import type { ModelTimes, ProvidersSnapshot } from '../../contract/providers.ts';
import type { SliceCreator } from './store.ts';

export interface ProvidersSlice {
  /** Null until it was asked for, or told of. */
  providers: ProvidersSnapshot | null;
  /** Null until they were asked for. */
  modelTimes: ModelTimes[] | null;
  providersChanged(snapshot: ProvidersSnapshot): void;
  loadProviders(): Promise<void>;
  probeProviders(): Promise<void>;
  loadModelTimes(): Promise<void>;
}

export const createProvidersSlice: SliceCreator<ProvidersSlice> = (client) => {
  let told = 0;
  return (set, get) => ({
    providers: null,
    modelTimes: null,
    providersChanged: (providers) => {
      told += 1;
      set({ providers });
    },
    loadProviders: () =>
      get().attempt(async () => {
        const before = told;
        const providers = await client.call('providers.get');
        // An event that came meanwhile is newer than this answer.
        if (told === before) set({ providers });
      }),
    probeProviders: () => get().attempt(() => client.call('providers.probe')),
    loadModelTimes: () => get().attempt(async () => set({ modelTimes: await client.call('health.models') })),
  });
};
