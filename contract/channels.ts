/**
 * Renderer <-> main, declared once: a call is the parsers of its arguments and its result, an event the parser of
 * its payload. Wrappers on both sides, and every other type, derive from these two maps.
 */
import { z } from 'zod';
import {
  actionInfoSchema,
  clockSnapshotSchema,
  givenNoteSchema,
  homeAssistantStatusSchema,
  noteSchema,
  noteTextSchema,
  questionSchema,
  spokenReplySchema,
  userActionSchema,
} from './actions.ts';
import {
  GRAMMAR_MAX_CHARACTERS,
  grammarDiagnosticSchema,
  grammarReportSchema,
  parseResultSchema,
  secondLookSchema,
  understandingSchema,
} from './command.ts';
import {
  failureSchema,
  heartbeatSchema,
  RECORDING_MAX_BYTES,
  TEXT_MAX_CHARACTERS,
  wakeTraceSchema,
} from './engine.ts';
import {
  activitySchema,
  healthSnapshotSchema,
  RANGES,
  seriesQuerySchema,
  seriesSchema,
  tracesSchema,
} from './health.ts';
import { historyPageSchema, historyQuerySchema, interactionSchema } from './interactions.ts';
import { modelStatusSchema } from './models.ts';
import {
  enrollmentStartSchema,
  openedRecordingSchema,
  passphraseSchema,
  pinSchema,
  profileNameSchema,
  profileRulesSchema,
  profilesSnapshotSchema,
  recordingSchema,
  takeEndedSchema,
  takeProgressSchema,
  triedSchema,
} from './profiles.ts';
import { modelTimesSchema, providersSnapshotSchema } from './providers.ts';
import { selfTestSnapshotSchema } from './selfTest.ts';
import { settingsPatchSchema, settingsSchema } from './settings.ts';
import { MICROPHONE_NAME_MAX, PROMPTS } from './speaker.ts';
import { ASSISTANT_STATES } from './states.ts';
import {
  backupsSnapshotSchema,
  cleanedSchema,
  crashReportSchema,
  drillSchema,
  importedConfigSchema,
  integritySchema,
  logLineSchema,
  restoredSchema,
  storageSnapshotSchema,
} from './upkeep.ts';

/** A wake as people see it: wall clock attached, explanation when it is known. */
export const wakeRecordSchema = z.object({
  id: z.string(),
  model: z.string(),
  phrase: z.string(),
  /** Wall clock, ms since the epoch. */
  at: z.number(),
  score: z.number(),
  threshold: z.number(),
  trace: wakeTraceSchema.nullable(),
  /** 'maybe' until the second look decided; 'rejected' ones are kept to be shown, and woke nothing; so 'unknown_voice'. */
  verdict: z.enum(['maybe', 'woke', 'rejected', 'unknown_voice']),
  /** Null where the first stage decides alone, or while it is a maybe. */
  look: secondLookSchema.nullable(),
});
export type WakeRecord = z.infer<typeof wakeRecordSchema>;

export const microphoneStateSchema = z.enum([
  'off',
  'opening',
  'live',
  'denied',
  'missing',
  'busy',
  'muted',
  'failed',
]);
export type MicrophoneState = z.infer<typeof microphoneStateSchema>;

export const assistantSnapshotSchema = z.object({
  state: z.enum(ASSISTANT_STATES),
  /** Wall clock of the last change of state, ms since the epoch. */
  since: z.number(),
  /** Why the state is degraded or failed; null otherwise. */
  failure: failureSchema.nullable(),
  microphone: microphoneStateSchema,
  engineRestarts: z.number().int(),
  /** Newest first, at most WAKES_KEPT. */
  wakes: z.array(wakeRecordSchema),
  /** The one that runs, or the last; null before the first. */
  interaction: interactionSchema.nullable(),
  /** Asked before something is done for the first time; null where nothing is asked. */
  question: questionSchema.nullable(),
});
export type AssistantSnapshot = z.infer<typeof assistantSnapshotSchema>;

export const WAKES_KEPT = 50;

/** How it is with a global shortcut. */
export const shortcutStateSchema = z.enum([
  /** None is set. */
  'none',
  'works',
  /** The desktop's portal was asked. What it made of that it does not tell; the first press proves it. */
  'asked',
  /** Another application or the desktop keeps the keys. */
  'refused',
]);
export type ShortcutState = z.infer<typeof shortcutStateSchema>;

