/** Settings, shown as changed at once and confirmed by main after. */
import { applySettingsPatch, type Settings, type SettingsPatch } from '../../contract/settings.ts';
import type { SliceCreator } from './store.ts';

export interface SettingsSlice {
  /** Null until main answered for the first time. */
  settings: Settings | null;
  settingsChanged(settings: Settings): void;
  updateSettings(patch: SettingsPatch): Promise<void>;
}

export const createSettingsSlice: SliceCreator<SettingsSlice> = (client) => {
  /** Updates on their way. While there are any, what main last confirmed is older than what is shown. */
  let pending = 0;
  return (set, get) => ({
    settings: null,
    settingsChanged: (settings) => {
      if (pending === 0) set({ settings });
    },
    updateSettings: async (patch) => {
      const { settings, attempt } = get();
      if (settings) set({ settings: applySettingsPatch(settings, patch) });
      pending += 1;
      let settled: Settings | undefined;
      await attempt(async () => {
        settled = await client.call('settings.update', patch);
      });
      pending -= 1;
      if (pending > 0) return;
      if (settled) set({ settings: settled });
      // Refused: what is shown is not what holds. A second failure is told by its own notice.
      else await attempt(async () => set({ settings: await client.call('settings.get') }));
      if (patch.pauseShortcut !== undefined || patch.pushToTalk !== undefined) await get().loadInfo();
    },
  });
};
