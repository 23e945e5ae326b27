/** One store of slices. Every value in it is a projection of what main or capture said last. */
import type { StateCreator, StoreApi } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { type AppSlice, createAppSlice } from './appSlice.ts';
import { type AssistantSlice, createAssistantSlice } from './assistantSlice.ts';
import type { HarkClient } from './client.ts';
import { createMicrophoneSlice, type MicrophoneSlice } from './microphoneSlice.ts';
import { createModelsSlice, type ModelsSlice } from './modelsSlice.ts';
import { createSettingsSlice, type SettingsSlice } from './settingsSlice.ts';

export type HarkState = AssistantSlice & SettingsSlice & MicrophoneSlice & ModelsSlice & AppSlice;
export type HarkStore = StoreApi<HarkState>;
export type SliceCreator<Slice> = (client: HarkClient) => StateCreator<HarkState, [], [], Slice>;

export function createHarkStore(client: HarkClient): HarkStore {
  return createStore<HarkState>()((...tools) => ({
    ...createAssistantSlice(client)(...tools),
    ...createSettingsSlice(client)(...tools),
    ...createMicrophoneSlice(client)(...tools),
    ...createModelsSlice(client)(...tools),
    ...createAppSlice(client)(...tools),
  }));
}
