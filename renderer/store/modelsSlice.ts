/** The models behind the ears: what they are, whose they are, and whether their files are whole. */
import type { ModelStatus } from '../../contract/channels.ts';
import type { SliceCreator } from './store.ts';

export interface ModelsSlice {
  /** Null until they were listed. */
  models: ModelStatus[] | null;
  loadModels(): Promise<void>;
}

export const createModelsSlice: SliceCreator<ModelsSlice> = (client) => (set, get) => ({
  models: null,
  loadModels: () => get().attempt(async () => set({ models: await client.call('models.list') })),
});