export const appInfoSchema = z.object({
  version: z.string(),
  platform: z.string(),
  /** True where the platform shows a tray icon that can bring the window back. */
  tray: z.boolean(),
  /** Global shortcuts are the desktop's portal to give: Wayland. */
  shortcutsByPortal: z.boolean(),
  pauseShortcut: shortcutStateSchema,
  pushShortcut: z.object({
    state: shortcutStateSchema,
    /** Why holding the global shortcut cannot work here, so that it toggles instead; null where it can. */
    holdUnavailable: z.string().nullable(),
  }),
  /** Hark failed to start several times and left out what could have been the reason; null in a usual run. */
  safeMode: z.object({ failedStarts: z.number().int() }).nullable(),
  /** What went wrong at start-up without stopping it, to be shown: settings that were set aside, say. */
  notices: z.array(failureSchema),
});
export type AppInfo = z.infer<typeof appInfoSchema>;

export type { ModelStatus } from './models.ts';

const none = z.tuple([]);
const nothing = z.void();
const id = z.tuple([z.string().min(1).max(100)]);

/** The user's own sentences: the file's text and name. */
export const ownSentencesSchema = z.object({
  text: z.string().max(GRAMMAR_MAX_CHARACTERS),
  /** Name of the file, without its folder. */
  file: z.string(),
});
export type OwnSentences = z.infer<typeof ownSentencesSchema>;

export const commandListSchema = z.object({
  report: grammarReportSchema,
  actions: z.array(actionInfoSchema),
});
export type CommandList = z.infer<typeof commandListSchema>;

