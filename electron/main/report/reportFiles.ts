/**
 * What goes into a report: each thing is put together from what is listed here, so that what is added to Hark later is
 * not in it by accident. Pure.
 */
import type { HealthSnapshot } from '../../../contract/health.ts';
import type { ModelStatus } from '../../../contract/models.ts';
import type { ProvidersSnapshot } from '../../../contract/providers.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../contract/settings.ts';
import type { CrashReport } from '../../../contract/upkeep.ts';

export interface ReportInput {
  /** Wall clock, ms since the epoch. */
  at: number;
  about: Readonly<Record<string, string | number | boolean | null>>;
  gpu: unknown;
  health: HealthSnapshot | null;
  prometheus: string;
  crashes: readonly CrashReport[];
  models: readonly ModelStatus[];
  /** Names of models that come with Hark; of others the name is the person's. */
  ownModels: ReadonlySet<string>;
  providers: ProvidersSnapshot | null;
  settings: Settings;
  scrub(text: string): string;
}

export const README = `This is a report of Hark, made on request and sent to nobody. It is for whoever helps you; read it first.

What is in it:
  about.json      versions, platform, processor and graphics processor, safe mode
  health.json     how each part is, service levels and alerts, as numbers and states
  metrics.prom    every measurement, as Prometheus reads it
  models.json     the models with their checksums; those of your own without their names
  providers.json  how graphics processors did on the models
  settings.json   settings that say nothing about you
  crashes.json    kinds of errors and places in the program
  logs/           the log, without names, addresses and personal paths, and without what errors said

What is not: anything that was said or heard, the history, notes, timers, names of people, voices, recordings, PINs,
tokens, your own sentences and actions, sites, addresses, names of devices, and messages of errors.
`;

/** By name within the report. */
export function reportFiles(input: ReportInput): Map<string, string> {
  return new Map([
    ['README.txt', README],
    ['about.json', json({ at: new Date(input.at).toISOString(), ...input.about, gpu: gpuOf(input.gpu) })],
    ['health.json', json(input.health === null ? null : healthOf(input.health))],
    ['metrics.prom', input.prometheus],
    ['models.json', json(input.models.map((model, index) => modelOf(model, index, input.ownModels)))],
    ['providers.json', json(input.providers === null ? null : providersOf(input.providers, input))],
    ['settings.json', json(settingsOf(input.settings, input.ownModels))],
    ['crashes.json', json(input.crashes.map((crash) => crashOf(crash, input.scrub)))],
  ]);
}

function healthOf({ at, state, components, levels, alerts, engine, upMs }: HealthSnapshot) {
  return {
    at,
    state,
    // Why a part is as it is can be told in words that came with an error.
    components: components.map((one) => ({ component: one.component, state: one.state })),
    levels: levels.map(({ id, target, value, p50, p95, p99, count, budget, state: is }) => {
      return { id, target, value, p50, p95, p99, count, budget, state: is };
    }),
    alerts: alerts.map(({ level, state: is, since, endedAt, value, target }) => {
      return { level, state: is, since, endedAt, value, target };
    }),
    engine,
    upMs,
  };
}

function modelOf(model: ModelStatus, index: number, own: ReadonlySet<string>) {
  const { name, task, version, bytes, sha256, licence, present, ok } = model;
  const isKnown = own.has(name);
  return {
    name: isKnown ? name : `own-${index}`,
    task,
    version: isKnown ? version : null,
    bytes,
    sha256,
    licence: isKnown ? licence : null,
    present,
    ok,
  };
}

function providersOf(snapshot: ProvidersSnapshot, { scrub, ownModels }: ReportInput) {
  const named = (model: string) => (ownModels.has(model) ? model : 'own');
  return {
    offered: snapshot.offered,
    probedAt: snapshot.probedAt,
    runtime: scrub(snapshot.runtime),
    probes: snapshot.probes.map(({ model, provider, verdict, cpuMs, providerMs, difference, reason }) => {
      const why = reason === null ? null : scrub(reason);
      return { model: named(model), provider, verdict, cpuMs, providerMs, difference, reason: why };
    }),
    chosen: Object.entries(snapshot.chosen).map(([model, provider]) => ({ model: named(model), provider })),
    dropped: snapshot.dropped.map(({ model, provider, at }) => ({ model: named(model), provider, at })),
  };
}

function settingsOf(settings: Settings, own: ReadonlySet<string>) {
  const { theme, words, microphone, closeToTray, secondLook, pushToTalk, replies } = settings;
  const { source, echoCancellation, noiseSuppression, autoGainControl } = microphone;
  return {
    theme,
    words: Object.fromEntries(Object.entries(words).filter(([name]) => own.has(name))),
    ownWords: Object.keys(words).filter((name) => !own.has(name)).length,
    microphone: {
      source,
      hasChosen: microphone.device !== null,
      echoCancellation,
      noiseSuppression,
      autoGainControl,
    },
    closeToTray,
    pauseShortcut: settings.pauseShortcut !== null,
    secondLook,
    pushToTalk: { shortcut: pushToTalk.shortcut !== null, mode: pushToTalk.mode },
    replies: { speak: replies.speak, rate: replies.rate, chime: replies.chime, quiet: replies.quiet },
    history: settings.history,
    actions: {
      allowedSites: settings.actions.allowedSites.length,
      searchUrlIsDefault: settings.actions.searchUrl === DEFAULT_SETTINGS.actions.searchUrl,
      homeAssistant: settings.actions.homeAssistantUrl !== null,
    },
    voices: settings.voices,
    health: settings.health,
    engine: settings.engine,
    upkeep: settings.upkeep,
  };
}

function crashOf({ at, process, version, what, detail }: CrashReport, scrub: (text: string) => string) {
  return { at, process, version, what: scrub(what), detail: scrub(detail) };
}

/** Of what Electron tells of graphics processors: which they are and by which driver. */
function gpuOf(info: unknown) {
  const devices = (info as { gpuDevice?: unknown } | null)?.gpuDevice;
  if (!Array.isArray(devices)) return null;
  return devices.map((device: Record<string, unknown>) => ({
    active: device['active'] === true,
    vendorId: numberOf(device['vendorId']),
    deviceId: numberOf(device['deviceId']),
    driverVersion: versionOf(device['driverVersion']),
  }));
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function versionOf(value: unknown): string | null {
  return typeof value === 'string' && /^[\w.]{1,40}$/.test(value) ? value : null;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
