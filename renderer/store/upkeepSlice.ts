/** Backups, what is stored, and crash reports. */
import { describeFailure } from '../../contract/failures.ts';
import type {
  BackupsSnapshot,
  Cleaned,
  CrashReport,
  Drill,
  Restored,
  StorageSnapshot,
} from '../../contract/upkeep.ts';
import type { Refusal } from './profilesSlice.ts';
import type { SliceCreator } from './store.ts';

export interface UpkeepSlice {
  /** Null until they were asked for, or told of. */
  backups: BackupsSnapshot | null;
  storage: StorageSnapshot | null;
  /** Newest first. */
  crashes: CrashReport[] | null;
  backupsChanged(snapshot: BackupsSnapshot): void;
  loadBackups(): Promise<void>;
  makeBackup(): Promise<void>;
  /** What was restored, or why it was not. */
  restoreBackup(id: string): Promise<Restored | Refusal>;
  deleteBackup(id: string): Promise<void>;
  /** Null where it could not be done; so for those below. */
  drillBackup(): Promise<Drill | null>;
  loadStorage(): Promise<void>;
  cleanStorage(): Promise<Cleaned | null>;
  checkStorage(): Promise<void>;
  loadCrashes(): Promise<void>;
  deleteCrash(id: string): Promise<void>;
  clearCrashes(): Promise<void>;
}

export const createUpkeepSlice: SliceCreator<UpkeepSlice> = (client) => {
  let told = 0;
  return (set, get) => {
    const loadBackups = async () => {
      const before = told;
      const backups = await client.call('backups.get');
      // An event that came meanwhile is newer than this answer.
      if (told === before) set({ backups });
    };
    const loadStorage = async () => set({ storage: await client.call('storage.get') });
    const resultOf = async <T>(work: () => Promise<T>): Promise<T | null> => {
      let result: T | null = null;
      await get().attempt(async () => {
        result = await work();
      });
      return result;
    };
    return {
      backups: null,
      storage: null,
      crashes: null,
      backupsChanged: (backups) => {
        told += 1;
        set({ backups });
      },
      loadBackups: () => get().attempt(loadBackups),
      makeBackup: () =>
        get().attempt(async () => {
          await client.call('backups.make');
          await loadBackups();
        }),
      restoreBackup: async (id) => {
        let restored: Restored;
        try {
          restored = await client.call('backups.restore', id);
        } catch (error) {
          return describeFailure(error);
        }
        await get().attempt(async () => {
          await Promise.all([loadBackups(), loadStorage()]);
        });
        return restored;
      },
      deleteBackup: (id) =>
        get().attempt(async () => {
          await client.call('backups.delete', id);
          await loadBackups();
        }),
      drillBackup: () =>
        resultOf(async () => {
          const drill = await client.call('backups.drill');
          await loadBackups();
          return drill;
        }),
      loadStorage: () => get().attempt(loadStorage),
      cleanStorage: () =>
        resultOf(async () => {
          const cleaned = await client.call('storage.clean');
          await loadStorage();
          return cleaned;
        }),
      checkStorage: () =>
        get().attempt(async () => {
          const integrity = await client.call('storage.check');
          const { storage } = get();
          if (storage) set({ storage: { ...storage, integrity } });
        }),
      loadCrashes: () => get().attempt(async () => set({ crashes: await client.call('crashes.list') })),
      deleteCrash: (id) =>
        get().attempt(async () => {
          await client.call('crashes.delete', id);
          set({ crashes: get().crashes?.filter((crash) => crash.id !== id) ?? null });
        }),
      clearCrashes: () =>
        get().attempt(async () => {
          await client.call('crashes.clear');
          set({ crashes: [] });
        }),
    };
  };
};
