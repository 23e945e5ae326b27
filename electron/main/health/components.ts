/** Each part of Hark: how it is, why, and what to do about it. Pure. */
import type { AssistantSnapshot, MicrophoneState } from '../../../contract/channels.ts';
import { type FailureReport, HOP_MS } from '../../../contract/engine.ts';
import type { FailureCode } from '../../../contract/failures.ts';
import { type ComponentHealth, LEVEL_WORDS, REMEDIES, type ServiceLevel } from '../../../contract/health.ts';
import type { ModelStatus } from '../../../contract/models.ts';
import { type SelfTestReport, selfTestTrouble } from '../../../contract/selfTest.ts';
import type { KnownVoices } from '../assistant/speakers.ts';
import type { BackupsHealth } from '../upkeep/backups.ts';

/** A restart is told of for so long. */
export const RESTART_TOLD_MS = 600_000;
/** Recognitions that fail one after another before the recogniser is called degraded. */
export const RECOGNITIONS_FAILED = 2;
/** After a start, before what is due has to be there. */
export const BACKUP_DUE_MS = 15 * 60_000;
export const BACKUP_OLD_MS = 2 * 86_400_000;
export const DISK_LOW_BYTES = 500 * 1_024 ** 2;
export const DISK_FULL_BYTES = 20 * 1_024 ** 2;

export interface ComponentInput {
  assistant: Pick<AssistantSnapshot, 'state' | 'failure' | 'microphone' | 'engineRestarts'>;
  /** Since it was ready, ms; null while it is not. */
  engineUpMs: number | null;
  engineLostAgoMs: number | null;
  /** What half of the hops of the last second took at most. */
  hopP50Ms: number | null;
  /** The built-in recording stands in for a microphone. */
  isSample: boolean;
  /** Null before the engine told of them. */
  models: readonly ModelStatus[] | null;
  /** Names of the wake words' models that are listened for. */
  words: ReadonlySet<string>;
  failedRecognitions: number;
  voices: KnownVoices['state'];
  storeNotices: readonly FailureReport[];
  /** What is measured cannot be written. */
  unwritable: boolean;
  freeBytes: number | null;
  /** How the last one went, null before the first; whether one comes every day. */
  selfTest: { last: SelfTestReport | null; isDaily: boolean };
  backups: BackupsHealth & { enabled: boolean };
  /** Since Hark was started, ms. */
  upMs: number;
  /** Wall clock, ms since the epoch. */
  now: number;
  levels: readonly ServiceLevel[];
}

type Judged = Omit<ComponentHealth, 'component'>;

export function componentsOf(input: ComponentInput): ComponentHealth[] {
  return [
    { component: 'engine', ...engine(input) },
    { component: 'microphone', ...microphone(input) },
    { component: 'models', ...models(input) },
    { component: 'recogniser', ...recogniser(input) },
    { component: 'voices', ...voices(input) },
    { component: 'storage', ...storage(input) },
    { component: 'backups', ...backups(input) },
    { component: 'self_test', ...selfTest(input) },
    { component: 'service_levels', ...levels(input) },
  ];
}

export function overall(components: readonly ComponentHealth[]): 'ok' | 'degraded' | 'failed' {
  for (const state of ['failed', 'degraded'] as const) {
    if (components.some((one) => one.state === state)) return state;
  }
  return 'ok';
}

const ok = (reason: string): Judged => ({ state: 'ok', reason, fix: null });
const off = (reason: string): Judged => ({ state: 'off', reason, fix: null });
const degraded = (reason: string, fix: string | null = null): Judged => ({ state: 'degraded', reason, fix });
const failed = (reason: string, fix: string | null): Judged => ({ state: 'failed', reason, fix });

function engine(input: ComponentInput): Judged {
  const { state, failure, engineRestarts } = input.assistant;
  if (state === 'failed' || state === 'degraded') {
    return failed(sentence(failure?.message ?? 'the voice engine does not run'), REMEDIES.engine);
  }
  if (input.engineUpMs === null) return degraded('The voice engine is starting.');
  if (input.hopP50Ms !== null && input.hopP50Ms > HOP_MS) {
    return degraded(
      'The voice engine takes longer for sound than the sound lasts.',
      'Close other programs that keep the machine busy, or listen for fewer wake words.',
    );
  }
  if (input.engineLostAgoMs !== null && input.engineLostAgoMs < RESTART_TOLD_MS) {
    const times = engineRestarts === 1 ? 'once' : `${engineRestarts} times`;
    return degraded(
      `The voice engine had to start again lately (${times} since Hark was started).`,
      REMEDIES.crashes,
    );
  }
  return ok('The voice engine runs.');
}

const MICROPHONE: Record<Exclude<MicrophoneState, 'live'>, Judged> = {
  off: off('No microphone is open.'),
  opening: degraded('The microphone is being opened.'),
  denied: failed(
    'Hark may not use the microphone.',
    "Allow it in the system's privacy settings, then try again.",
  ),
  missing: failed('There is no microphone.', 'Plug one in, or choose another in Settings.'),
  busy: failed('Another program keeps the microphone.', 'Close that program, or choose another microphone.'),
  muted: degraded('The microphone is muted.', 'Switch it on at the microphone or in the system.'),
  failed: failed(
    'The microphone does not work.',
    'Unplug it and plug it in again, or choose another in Settings.',
  ),
};

