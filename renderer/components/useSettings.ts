/** What is set, and the changes the screens make to it. */
import type { Settings } from '../../contract/settings.ts';
import { useHark } from './servicesContext.ts';

/** Changes part of the microphone's settings, which travel as one group. Null until the settings arrived. */
export function useMicrophoneSettings(): {
  settings: Settings['microphone'];
  change(change: Partial<Settings['microphone']>): void;
} | null {
  const settings = useHark((state) => state.settings?.microphone);
  const update = useHark((state) => state.updateSettings);
  if (!settings) return null;
  return { settings, change: (change) => void update({ microphone: { ...settings, ...change } }) };
}

/** Changes part of how Hark keeps itself well. Null until the settings arrived. */
export function useUpkeepSettings(): {
  settings: Settings['upkeep'];
  change(change: Partial<Settings['upkeep']>): void;
} | null {
  const settings = useHark((state) => state.settings?.upkeep);
  const update = useHark((state) => state.updateSettings);
  if (!settings) return null;
  return { settings, change: (change) => void update({ upkeep: { ...settings, ...change } }) };
}
