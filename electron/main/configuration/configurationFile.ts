/**
 * How Hark is set up, as one JSON file that can be taken to another computer. What belongs to this one, or was given by
 * somebody in person, is not in it: the chosen microphone, sites that may be opened without asking, that a licence was
 * read; nor is anything secret. Pure.
 */
import { z } from 'zod';
import { USER_ACTIONS_MAX, type UserAction, userActionSchema } from '../../../contract/actions.ts';
import { GRAMMAR_MAX_CHARACTERS } from '../../../contract/command.ts';
import { describeFailure, HarkError } from '../../../contract/failures.ts';
import { readSettings, type Settings } from '../../../contract/settings.ts';

export const CONFIGURATION_FORMAT = 'hark-configuration';
export const CONFIGURATION_VERSION = 1;

export interface Configuration {
  settings: Settings;
  /** Text of the own sentences; null for none. */
  sentences: string | null;
  actions: UserAction[];
}

export function writeConfiguration({ settings, sentences, actions }: Configuration): string {
  const { microphone, actions: web, licencesSeen: _, ...others } = settings;
  const { allowedSites: _sites, homeAssistantUrl, ...reach } = web;
  const { device: _device, ...sound } = microphone;
  const document = {
    format: CONFIGURATION_FORMAT,
    version: CONFIGURATION_VERSION,
    settings: {
      ...others,
      microphone: sound,
      actions: { ...reach, homeAssistantUrl: withoutPassword(homeAssistantUrl) },
    },
    sentences,
    actions,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

const documentSchema = z.object({
  format: z.literal(CONFIGURATION_FORMAT),
  version: z.number().int().min(1),
  settings: z.looseObject({}),
  sentences: z.string().max(GRAMMAR_MAX_CHARACTERS).nullable(),
  actions: z.array(userActionSchema).max(USER_ACTIONS_MAX),
});

/**
 * @param own what stays as it is here, whatever the file says
 * @throws HarkError config.invalid: names the field
 */
export function readConfiguration(text: string, own: Settings): Configuration {
  const document = parsed(text);
  const settings = settingsOf(document.settings, own);
  const seen = new Set<string>();
  for (const { intent } of document.actions) {
    if (seen.has(intent)) throw invalid('actions', `two are called ${intent}`);
    seen.add(intent);
  }
  return { settings, sentences: document.sentences, actions: document.actions };
}

/** Settings that are other than before: "replies.voice". */
export function changedSettings(before: Settings, after: Settings): string[] {
  return differences(before, after, []);
}

function parsed(text: string): z.infer<typeof documentSchema> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw invalid('the file', 'is not JSON');
  }
  const header = z.looseObject({ format: z.unknown(), version: z.unknown() }).safeParse(json);
  if (!header.success || header.data.format !== CONFIGURATION_FORMAT) {
    throw invalid('format', `has to be ${CONFIGURATION_FORMAT}`);
  }
  const { version } = header.data;
  if (typeof version === 'number' && version > CONFIGURATION_VERSION) {
    throw invalid('version', 'the file is of a newer Hark');
  }
  const document = documentSchema.safeParse(json);
  if (document.success) return document.data;
  const issue = document.error.issues[0];
  throw invalid(issue?.path.join('.') || 'the file', issue?.message ?? 'does not fit');
}

function settingsOf(given: Record<string, unknown>, own: Settings): Settings {
  const microphone = groupOf(given, 'microphone');
  const actions = groupOf(given, 'actions');
  const whole = {
    ...given,
    licencesSeen: own.licencesSeen,
    ...(microphone && { microphone: { ...microphone, device: own.microphone.device } }),
    ...(actions && { actions: { ...actions, allowedSites: own.actions.allowedSites } }),
  };
  try {
    const { settings, mended } = readSettings(whole);
    if (mended[0] !== undefined) throw invalid(`settings.${mended[0]}`, 'does not fit');
    // A group that an older Hark did not know takes its default, and with it what belongs to this computer.
    return {
      ...settings,
      microphone: { ...settings.microphone, device: own.microphone.device },
      actions: { ...settings.actions, allowedSites: own.actions.allowedSites },
    };
  } catch (error) {
    const { code, message } = describeFailure(error);
    throw code === 'config.invalid' ? error : invalid('settings', message);
  }
}

function groupOf(given: Record<string, unknown>, name: string): Record<string, unknown> | null {
  const group = given[name];
  return typeof group === 'object' && group !== null && !Array.isArray(group)
    ? (group as Record<string, unknown>)
    : null;
}

function differences(before: unknown, after: unknown, path: string[]): string[] {
  if (!isGroup(before) || !isGroup(after)) {
    return JSON.stringify(before) === JSON.stringify(after) ? [] : [path.join('.')];
  }
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((name) => differences(before[name], after[name], [...path, name]));
}

function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function withoutPassword(url: string | null): string | null {
  if (url === null) return null;
  const parsedUrl = URL.parse(url);
  if (parsedUrl === null || (parsedUrl.username === '' && parsedUrl.password === '')) return url;
  parsedUrl.username = '';
  parsedUrl.password = '';
  return parsedUrl.href;
}

export function invalid(field: string, why: string): HarkError {
  return new HarkError('config.invalid', `${field}: ${why}`);
}
