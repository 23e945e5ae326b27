/** One store of slices. Every value in it is a projection of what main or capture said last. */
import type { StateCreator, StoreApi } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { type AppSlice, createAppSlice } from './appSlice.ts';
import { type AssistantSlice, createAssistantSlice } from './assistantSlice.ts';
import type { HarkClient } from './client.ts';
import { type ClockSlice, createClockSlice } from './clockSlice.ts';
import { type CommandsSlice, createCommandsSlice } from './commandsSlice.ts';
import { type ConfigurationSlice, createConfigurationSlice } from './configurationSlice.ts';
import { createHealthSlice, type HealthSlice } from './healthSlice.ts';
import { createHistorySlice, type HistorySlice } from './historySlice.ts';
import { createHomeAssistantSlice, type HomeAssistantSlice } from './homeAssistantSlice.ts';
import { createInteractionSlice, type InteractionSlice } from './interactionSlice.ts';
import { createLogSlice, type LogSlice } from './logSlice.ts';
import { createMicrophoneSlice, type MicrophoneSlice } from './microphoneSlice.ts';
import { createModelsSlice, type ModelsSlice } from './modelsSlice.ts';
import { createNotesSlice, type NotesSlice } from './notesSlice.ts';
import { createProfilesSlice, type ProfilesSlice } from './profilesSlice.ts';
import { createProvidersSlice, type ProvidersSlice } from './providersSlice.ts';
import { createReplySlice, type ReplySlice } from './replySlice.ts';
import { createSelfTestSlice, type SelfTestSlice } from './selfTestSlice.ts';
import { createSettingsSlice, type SettingsSlice } from './settingsSlice.ts';
import { createUpkeepSlice, type UpkeepSlice } from './upkeepSlice.ts';
import { createUserActionsSlice, type UserActionsSlice } from './userActionsSlice.ts';

export type HarkState = AssistantSlice &
  InteractionSlice &
  ClockSlice &
  ReplySlice &
  CommandsSlice &
  UserActionsSlice &
  HistorySlice &
  NotesSlice &
  ProfilesSlice &
  HomeAssistantSlice &
  SettingsSlice &
  MicrophoneSlice &
  ModelsSlice &
  HealthSlice &
  ConfigurationSlice &
  SelfTestSlice &
  ProvidersSlice &
  UpkeepSlice &
  LogSlice &
  AppSlice;
export type HarkStore = StoreApi<HarkState>;
export type SliceCreator<Slice> = (client: HarkClient) => StateCreator<HarkState, [], [], Slice>;

export function createHarkStore(client: HarkClient): HarkStore {
  return createStore<HarkState>()((...tools) => ({
    ...createAssistantSlice(client)(...tools),
    ...createInteractionSlice(client)(...tools),
    ...createClockSlice(client)(...tools),
    ...createReplySlice(client)(...tools),
    ...createCommandsSlice(client)(...tools),
    ...createUserActionsSlice(client)(...tools),
    ...createHistorySlice(client)(...tools),
    ...createNotesSlice(client)(...tools),
    ...createProfilesSlice(client)(...tools),
    ...createHomeAssistantSlice(client)(...tools),
    ...createSettingsSlice(client)(...tools),
    ...createMicrophoneSlice(client)(...tools),
    ...createModelsSlice(client)(...tools),
    ...createHealthSlice(client)(...tools),
    ...createConfigurationSlice(client)(...tools),
    ...createSelfTestSlice(client)(...tools),
    ...createProvidersSlice(client)(...tools),
    ...createUpkeepSlice(client)(...tools),
    ...createLogSlice(client)(...tools),
    ...createAppSlice(client)(...tools),
  }));
}
