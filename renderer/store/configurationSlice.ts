/** The configuration as a file: out, and in from another one. */
import type { ImportedConfig } from '../../contract/upkeep.ts';
import type { SliceCreator } from './store.ts';

export interface ConfigurationSlice {
  /** Resolves with whether it was written: the person can think better of it, and a failure is told by its notice. */
  exportConfiguration(): Promise<boolean>;
  /** Null where nothing was taken in, for the same reasons. */
  importConfiguration(): Promise<ImportedConfig | null>;
}

export const createConfigurationSlice: SliceCreator<ConfigurationSlice> = (client) => (_set, get) => ({
  exportConfiguration: async () => {
    let isWritten = false;
    await get().attempt(async () => {
      isWritten = await client.call('config.export');
    });
    return isWritten;
  },
  importConfiguration: async () => {
    let imported: ImportedConfig | null = null;
    await get().attempt(async () => {
      imported = await client.call('config.import');
    });
    // Shortcuts can be others now.
    if (imported !== null) await get().loadInfo();
    return imported;
  },
});
