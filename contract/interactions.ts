/** One exchange with Hark, from the wake word to the reply, as Home shows it and History keeps it. */
import { z } from 'zod';
import { slotsSchema } from './command.ts';
import { FAILURE_CODES } from './failures.ts';
import { SPEAKER_OUTCOMES } from './speaker.ts';

export const STAGES = ['wake', 'speech', 'text', 'intent', 'action', 'reply'] as const;
export type Stage = (typeof STAGES)[number];

/** Who may have it done: anyone, a known voice, or the owner after a challenge. */
export const RISKS = ['open', 'personal', 'guarded'] as const;
export type Risk = (typeof RISKS)[number];

export const stageRecordSchema = z.object({
  stage: z.enum(STAGES),
  state: z.enum(['running', 'done', 'failed', 'skipped']),
  /** Since the interaction began, ms. */
  startMs: z.number(),
  /** Null while it runs. */
  durationMs: z.number().nullable(),
});
export type StageRecord = z.infer<typeof stageRecordSchema>;

export const actionRecordSchema = z.object({
  intent: z.string(),
  /** Name of the action as people know it. */
  title: z.string(),
  /** What it does with these slots, in one line: "Timer for 10 seconds". */
  preview: z.string(),
  risk: z.enum(RISKS),
  /** It can still be taken back. */
  undoable: z.boolean(),
  undone: z.boolean(),
  error: z.object({ code: z.enum(FAILURE_CODES), message: z.string() }).nullable(),
});
export type ActionRecord = z.infer<typeof actionRecordSchema>;

export const OUTCOMES = [
  'running',
  'acted',
  /** Heard, but no command. */
  'rejected',
  'nothing_said',
  'cancelled',
  /** Understood, but not allowed. */
  'refused',
  'failed',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Who said it, as far as that could be told. */
export const speakerRecordSchema = z.object({
  outcome: z.enum(SPEAKER_OUTCOMES),
  profileId: z.string().nullable(),
  /** Name of the profile when it was heard; null for anyone else. */
  name: z.string().nullable(),
  /** 'sure' is above the strict threshold, 'likely' above the usual one; null unless known. */
  confidence: z.enum(['sure', 'likely']).nullable(),
  score: z.number().nullable(),
  threshold: z.number().nullable(),
});
export type SpeakerRecord = z.infer<typeof speakerRecordSchema>;

/** Why a command that was understood was not done. */
export const REFUSALS = [
  'stranger',
  /** It could not be told who spoke: too little speech, too much noise, or Hark's own sound. */
  'unclear',
  /** The profile's rules do not allow it. */
  'rules',
  /** The challenge or the PIN was not met. */
  'challenge',
] as const;
export type Refusal = (typeof REFUSALS)[number];

export const TRIGGERS = ['wake', 'push', 'typed', 'recording'] as const;

export const interactionSchema = z.object({
  id: z.string(),
  /** Wall clock at its beginning, ms since the epoch. */
  at: z.number(),
  trigger: z.enum(TRIGGERS),
  /** The wake word said; null for push-to-talk and typed text. */
  phrase: z.string().nullable(),
  /** Id of its WakeRecord, where it began with one. */
  wakeId: z.string().nullable(),
  /** In the order they began. */
  stages: z.array(stageRecordSchema),
  /** What is recognised so far, while it is being spoken. */
  partial: z.string(),
  text: z.string().nullable(),
  textConfidence: z.number().nullable(),
  intent: z.string().nullable(),
  confidence: z.number().nullable(),
  slots: slotsSchema,
  outcome: z.enum(OUTCOMES),
  action: actionRecordSchema.nullable(),
  /** Null where voices are not told apart, and for what was typed. */
  speaker: speakerRecordSchema.nullable().default(null),
  /** Of a refused one; null otherwise. */
  refusal: z.enum(REFUSALS).nullable().default(null),
  reply: z.string().nullable(),
  /** The person said that this went wrong. */
  wrong: z.boolean(),
});
export type Interaction = z.infer<typeof interactionSchema>;

// ---- history ----

export const HISTORY_PAGE_MAX = 200;
/** Whose voice said something: a profile's, nobody's whose voice is known, or one that could not be told. */
export const saidBySchema = z.union([
  z.object({ profileId: z.string().min(1).max(100) }),
  z.enum(['stranger', 'unclear']),
]);
export type SaidBy = z.infer<typeof saidBySchema>;

export const historyQuerySchema = z.object({
  /** Words that text, reply or intent contain; empty for all. */
  search: z.string().max(200),
  /** Only items before this time, ms since the epoch; null for the newest. */
  before: z.number().nullable(),
  limit: z.number().int().min(1).max(HISTORY_PAGE_MAX),
  /** Only items that the person marked as wrong. */
  wrong: z.boolean().optional(),
  /** Only what this voice said. */
  saidBy: saidBySchema.optional(),
});
export type HistoryQuery = z.infer<typeof historyQuerySchema>;

export const historyPageSchema = z.object({
  /** Newest first. */
  items: z.array(interactionSchema),
  /** There is more before the last item. */
  more: z.boolean(),
  /** Items that match in all. */
  total: z.number().int(),
});
export type HistoryPage = z.infer<typeof historyPageSchema>;