export const CALLS = {
  'app.info': { args: none, result: appInfoSchema },
  'assistant.snapshot': { args: none, result: assistantSnapshotSchema },
  'assistant.pause': { args: none, result: nothing },
  'assistant.resume': { args: none, result: nothing },
  'assistant.retry': { args: none, result: nothing },
  /** Ask for a fresh audio port; it arrives as a message of its own (see PORT_CHANNEL in wire.ts). */
  'capture.connect': { args: none, result: nothing },
  'capture.report': { args: z.tuple([microphoneStateSchema]), result: nothing },
  'settings.get': { args: none, result: settingsSchema },
  'settings.update': { args: z.tuple([settingsPatchSchema]), result: settingsSchema },
  'models.list': { args: none, result: z.array(modelStatusSchema) },

  /** Push-to-talk from the window: `press` begins, `release` ends a hold, a second `press` ends a toggle. */
  'assistant.push': { args: z.tuple([z.enum(['press', 'release'])]), result: nothing },
  /** Drops the capture, the recognition or the reply that runs. */
  'assistant.cancel': { args: none, result: nothing },
  /** Does what a typed command says, as if it had been spoken. */
  'assistant.type': { args: z.tuple([z.string().trim().min(1).max(TEXT_MAX_CHARACTERS)]), result: nothing },
  'assistant.undo': { args: id, result: nothing },
  'assistant.answer': {
    args: z.tuple([z.string().max(100), z.enum(['yes', 'always', 'no'])]),
    result: nothing,
  },
  /** The window finished speaking this reply, or playing this recording, or could not. */
  'reply.finished': { args: id, result: nothing },

  'commands.list': { args: none, result: commandListSchema },
  'commands.own': { args: none, result: ownSentencesSchema },
  'commands.check': {
    args: z.tuple([z.string().max(GRAMMAR_MAX_CHARACTERS)]),
    result: z.array(grammarDiagnosticSchema),
  },
  /** Saves and uses the user's sentences; with an error among the answers nothing was changed. */
  'commands.save': {
    args: z.tuple([z.string().max(GRAMMAR_MAX_CHARACTERS)]),
    result: z.array(grammarDiagnosticSchema),
  },
  /** What a text would do, without doing it. */
  'commands.try': {
    args: z.tuple([z.string().max(TEXT_MAX_CHARACTERS)]),
    result: parseResultSchema.extend({ preview: z.string().nullable() }),
  },
  'commands.tryRecording': {
    args: z.tuple([z.instanceof(Uint8Array).refine((bytes) => bytes.length <= RECORDING_MAX_BYTES)]),
    result: understandingSchema.extend({ preview: z.string().nullable() }),
  },

  'clock.get': { args: none, result: clockSnapshotSchema },
  'clock.cancel': { args: id, result: nothing },
  'clock.pause': { args: id, result: nothing },
  'clock.resume': { args: id, result: nothing },
  'clock.dismiss': { args: id, result: nothing },
  'clock.snooze': { args: id, result: nothing },
  'clock.stopwatch': { args: z.tuple([z.enum(['start', 'stop', 'reset'])]), result: nothing },

  /** Newest first. */
  'notes.list': { args: none, result: z.array(noteSchema) },
  /** Other words for a note; its place in the list stays. */
  'notes.edit': { args: z.tuple([z.string().min(1).max(100), noteTextSchema]), result: nothing },
  'notes.delete': { args: id, result: nothing },
  /** Brings a deleted one back as it was. */
  'notes.restore': { args: z.tuple([givenNoteSchema]), result: nothing },
  'notes.clear': { args: none, result: nothing },
  /** Onto the clipboard. */
  'notes.copy': { args: id, result: nothing },

  'userActions.list': { args: none, result: z.array(userActionSchema) },
  /** Adds, or replaces the one of the same intent. */
  'userActions.save': { args: z.tuple([userActionSchema]), result: nothing },
  'userActions.delete': { args: id, result: nothing },
  'homeAssistant.status': { args: none, result: homeAssistantStatusSchema },
  /** Null forgets it. */
  'homeAssistant.setToken': { args: z.tuple([z.string().min(1).max(4_000).nullable()]), result: nothing },

  'profiles.get': { args: none, result: profilesSnapshotSchema },
  'profiles.rename': { args: z.tuple([z.string().min(1).max(100), profileNameSchema]), result: nothing },
  'profiles.setRules': { args: z.tuple([z.string().min(1).max(100), profileRulesSchema]), result: nothing },
  /** Null takes it away. */
  'profiles.setPin': { args: z.tuple([z.string().min(1).max(100), pinSchema.nullable()]), result: nothing },
  /** Erases the profile, its keys and its recordings, and takes its name out of the history. */
  'profiles.delete': { args: id, result: nothing },
  'profiles.removeReference': {
    args: z.tuple([z.string().min(1).max(100), z.string().min(1).max(100)]),
    result: nothing,
  },
  /** Takes back what the profile learned by itself since a time, ms since the epoch. */
  'profiles.undoAdaptation': { args: z.tuple([z.string().min(1).max(100), z.number()]), result: nothing },
  'profiles.deleteRecordings': { args: id, result: nothing },
  'profiles.recordings': { args: id, result: z.array(recordingSchema) },
  /** To be played at once: what Hark hears meanwhile is its own sound. @throws capture.busy */
  'profiles.openRecording': {
    args: z.tuple([z.string().min(1).max(100), z.string().min(1).max(200)]),
    result: openedRecordingSchema,
  },
  /** Asks where to; false where the person thought better of it. */
  'profiles.export': { args: z.tuple([z.string().min(1).max(100), passphraseSchema]), result: z.boolean() },
  /** Asks which file; the new profile's id, or null where the person thought better of it. */
  'profiles.import': { args: z.tuple([z.string().min(1).max(1_000)]), result: z.string().nullable() },
  /** Opens profiles whose keys a passphrase guards, until Hark closes. */
  'profiles.unlock': { args: z.tuple([z.string().min(1).max(1_000)]), result: nothing },
  /** Has a passphrase guard the keys from now on; null goes back to the system. */
  'profiles.setPassphrase': { args: z.tuple([passphraseSchema.nullable()]), result: nothing },

  /** Replaces one that was begun before. */
  'enrollment.begin': { args: z.tuple([enrollmentStartSchema]), result: nothing },
  /** Listens to a prompt, by a microphone of that name; `enrollment.takeEnded` says what became of it. @throws capture.busy, capture.deaf */
  'enrollment.take': {
    args: z.tuple([
      z
        .number()
        .int()
        .min(0)
        .max(PROMPTS - 1),
      z.string().max(MICROPHONE_NAME_MAX),
    ]),
    result: nothing,
  },
  'enrollment.endTake': { args: z.tuple([z.enum(['done', 'cancel'])]), result: nothing },
  /** Makes the profile; its id. @throws enrollment.speech, enrollment.inconsistent */
  'enrollment.finish': { args: none, result: z.string() },
  /** Forgets it whole. */
  'enrollment.discard': { args: none, result: nothing },
  /** Listens to one utterance and says whose voice it is, by `enrollment.tried`. */
  'enrollment.try': { args: none, result: nothing },

  'health.get': { args: none, result: healthSnapshotSchema },
  'health.series': { args: z.tuple([seriesQuerySchema]), result: seriesSchema },
  'health.activity': { args: z.tuple([z.enum(RANGES)]), result: activitySchema },
  'health.traces': { args: none, result: tracesSchema },
  'health.acknowledge': { args: id, result: nothing },
  /** Starts the voice engine anew. */
  'health.restartEngine': { args: none, result: nothing },
  /** Every metric as Prometheus reads it. */
  'health.prometheus': { args: none, result: z.string() },

  /** Of the models that the running engine loaded. */
  'health.models': { args: none, result: z.array(modelTimesSchema) },

  'selfTest.get': { args: none, result: selfTestSnapshotSchema },
  /** Begins one; `selfTest.changed` tells how it goes. @throws trial.busy */
  'selfTest.run': { args: none, result: nothing },
  'providers.get': { args: none, result: providersSnapshotSchema },
  /** Begins to probe all of them anew; `providers.changed` tells how it goes. @throws trial.busy */
  'providers.probe': { args: none, result: nothing },

  /** Lines after that one, oldest first; all there are for null. */
  'log.read': { args: z.tuple([z.number().int().min(0).nullable()]), result: z.array(logLineSchema) },
  /** Logs, health and versions in one file, without what tells who its user is. Asks where to; false where the person thought better of it. */
  'log.export': { args: none, result: z.boolean() },
  /** Newest first. */
  'crashes.list': { args: none, result: z.array(crashReportSchema) },
  'crashes.delete': { args: id, result: nothing },
  'crashes.clear': { args: none, result: nothing },

  'backups.get': { args: none, result: backupsSnapshotSchema },
  /** Makes one now; its id. @throws backup.failed */
  'backups.make': { args: none, result: z.string() },
  /** Puts back what it holds; what was there is backed up before. @throws backup.unknown, backup.damaged, backup.newer */
  'backups.restore': { args: id, result: restoredSchema },
  'backups.delete': { args: id, result: nothing },
  /** Restores the newest into a folder of its own and compares. @throws backup.unknown */
  'backups.drill': { args: none, result: drillSchema },
  'storage.get': { args: none, result: storageSnapshotSchema },
  /** Does now what is otherwise done by and by: old history, logs, copies and leftovers go. */
  'storage.clean': { args: none, result: cleanedSchema },
  /** Reads all of the database. */
  'storage.check': { args: none, result: integritySchema },
  /** Settings, own sentences and actions. Asks where to; false where the person thought better of it. */
  'config.export': { args: none, result: z.boolean() },
  /** Asks which file; null where the person thought better of it. @throws config.invalid */
  'config.import': { args: none, result: importedConfigSchema.nullable() },
  /** Ends Hark and starts it again, safely or as usual. */
  'app.restart': { args: z.tuple([z.enum(['usual', 'safe'])]), result: nothing },

  /** Answers a question of kind 'pin'. */
  'assistant.answerPin': { args: z.tuple([z.string().max(100), pinSchema]), result: z.boolean() },

  'history.list': { args: z.tuple([historyQuerySchema]), result: historyPageSchema },
  'history.delete': { args: id, result: nothing },
  'history.clear': { args: none, result: nothing },
  'history.markWrong': { args: z.tuple([z.string().max(100), z.boolean()]), result: nothing },
  /** Asks where to; answers how many items were written, null where the person thought better of it. */
  'history.export': { args: none, result: z.number().int().nullable() },
} as const satisfies Record<string, { args: z.ZodType<unknown[]>; result: z.ZodType }>;
export type CallName = keyof typeof CALLS;
export type CallArgs<N extends CallName> = z.infer<(typeof CALLS)[N]['args']>;
export type CallResult<N extends CallName> = z.infer<(typeof CALLS)[N]['result']>;

