/**
 * Renderer <-> main, declared once: a call is the parsers of its arguments and its result, an event the parser of
 * its payload. Wrappers on both sides, and every other type, derive from these two maps.
 */
import { z } from 'zod';
import { failureSchema, heartbeatSchema, wakeTraceSchema } from './engine.ts';
import { modelStatusSchema } from './models.ts';
import { settingsPatchSchema, settingsSchema } from './settings.ts';
import { ASSISTANT_STATES } from './states.ts';

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
});
export type AssistantSnapshot = z.infer<typeof assistantSnapshotSchema>;

export const WAKES_KEPT = 50;

export const appInfoSchema = z.object({
  version: z.string(),
  platform: z.string(),
  /** True where the platform shows a tray icon that can bring the window back. */
  tray: z.boolean(),
  /** The pause shortcut could be registered; null where none is set. */
  pauseShortcutActive: z.boolean().nullable(),
  /** What went wrong at start-up without stopping it, to be shown: settings that were set aside, say. */
  notices: z.array(failureSchema),
});
export type AppInfo = z.infer<typeof appInfoSchema>;

export type { ModelStatus } from './models.ts';

const none = z.tuple([]);
const nothing = z.void();

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
