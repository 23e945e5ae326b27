/** What is known for a report: of the system, of the app, and which names are not to be in it. */
import { arch, cpus, hostname, release, totalmem, userInfo } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import type { App } from 'electron';
import type { UserAction } from '../../../contract/actions.ts';
import type { Settings } from '../../../contract/settings.ts';
import manifest from '../../../models/manifest.json' with { type: 'json' };
import type { CallHandlers } from '../ipc/receiver.ts';
import type { ReportOptions } from './report.ts';

/** A driver that hangs, or an engine that does not start, keeps nobody from a report. */
const ANSWER_LIMIT_MS = 2_000;

/** Names of the models that come with Hark. */
export const OWN_MODELS: ReadonlySet<string> = new Set(manifest.models.map(({ name }) => name));

export interface GatherOptions {
  app: Pick<App, 'getVersion' | 'isPackaged' | 'getGPUInfo'>;
  isSafe: boolean;
  /** Those in force, and those that are stored where they are others. */
  settings(): Promise<readonly [Settings, ...Settings[]]>;
  /** What the window can ask, too. */
  ask: Pick<
    CallHandlers,
    | 'health.get'
    | 'health.prometheus'
    | 'crashes.list'
    | 'models.list'
    | 'providers.get'
    | 'profiles.get'
    | 'userActions.list'
  >;
}

/** A part that does not answer is missing from the report. */
export async function gatherReport({
  app,
  isSafe,
  settings,
  ask,
}: GatherOptions): ReturnType<ReportOptions['gather']> {
  const [gpu, health, prometheus, crashes, models, providers, profiles, actions] = await Promise.all([
    inTime(() => app.getGPUInfo('basic')),
    inTime(ask['health.get']),
    inTime(ask['health.prometheus']),
    inTime(ask['crashes.list']),
    inTime(ask['models.list']),
    inTime(ask['providers.get']),
    inTime(ask['profiles.get']),
    inTime(ask['userActions.list']),
  ]);
  const known = await settings();
  return {
    about: aboutSystem(app, isSafe),
    gpu,
    health,
    prometheus: prometheus ?? '',
    crashes: crashes ?? [],
    models: models ?? [],
    ownModels: OWN_MODELS,
    providers,
    settings: known[0],
    names: knownNames({ settings: known, profiles: profiles?.profiles ?? [], actions: actions ?? [] }),
  };
}

function aboutSystem(app: Pick<App, 'getVersion' | 'isPackaged'>, isSafe: boolean) {
  const { electron, chrome, node } = process.versions;
  const processors = cpus();
  return {
    version: app.getVersion(),
    electron: electron ?? null,
    chrome: chrome ?? null,
    node,
    platform: process.platform,
    arch: arch(),
    release: release(),
    processor: processors[0]?.model ?? null,
    processors: processors.length,
    memoryBytes: totalmem(),
    packaged: app.isPackaged,
    safeMode: isSafe,
  };
}

/** Null where it cannot be told in time, or at all. */
export async function inTime<T>(work: () => T | Promise<T>, limitMs = ANSWER_LIMIT_MS): Promise<T | null> {
  try {
    return await Promise.race([work(), wait(limitMs, null, { ref: false })]);
  } catch {
    return null;
  }
}

export interface Named {
  settings: readonly Settings[];
  profiles: readonly { name: string }[];
  actions: readonly UserAction[];
}

/** What people named, and what this account and machine are called. */
export function knownNames({ settings, profiles, actions }: Named): string[] {
  const ofSettings = settings.flatMap(({ words, microphone, replies, actions: reach }) => [
    ...Object.keys(words).filter((name) => !OWN_MODELS.has(name)),
    microphone.device?.label ?? '',
    microphone.device?.id ?? '',
    replies.voice ?? '',
    ...reach.allowedSites,
    hostOf(reach.searchUrl),
    hostOf(reach.homeAssistantUrl),
  ]);
  const ofActions = actions.flatMap((action) => [
    action.intent,
    action.title,
    'url' in action ? hostOf(action.url) : '',
    'program' in action ? action.program : '',
  ]);
  return [...ofSettings, ...ofActions, ...profiles.map(({ name }) => name), hostname(), accountName()];
}

function hostOf(url: string | null): string {
  return (url === null ? null : URL.parse(url))?.hostname ?? '';
}

function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    // An account that the system has no entry of has no name either.
    return '';
  }
}
