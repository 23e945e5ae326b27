/** Actions as people see them: what Hark can do, what is ticking or ringing, what people added, what it asks first. */
import { z } from 'zod';
import { RISKS } from './interactions.ts';

export const actionInfoSchema = z.object({
  intent: z.string(),
  title: z.string(),
  /** Heading it stands under: "Clock", "Music and volume". */
  group: z.string(),
  risk: z.enum(RISKS),
  /** Why this machine cannot do it; null where it can. */
  unavailable: z.string().nullable(),
});
export type ActionInfo = z.infer<typeof actionInfoSchema>;

// ---- clock: timers, alarms, the stopwatch. Persisted: they survive a restart and ring after it. ----

export const CLOCK_ITEMS_MAX = 100;
/** When an alarm comes again: a time of day on this machine's clock, on these days of the week; 0 is Sunday. */
export const repeatSchema = z.object({
  days: z.array(z.number().int().min(0).max(6)).min(1).max(7),
  hour: z.number().int().min(0).max(23),
  minute: z.number().int().min(0).max(59),
});
export type Repeat = z.infer<typeof repeatSchema>;

export const clockItemSchema = z.object({
  id: z.string(),
  kind: z.enum(['timer', 'alarm']),
  name: z.string().nullable(),
  state: z.enum(['running', 'paused', 'ringing']),
  /** Wall clock at which it rings, ms since the epoch; null while paused. */
  ringsAt: z.number().nullable(),
  /** Of a paused timer, ms. */
  remainingMs: z.number().nullable(),
  /** Of a timer as it was set, ms; what was added or taken since counts. */
  durationMs: z.number().nullable(),
  /** Of a timer whose length was changed since: as it was set first, ms. */
  firstSetMs: z.number().optional(),
  /** Wall clock at which it was set, ms since the epoch; absent where an older Hark set it. */
  setAt: z.number().optional(),
  /** Of an alarm that comes again; `ringsAt` is then its next time. Absent where it rings once. */
  repeat: repeatSchema.optional(),
  /** It rings well after its time: Hark was off, or the machine slept. */
  late: z.boolean().optional(),
});
export type ClockItem = z.infer<typeof clockItemSchema>;

export const stopwatchSchema = z.object({
  /** Wall clock since which it runs, ms since the epoch; null while stopped. */
  runningSince: z.number().nullable(),
  /** Counted before that, ms. */
  elapsedMs: z.number(),
});
export type Stopwatch = z.infer<typeof stopwatchSchema>;

/** One that rang unheard until it fell silent, or whose time passed too long before Hark was back. */
export const missedItemSchema = z.object({
  /** `clock.dismiss` takes it from the list. */
  id: z.string(),
  kind: z.enum(['timer', 'alarm']),
  name: z.string().nullable(),
  /** Wall clock at which it rang or should have, ms since the epoch. */
  at: z.number(),
});
export type MissedItem = z.infer<typeof missedItemSchema>;

export const clockSnapshotSchema = z.object({
  /** The next to ring first. */
  items: z.array(clockItemSchema),
  stopwatch: stopwatchSchema.nullable(),
  /** Newest first; absent where none. */
  missed: z.array(missedItemSchema).optional(),
});
export type ClockSnapshot = z.infer<typeof clockSnapshotSchema>;

// ---- notes ----

export const NOTE_MAX_CHARACTERS = 10_000;
export const noteSchema = z.object({ id: z.string(), at: z.number(), text: z.string() });
export const noteTextSchema = z.string().trim().min(1).max(NOTE_MAX_CHARACTERS);
/** A note as the window gives it back. */
export const givenNoteSchema = z.object({
  id: z.string().min(1).max(100),
  at: z.int().min(0),
  text: noteTextSchema,
});
export type Note = z.infer<typeof noteSchema>;

// ---- actions that people add ----

export const USER_ACTIONS_MAX = 200;
const sentences = z.array(z.string().trim().min(1).max(500)).min(1).max(50);
const named = {
  /** Intent name; also the key. */
  intent: z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/),
  title: z.string().trim().min(1).max(100),
  /** Templates in the grammar's syntax. */
  sentences,
  /** Who may have it done, as the person says. What older versions kept says nothing. */
  risk: z.enum(RISKS).default('personal'),
};
/** From the root, a drive or a share on; which of them this system has is found out where it is started. */
const ABSOLUTE_PATH = /^(?:\/|[A-Za-z]:[\\/]|\\\\)[^\0]+$/;
export const userActionSchema = z.discriminatedUnion('kind', [
  z.object({ ...named, kind: z.literal('url'), url: z.url({ protocol: /^https?$/ }).max(2_000) }),
  z.object({
    ...named,
    kind: z.literal('program'),
    /** Started directly, never through a shell. Nothing is looked for along a search path: that could be another one. */
    program: z.string().max(1_000).regex(ABSOLUTE_PATH, 'has to be an absolute path'),
    /** Fixed: what was said never reaches them. */
    args: z.array(z.string().max(1_000)).max(50),
  }),
  z.object({
    ...named,
    kind: z.literal('webhook'),
    url: z.url({ protocol: /^https?$/ }).max(2_000),
    method: z.enum(['GET', 'POST']),
  }),
  /** The words go to Home Assistant's conversation/process; what it answers is the reply. */
  z.object({ ...named, kind: z.literal('home_assistant') }),
]);
export type UserAction = z.infer<typeof userActionSchema>;

export const homeAssistantStatusSchema = z.object({
  url: z.string().nullable(),
  /** A token is kept; it is never sent to the window. */
  hasToken: z.boolean(),
  /** The token is encrypted by the system's key store; false where only obfuscation is to be had. */
  encrypted: z.boolean(),
});
export type HomeAssistantStatus = z.infer<typeof homeAssistantStatusSchema>;

// ---- what Hark asks before it does something for the first time ----

export const questionSchema = z.object({
  id: z.string(),
  /** 'site': may it be opened. 'words': two words to be said. 'pin': the PIN of the profile to be typed. */
  kind: z.enum(['site', 'words', 'pin']),
  /** What is asked about: "example.org"; of 'words' the words, of 'pin' the name of the profile. */
  subject: z.string(),
  text: z.string(),
});
export type Question = z.infer<typeof questionSchema>;

// ---- replies ----

export const spokenReplySchema = z.object({
  id: z.string(),
  text: z.string(),
  /** Play the chime of this outcome first; null for none. */
  chime: z.enum(['done', 'failed', 'listening']).nullable(),
  /** Speak the text; false shows it alone. */
  speak: z.boolean(),
});
export type SpokenReply = z.infer<typeof spokenReplySchema>;