function microphone({ assistant, isSample }: ComponentInput): Judged {
  const { state, microphone: at } = assistant;
  if (state === 'paused') return off('Listening is paused.');
  if (at !== 'live') return MICROPHONE[at];
  if (state === 'starting') return degraded('The microphone is open; no sound of it was heard yet.');
  return ok(isSample ? 'A recording stands in for a microphone.' : 'The microphone is open.');
}

function models({ models: all, words }: ComponentInput): Judged {
  // The engine says so a moment after it listens; where it cannot, that is told of it.
  if (all === null) return off('The models are being checked.');
  const bad = all.filter(({ present, ok: sound }) => !present || !sound);
  if (bad.length === 0) return ok(`All ${all.length} models are there and as they should be.`);
  const what = bad.map(({ name, present }) => `${name} ${present ? 'is damaged' : 'is missing'}`).join(', ');
  const needed = bad.some(({ task, name }) => !OPTIONAL.has(task) && (task !== 'wake' || words.has(name)));
  return needed ? failed(sentence(what), REMEDIES.models) : degraded(sentence(what), REMEDIES.models);
}

/** Without them Hark listens on. */
const OPTIONAL: ReadonlySet<ModelStatus['task']> = new Set(['speaker', 'speaker-backend']);
const RECOGNISER: ReadonlySet<ModelStatus['task']> = new Set(['recogniser-encoder', 'recogniser-decoder']);

function recogniser({ models: all, engineUpMs, failedRecognitions }: ComponentInput): Judged {
  const unusable = all?.some(({ task, present, ok: sound }) => RECOGNISER.has(task) && !(present && sound));
  if (unusable === true)
    return failed('Commands cannot be recognised: a model of it is not usable.', REMEDIES.models);
  if (engineUpMs === null) return off('It runs within the voice engine.');
  if (failedRecognitions >= RECOGNITIONS_FAILED) {
    return degraded(`The last ${failedRecognitions} commands were not recognised.`, REMEDIES.engine);
  }
  return ok('Commands are recognised.');
}

function voices({ voices: state }: ComponentInput): Judged {
  switch (state) {
    case 'none':
      return off('Hark was taught no voice.');
    case 'told_apart':
      return ok('Voices are told apart.');
    case 'locked':
      return degraded('The voices are locked.', 'Unlock them with your passphrase.');
    case 'unavailable':
      return degraded('Voices cannot be told apart at the moment.', 'See Voices for the reason.');
  }
}

const STORE: Partial<Record<FailureCode, string>> = {
  'store.damaged': REMEDIES.damaged,
  'store.newer': REMEDIES.newer,
  'store.unwritable': REMEDIES.unwritable,
};

function storage({ storeNotices, unwritable, freeBytes }: ComponentInput): Judged {
  const lost = storeNotices.find(({ code }) => code === 'store.unwritable');
  if (lost !== undefined) return failed(lost.message, STORE['store.unwritable'] ?? null);
  if (freeBytes !== null && freeBytes < DISK_FULL_BYTES) {
    return failed('The disk is full.', REMEDIES.space);
  }
  if (unwritable) return failed('Nothing can be written at the moment.', STORE['store.unwritable'] ?? null);
  const notice = storeNotices.at(-1);
  if (notice !== undefined) return degraded(sentence(notice.message), STORE[notice.code] ?? null);
  if (freeBytes !== null && freeBytes < DISK_LOW_BYTES) {
    return degraded('The disk is almost full.', REMEDIES.space);
  }
  return ok('What Hark keeps is in order.');
}

function selfTest({ selfTest: { last, isDaily } }: ComponentInput): Judged {
  if (last === null) {
    return off(
      isDaily ? 'The first self-test is still to come.' : 'No self-test was made, and none comes by itself.',
    );
  }
  return selfTestTrouble(last) ?? ok('Every known recording had its known answer.');
}

function backups({ backups: state, upMs, now }: ComponentInput): Judged {
  const { enabled, newestAt, failure, drill } = state;
  if (!enabled) return off('Backups are off.');
  if (failure !== null) return degraded(sentence(failure.message), REMEDIES.backups);
  if (drill !== null && !drill.ok) {
    return degraded(
      sentence(`a backup could not be restored when it was tried: ${drill.reason}`),
      REMEDIES.drill,
    );
  }
  // One that is due is made a little after the start.
  if (newestAt === undefined || upMs < BACKUP_DUE_MS) return ok('Backups are made every day.');
  if (newestAt === null) return degraded('There is no backup yet.', REMEDIES.backups);
  if (now - newestAt > BACKUP_OLD_MS)
    return degraded('The newest backup is older than two days.', REMEDIES.backups);
  return ok('There is a backup of the last days.');
}

function levels({ levels: all }: ComponentInput): Judged {
  const names = (state: ServiceLevel['state']) => all.filter((level) => level.state === state);
  const broken = names('broken');
  const [first] = broken;
  if (first !== undefined) {
    const list = broken.map(({ id }) => LEVEL_WORDS[id].name).join(', ');
    return degraded(`Not as promised over the last day: ${list}.`, LEVEL_WORDS[first.id].fix);
  }
  const risky = names('at_risk');
  if (risky.length > 0) {
    return ok(
      `As promised, but close to the limit: ${risky.map(({ id }) => LEVEL_WORDS[id].name).join(', ')}.`,
    );
  }
  if (all.every(({ state }) => state === 'idle')) return off('Nothing was measured yet.');
  return ok('All service levels are kept.');
}

function sentence(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(begun) ? begun : `${begun}.`;
}
