/** Whether Home Assistant can be asked. Its token is in main's safe storage and never comes back to the window. */
import type { CallResult } from '../../contract/channels.ts';
import type { SliceCreator } from './store.ts';

export interface HomeAssistantSlice {
  /** Null until it was asked for. */
  homeAssistant: CallResult<'homeAssistant.status'> | null;
  loadHomeAssistant(): Promise<void>;
  /** Null forgets it. */
  setHomeAssistantToken(token: string | null): Promise<void>;
}

export const createHomeAssistantSlice: SliceCreator<HomeAssistantSlice> = (client) => (set, get) => {
  const load = async () => set({ homeAssistant: await client.call('homeAssistant.status') });
  return {
    homeAssistant: null,
    loadHomeAssistant: () => get().attempt(load),
    setHomeAssistantToken: (token) =>
      get().attempt(async () => {
        await client.call('homeAssistant.setToken', token);
        await load();
      }),
  };
};