export const EVENTS = {
  'assistant.changed': assistantSnapshotSchema,
  'assistant.woke': wakeRecordSchema,
  'settings.changed': settingsSchema,
  'engine.heartbeat': heartbeatSchema,
  /** The machine slept, so the open stream may be dead without saying so: open a fresh one. */
  'capture.reopen': z.null(),
  /** Whether the window can be seen: one that cannot still captures, but must not draw. */
  'window.seen': z.boolean(),
  'interaction.changed': interactionSchema,
  'reply.speak': spokenReplySchema,
  /** Fall silent at once. */
  'reply.stop': z.null(),
  'clock.changed': clockSnapshotSchema,
  /** Commands or their grammar changed: what was listed is out of date. */
  'commands.changed': z.null(),
  'history.changed': z.null(),
  'notes.changed': z.null(),
  'profiles.changed': profilesSnapshotSchema,
  /** Every few seconds while the window can be seen, and at once where something turned bad. */
  'health.changed': healthSnapshotSchema,
  'selfTest.changed': selfTestSnapshotSchema,
  'providers.changed': providersSnapshotSchema,
  'backups.changed': backupsSnapshotSchema,
  'enrollment.progress': takeProgressSchema,
  'enrollment.takeEnded': takeEndedSchema,
  'enrollment.tried': triedSchema,
  /** What `app.info` tells is out of date. */
  'app.changed': z.null(),
  /** Something went wrong that no call of the window would tell: the store was damaged, say. */
  'notice.raised': failureSchema,
} as const satisfies Record<string, z.ZodType>;
export type EventName = keyof typeof EVENTS;
export type EventPayload<N extends EventName> = z.infer<(typeof EVENTS)[N]>;

/** What a call answers on the wire: its result, or a failure with a stable code. */
export type CallReply<N extends CallName> =
  | { ok: true; value: CallResult<N> }
  | { ok: false; error: z.infer<typeof failureSchema> };

/** What preload puts on `window.hark`. */
export interface HarkBridge {
  call(name: CallName, args: unknown[]): Promise<unknown>;
  on(name: EventName, listener: (payload: unknown) => void): () => void;
}
