/** What is understood: captures of commands, their text, their intent, and the grammar they are held against. */
import { z } from 'zod';
import { FAILURE_CODES } from './failures.ts';

// ---- grammar ----

/** Characters of a user's sentence file. */
export const GRAMMAR_MAX_CHARACTERS = 1_000_000;

/** One fault of a sentence file. */
export const grammarDiagnosticSchema = z.object({
  severity: z.enum(['error', 'warning']),
  /** Name of the file as people know it: a path's last part, or "en/clock.yaml". */
  file: z.string(),
  /** From 1. */
  line: z.number().int(),
  column: z.number().int(),
  message: z.string(),
});
export type GrammarDiagnostic = z.infer<typeof grammarDiagnosticSchema>;

/** A value of a list whose members are known only at run time: names of applications, say. */
export const listValueSchema = z.object({ in: z.string().min(1).max(200), out: z.string().min(1).max(400) });
export type ListValue = z.infer<typeof listValueSchema>;
export const LIST_VALUES_MAX = 5_000;

/** What is in force after a grammar was loaded: its intents with the sentences as written, and what was left out. */
export const grammarReportSchema = z.object({
  intents: z.array(
    z.object({
      intent: z.string(),
      file: z.string(),
      builtIn: z.boolean(),
      /** Templates as written, in file order. */
      sentences: z.array(z.string()),
      /** One plain sentence that each template accepts, in the same order. */
      examples: z.array(z.string()),
    }),
  ),
  diagnostics: z.array(grammarDiagnosticSchema),
});
export type GrammarReport = z.infer<typeof grammarReportSchema>;

// ---- understanding ----

/** Values as text: a list's `out`, a number in digits, a duration in ISO 8601 ("PT1M30S"), a time as "HH:MM". */
export const slotsSchema = z.record(z.string(), z.string());
export type Slots = z.infer<typeof slotsSchema>;

export const parseResultSchema = z.object({
  text: z.string(),
  /** Null where the text is no command. */
  intent: z.string().nullable(),
  slots: slotsSchema,
  /** 0..1; 1 for a text that a template accepts as it stands. */
  confidence: z.number().min(0).max(1),
});
export type ParseResult = z.infer<typeof parseResultSchema>;

export const understandingSchema = parseResultSchema.extend({
  /** Mean probability of the free transcript's tokens, 0..1. */
  textConfidence: z.number().min(0).max(1),
  /** How the intent was found: in the free transcript, by decoding inside the grammar, or not at all. */
  path: z.enum(['transcript', 'grammar', 'rejected', 'silent']),
  /** Net length of the audio that was recognised, seconds. */
  audioS: z.number(),
  timings: z.object({
    /** All in ms. */
    encodeMs: z.number(),
    transcribeMs: z.number(),
    grammarMs: z.number(),
    /** From the audio being available to the result: what cli.md calls latency_ms. */
    totalMs: z.number(),
  }),
});
export type Understanding = z.infer<typeof understandingSchema>;

// ---- capture ----

export const CAPTURE_TRIGGERS = ['wake', 'push'] as const;
/** Push-to-talk: `hold` ends when the key is released, `toggle` by silence or a second press. */
export const PUSH_MODES = ['hold', 'toggle'] as const;
export type PushMode = (typeof PUSH_MODES)[number];

export const CAPTURE_ENDS = [
  'endpoint',
  'released',
  'max_length',
  'nothing_said',
  'cancelled',
  'stream_broke',
] as const;
export type CaptureEnd = (typeof CAPTURE_ENDS)[number];

/** A second look at a wake: the recogniser's score of the phrase beside the head's, and what they decide together. */
export const secondLookSchema = z.object({
  /** Mean log-probability per token of the phrase, by its best spelling, over a few windows; at most 0. */
  phraseScore: z.number(),
  /** Log-odds of the head's evidence plus the weighted phrase score. */
  combined: z.number(),
  /** `combined` at or over this wakes. */
  threshold: z.number(),
  /** From the first stage to the decision, ms. */
  delayMs: z.number(),
});
export type SecondLook = z.infer<typeof secondLookSchema>;

/** Events of the engine about commands; part of `engineEventSchema`. Samples count since the stream began. */
export const COMMAND_EVENTS = [
  /** A head passed its first threshold: shown at once, decided within 150 ms by `wake` or `wake_rejected`. */
  z.object({
    kind: z.literal('wake_maybe'),
    wakeId: z.number().int(),
    model: z.string(),
    phrase: z.string(),
    sample: z.number().int(),
    score: z.number(),
    threshold: z.number(),
  }),
  z.object({
    kind: z.literal('wake_rejected'),
    wakeId: z.number().int(),
    sample: z.number().int(),
    /** Null where the recogniser gave no answer and the first stage decided alone. */
    look: secondLookSchema.nullable(),
  }),
  z.object({
    kind: z.literal('capture_started'),
    captureId: z.number().int(),
    trigger: z.enum(CAPTURE_TRIGGERS),
    /** The wake that began it; null for push-to-talk. */
    wakeId: z.number().int().nullable(),
    /** First sample of the audio that belongs to the command: of the wake phrase, or what was said as the key went down. */
    sample: z.number().int(),
    /** The sample at which the word woke or the key was pressed. */
    askedSample: z.number().int(),
  }),
  /** The first speech of the command itself. */
  z.object({ kind: z.literal('command_speech'), captureId: z.number().int(), sample: z.number().int() }),
  /** What is recognised so far; may be taken back by the next one. */
  z.object({ kind: z.literal('partial'), captureId: z.number().int(), text: z.string() }),
  z.object({
    kind: z.literal('capture_ended'),
    captureId: z.number().int(),
    reason: z.enum(CAPTURE_ENDS),
    /** End of the speech; equals the start where nothing was said. */
    speechEndSample: z.number().int(),
    sample: z.number().int(),
  }),
  /** Follows a `capture_ended` by 'endpoint', 'released' or 'max_length'. */
  z.object({
    kind: z.literal('understood'),
    captureId: z.number().int(),
    understanding: understandingSchema,
    /** From the end of speech to this event in stream time, ms: trailing silence and computing together. */
    afterSpeechMs: z.number(),
  }),
  /** Recognition failed or ran out of time; the capture is over. */
  z.object({
    kind: z.literal('recognition_failed'),
    captureId: z.number().int(),
    error: z.object({ code: z.enum(FAILURE_CODES), message: z.string() }),
  }),
] as const;
