/** What people can set, its defaults, and how older files become today's. */
import { z } from 'zod';
import { DEFAULT_SENSITIVITY } from './engine.ts';

export const SETTINGS_VERSION = 1;

const wordSetting = z.object({
  enabled: z.boolean(),
  sensitivity: z.number().min(0).max(1),
});

const microphoneSetting = z.object({
  /** 'microphone' or the built-in sample recording, for machines without one. */
  source: z.enum(['microphone', 'sample']),
  /** The chosen device; null follows the system default. The label finds it again when its id rotates. */
  device: z.object({ id: z.string().max(512), label: z.string().max(512) }).nullable(),
  echoCancellation: z.boolean(),
  noiseSuppression: z.boolean(),
  autoGainControl: z.boolean(),
});

export const settingsSchema = z.object({
  version: z.literal(SETTINGS_VERSION),
  theme: z.enum(['system', 'light', 'dark']),
  /** By model name. A head that is not listed here is off. */
  words: z.record(z.string().min(1).max(200), wordSetting),
  microphone: microphoneSetting,
  closeToTray: z.boolean(),
  /** An Electron accelerator, or null for none. */
  pauseShortcut: z.string().min(1).max(100).nullable(),
  /** The licence notice of the models was read. */
  licencesSeen: z.boolean(),
});
export type Settings = z.infer<typeof settingsSchema>;

/** A change to some of the settings. Nested groups are given whole, except `words`, which merges by word. */
export const settingsPatchSchema = settingsSchema.omit({ version: true }).partial().strict();
export type SettingsPatch = z.infer<typeof settingsPatchSchema>;

const on = { enabled: true, sensitivity: DEFAULT_SENSITIVITY };

export const DEFAULT_SETTINGS: Settings = {
  version: SETTINGS_VERSION,
  theme: 'system',
  words: { alexa: on, hey_jarvis: on, hey_mycroft: on, hey_rhasspy: on },
  microphone: {
    source: 'microphone',
    device: null,
    echoCancellation: false,
    noiseSuppression: false,
    autoGainControl: false,
  },
  closeToTray: true,
  pauseShortcut: 'CommandOrControl+Alt+H',
  licencesSeen: false,
};
