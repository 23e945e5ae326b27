/** What people can set, its defaults, and how older files become today's. */
import { z } from 'zod';
import { PUSH_MODES } from './command.ts';
import { DEFAULT_SENSITIVITY, WORDS_MAX, type WordConfig } from './engine.ts';
import { HarkError } from './failures.ts';
import { DEFAULT_TARGETS, targetsSchema } from './health.ts';
import { backupSettingsSchema } from './upkeep.ts';

export const SETTINGS_VERSION = 1;
export const HISTORY_RETENTION_MAX_DAYS = 3_650;

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

export const ALLOWED_SITES_MAX = 500;
/** A public host by its name, in lower case: "example.org". No address, no port, and nothing of this machine's network. */
export const hostSchema = z
  .string()
  .max(253)
  .regex(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/);

/** Within the data folder. */
export const SETTINGS_FILE = 'settings.json';

export const settingsSchema = z.object({
  version: z.literal(SETTINGS_VERSION),
  theme: z.enum(['system', 'light', 'dark']),
  /** By model name. A head that is not listed here is off. */
  words: z
    .record(z.string().min(1).max(200), wordSetting)
    .refine((words) => Object.keys(words).length <= WORDS_MAX, `at most ${WORDS_MAX} words`),
  microphone: microphoneSetting,
  closeToTray: z.boolean(),
  /** An Electron accelerator, or null for none. */
  pauseShortcut: z.string().min(1).max(100).nullable(),
  /** A second look at each wake by the recogniser. */
  secondLook: z.boolean(),
  pushToTalk: z.object({
    /** An Electron accelerator, or null for none. */
    shortcut: z.string().min(1).max(100).nullable(),
    mode: z.enum(PUSH_MODES),
  }),
  replies: z.object({
    /** Speak replies aloud. */
    speak: z.boolean(),
    /** Name of a system voice; null for the system's default. */
    voice: z.string().max(200).nullable(),
    /** 0.5..2, 1 is the voice's own. */
    rate: z.number().min(0.5).max(2),
    chime: z.boolean(),
    /** No sound at all but that of a timer or alarm; replies show on screen. */
    quiet: z.boolean(),
  }),
  history: z.object({
    /** Days that texts are kept; 0 keeps none. */
    retentionDays: z.number().int().min(0).max(HISTORY_RETENTION_MAX_DAYS),
  }),
  actions: z.object({
    /** Hosts that may be opened without asking. */
    allowedSites: z.array(hostSchema).max(ALLOWED_SITES_MAX),
    /** Where "search for ..." goes; {query} is replaced. */
    searchUrl: z
      .url({ protocol: /^https?$/ })
      .max(500)
      .refine((url) => url.includes('{query}'), 'has to hold {query}'),
    homeAssistantUrl: z
      .url({ protocol: /^https?$/ })
      .max(500)
      .nullable(),
  }),
  voices: z.object({
    /** Share of strangers that may be taken for a profile; thresholds follow from it. */
    targetFar: z.number().min(0.0001).max(0.05),
    /** A wake by a voice that is no profile's is rejected. */
    onlyKnownWake: z.boolean(),
    /** Learn slowly from voices that were recognised beyond doubt. */
    adapt: z.boolean(),
    /** What guarded commands ask for, besides the voice. */
    guardedBy: z.enum(['words', 'pin']),
  }),
  health: z.object({
    /** What Hark is held to. */
    targets: targetsSchema,
    /** A notification of the desktop where a service level breaks. */
    notify: z.boolean(),
  }),
  engine: z.object({
    /** 'auto': what was fastest when it was probed. */
    provider: z.enum(['auto', 'cpu']),
  }),
  upkeep: z.object({
    backups: backupSettingsSchema,
    /** A self-test every day. */
    selfTest: z.boolean(),
    /** History that is too old goes into archive files instead of being forgotten. */
    archiveHistory: z.boolean(),
  }),
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
  secondLook: true,
  pushToTalk: { shortcut: 'CommandOrControl+Alt+Space', mode: 'toggle' },
  replies: { speak: true, voice: null, rate: 1, chime: true, quiet: false },
  history: { retentionDays: 7 },
  actions: {
    allowedSites: [],
    searchUrl: 'https://duckduckgo.com/?q={query}',
    homeAssistantUrl: null,
  },
  voices: { targetFar: 0.005, onlyKnownWake: false, adapt: true, guardedBy: 'words' },
  health: { targets: DEFAULT_TARGETS, notify: true },
  engine: { provider: 'auto' },
  upkeep: { backups: { enabled: true, days: 7, weeks: 4 }, selfTest: true, archiveHistory: false },
  licencesSeen: false,
};

/** From the version of its key to the next one. A version that only adds a top-level group needs no entry. */
export type SettingsMigrations = Record<number, (old: Record<string, unknown>) => Record<string, unknown>>;
const MIGRATIONS: SettingsMigrations = {};

/** Rounds of mending; a fault can hide another, as a list that is too long hides what is wrong inside. */
const MENDING_ROUNDS_MAX = 4;

export interface StoredSettings {
  settings: Settings;
  /** Fields that did not fit and took their default, or were left out where they have none: "words.alexa". */
  mended: string[];
}

/**
 * Settings as they were stored by this or an older version. What is absent takes its default, and so does, field by
 * field, what does not fit.
 *
 * @throws HarkError settings.invalid: not settings at all, or a newer version's file
 */
export function readSettings(
  stored: unknown,
  migrations = MIGRATIONS,
  version = SETTINGS_VERSION,
): StoredSettings {
  const header = z.looseObject({ version: z.number().int().min(1) }).safeParse(stored);
  if (!header.success) throw new HarkError('settings.invalid', 'not a settings file');
  let record: Record<string, unknown> = header.data;
  if (header.data.version > version) {
    throw new HarkError('settings.invalid', `written by a newer Hark (version ${header.data.version})`);
  }
  for (let from = header.data.version; from < version; from += 1)
    record = migrations[from]?.(record) ?? record;
  return mend({ ...DEFAULT_SETTINGS, ...record, version: SETTINGS_VERSION });
}

/**
 * Settings that have to fit as they are.
 *
 * @throws HarkError settings.invalid: names the first field that does not fit
 */
export function parseSettings(given: unknown): Settings {
  const settings = settingsSchema.safeParse(given);
  if (settings.success) return settings.data;
  const issue = settings.error.issues[0];
  throw new HarkError('settings.invalid', `${issue?.path.join('.') ?? 'settings'}: ${issue?.message ?? ''}`);
}

function mend(stored: Record<string, unknown>): StoredSettings {
  let record = stored;
  const mended = new Set<string>();
  for (let round = 0; round < MENDING_ROUNDS_MAX; round += 1) {
    const parsed = settingsSchema.safeParse(record);
    if (parsed.success) return { settings: parsed.data, mended: [...mended] };
    record = JSON.parse(JSON.stringify(record)) as Record<string, unknown>;
    // From the end, so that what is taken out of a list does not move what is yet to be.
    for (const { path } of parsed.error.issues.toReversed()) {
      const field = mendField(record, path.map(String));
      if (field !== null) mended.add(field);
    }
  }
  return { settings: DEFAULT_SETTINGS, mended: Object.keys(stored).filter((name) => name !== 'version') };
}

/** Mends the innermost part of `path` that has a default or can be left out. @returns it; null where it was absent */
function mendField(record: Record<string, unknown>, path: string[]): string | null {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const [holder, defaults] = [record, DEFAULT_SETTINGS].map((root) =>
      valueAt(root, path.slice(0, depth - 1)),
    );
    const name = path[depth - 1] ?? '';
    if (!isContainer(holder) || !isContainer(defaults)) continue;
    const wasThere = Object.hasOwn(holder, name);
    if (Object.hasOwn(defaults, name)) holder[name] = (defaults as Record<string, unknown>)[name];
    else if (Array.isArray(holder)) holder.splice(Number(name), 1);
    else delete holder[name];
    return wasThere ? path.slice(0, depth).join('.') : null;
  }
  return null;
}

function valueAt(root: unknown, path: string[]): unknown {
  return path.reduce((value, name) => (isContainer(value) ? value[name] : undefined), root);
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/**
 * `settings` with `patch` applied: groups are replaced whole, except `words`, which merges by word.
 *
 * @throws HarkError settings.invalid: each fits, but together they do not
 */
export function applySettingsPatch(settings: Settings, patch: SettingsPatch): Settings {
  const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
  return parseSettings({ ...settings, ...given, words: { ...settings.words, ...patch.words } });
}

/** The words to listen for, in a stable order. */
export function activeWords(settings: Settings): WordConfig[] {
  return Object.entries(settings.words)
    .filter(([, word]) => word.enabled)
    .map(([model, word]) => ({ model, sensitivity: word.sensitivity }))
    .sort((a, b) => a.model.localeCompare(b.model));
}
