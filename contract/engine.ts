/**
 * The language spoken over ports: capture (renderer) <-> engine for audio, main <-> engine for control.
 *
 * Time is counted in samples at 16 kHz since capture began; wall clock is attached by whoever shows it.
 */
import { z } from 'zod';
import {
  COMMAND_EVENTS,
  GRAMMAR_MAX_CHARACTERS,
  grammarDiagnosticSchema,
  grammarReportSchema,
  LIST_VALUES_MAX,
  listValueSchema,
  PUSH_MODES,
  parseResultSchema,
  secondLookSchema,
  understandingSchema,
} from './command.ts';
import { failureSchema } from './failureReport.ts';
import { modelStatusSchema } from './models.ts';
import { modelTimesSchema, providerChoiceSchema, providerDroppedSchema } from './providers.ts';
import { SPEAKER_EVENTS, SPEAKER_REQUESTS, SPEAKER_RESULTS } from './speaker.ts';

export { HOP_MS, HOP_SAMPLES, SAMPLE_RATE_HZ } from './audio.ts';
export type { FailureReport } from './failureReport.ts';
export { failureSchema } from './failureReport.ts';
/** Sensitivity is what people set, 0 (fewest false wakes) to 1 (fewest misses); each head maps it to a threshold. */
export const DEFAULT_SENSITIVITY = 0.5;

// ---- capture -> engine, over the audio port. Posted by clone: a transferred ArrayBuffer arrives as null. ----

export interface FrameMessage {
  type: 'frame';
  /** Counts up by one per frame from 0; a gap means that audio was lost before it reached the engine. */
  seq: number;
  /** HOP_SAMPLES float32 samples, -1..1. */
  samples: Float32Array;
}
/** The source changed or paused: the next frame does not continue the last one. */
export interface DiscontinuityMessage {
  type: 'discontinuity';
}
export type CaptureMessage = FrameMessage | DiscontinuityMessage;

// ---- engine -> capture, over the audio port: what meters and traces draw, once per hop ----

/** Which words the `scores` of the following hops stand for, in order. Sent at port attach and on every change. */
export interface WordsMessage {
  type: 'words';
  words: { model: string; phrase: string }[];
}
export interface HopMessage {
  type: 'hop';
  /** Sequence number of the frame this answers: the acknowledgement that back-pressure counts. */
  seq: number;
  /** Samples since the stream began, at the end of this hop. */
  sample: number;
  /** Level of the hop in dB relative to full scale; -120 for digital silence. */
  levelDbfs: number;
  peak: number;
  clipped: boolean;
  /** Probability of speech, 0..1; null where the idle gate kept the detector from running. */
  speech: number | null;
  /** Raw head scores, 0..1; null where the gate was shut or the head is still mute. */
  scores: (number | null)[];
  /** The last few raw scores of each word taken together, 0..1: what is held against the threshold. Null as above. */
  evidence: (number | null)[];
  /** The threshold in force for each word at this hop, 0..1. */
  thresholds: number[];
}
export type MeterMessage = WordsMessage | HopMessage;

/** Wake words at once; each costs a head per hop. */
export const WORDS_MAX = 32;
/** A wake phrase is a few words. */
export const PHRASE_MAX_CHARACTERS = 60;

/** Characters of a typed command. */
export const TEXT_MAX_CHARACTERS = 1_000;
/** A recording that is tried as a command; commands are seconds long. */
export const RECORDING_MAX_BYTES = 20_000_000;

// ---- main -> engine. The first request of a life is `configure`: its words are what the engine loads. ----

export const wordConfigSchema = z.object({
  model: z.string().min(1).max(200),
  sensitivity: z.number().min(0).max(1),
  /** Of a head given as a file, what it listens for: with it, the recogniser takes a second look. */
  phrase: z.string().min(1).max(PHRASE_MAX_CHARACTERS).optional(),
});
/** One wake word to listen for: the manifest name of its head, and how easily it fires. */
export type WordConfig = z.infer<typeof wordConfigSchema>;

export const engineRequestSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('configure'),
    id: z.number().int(),
    words: z.array(wordConfigSchema).max(WORDS_MAX),
    /** The recogniser judges wakes too. */
    secondLook: z.boolean(),
    /** What computes the models; read by the first request of a life alone. */
    providers: providerChoiceSchema,
  }),
  /** What commands are held against from now on. Answered by a GrammarReport; a faulty user file is left out whole. */
  z.object({
    type: z.literal('grammar'),
    id: z.number().int(),
    /** Language pack: a folder of models/grammars. */
    language: z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]+)*$/),
    /** The user's own sentences, by file. */
    files: z
      .array(z.object({ name: z.string().max(200), text: z.string().max(GRAMMAR_MAX_CHARACTERS) }))
      .max(10),
    /** Members of lists that are known only at run time, by the name of the list. */
    lists: z.record(z.string().max(100), z.array(listValueSchema).max(LIST_VALUES_MAX)),
  }),
  /** Validates a user file beside the pack in force without using it. */
  z.object({
    type: z.literal('check_grammar'),
    id: z.number().int(),
    name: z.string().max(200),
    text: z.string().max(GRAMMAR_MAX_CHARACTERS),
  }),
  z.object({ type: z.literal('parse'), id: z.number().int(), text: z.string().max(TEXT_MAX_CHARACTERS) }),
  /** Understands a recording (WAV or FLAC bytes) as a command. */
  z.object({
    type: z.literal('understand'),
    id: z.number().int(),
    recording: z.instanceof(Uint8Array).refine((bytes) => bytes.length <= RECORDING_MAX_BYTES),
  }),
  /** Push-to-talk begins; refused with capture.busy while another capture runs. */
  z.object({ type: z.literal('capture'), id: z.number().int(), mode: z.enum(PUSH_MODES) }),
  /** Push-to-talk ends: what was said up to here is the command. */
  z.object({ type: z.literal('release'), id: z.number().int() }),
  /** Drop the capture, or the recognition after it. */
  z.object({ type: z.literal('cancel'), id: z.number().int() }),
  /** What Hark is saying aloud, so that it does not wake on its own voice; null once it fell silent. */
  z.object({ type: z.literal('speaking'), id: z.number().int(), text: z.string().max(4_000).nullable() }),
  z.object({ type: z.literal('pause'), id: z.number().int() }),
  /** Start a new stream: recurrent state is reset and the next frame is announced by `stream_started`. */
  z.object({ type: z.literal('resume'), id: z.number().int() }),
  z.object({ type: z.literal('ping'), id: z.number().int() }),
  /** Carries the engine's end of an audio port; any earlier one is closed. */
  z.object({ type: z.literal('attach'), id: z.number().int() }),
  ...SPEAKER_REQUESTS,
]);
export type EngineRequest = z.infer<typeof engineRequestSchema>;

/** What a request is answered with, where that is more than "done". */
export const ENGINE_RESULTS = {
  grammar: grammarReportSchema,
  check_grammar: z.array(grammarDiagnosticSchema),
  parse: parseResultSchema,
  understand: understandingSchema,
  ...SPEAKER_RESULTS,
} as const satisfies Partial<Record<EngineRequest['type'], z.ZodType>>;
export type EngineResult<T extends EngineRequest['type']> = T extends keyof typeof ENGINE_RESULTS
  ? z.infer<(typeof ENGINE_RESULTS)[T]>
  : undefined;

// ---- engine -> main ----

/** Score and level of the two seconds around a wake: why it woke. Arrays run hop by hop, oldest first. */
export const wakeTraceSchema = z.object({
  hopMs: z.number(),
  /** Raw score per hop; null where the head did not run. */
  scores: z.array(z.number().nullable()),
  /** What was held against the threshold, per hop; null as above. */
  evidence: z.array(z.number().nullable()),
  thresholds: z.array(z.number()),
  levelsDbfs: z.array(z.number()),
  /** Position of the hop that fired. */
  firedAt: z.number().int(),
});
export type WakeTrace = z.infer<typeof wakeTraceSchema>;

export const engineEventSchema = z.discriminatedUnion('kind', [
  /** The first samples since an attach, a resume or a discontinuity: only now is the engine truly listening. */
  z.object({ kind: z.literal('stream_started') }),
  z.object({
    kind: z.literal('wake'),
    /** Unique within one engine process; `wake_explained` carries it again. */
    wakeId: z.number().int(),
    model: z.string(),
    phrase: z.string(),
    sample: z.number().int(),
    /** The evidence that fired; at least `threshold`. */
    score: z.number(),
    threshold: z.number(),
    /** What the recogniser said of it; null where the first stage decided alone. */
    look: secondLookSchema.nullable(),
  }),
  /** Follows its wake by about a second, when the audio after it is known too. */
  z.object({ kind: z.literal('wake_explained'), wakeId: z.number().int(), trace: wakeTraceSchema }),
  z.object({ kind: z.literal('speech_start'), sample: z.number().int() }),
  z.object({ kind: z.literal('speech_end'), sample: z.number().int() }),
  /** The engine could not keep up: this many of the oldest frames were dropped and recurrent state was reset. */
  z.object({ kind: z.literal('overload'), droppedFrames: z.number().int() }),
  /** What computed a model failed or hung; the CPU does from now on, and did what was under way. */
  providerDroppedSchema.extend({ kind: z.literal('provider_dropped') }),
  ...COMMAND_EVENTS,
  ...SPEAKER_EVENTS,
]);
export type EngineEvent = z.infer<typeof engineEventSchema>;

export const HEARTBEAT_INTERVAL_MS = 1_000;
/** How the engine exits after `fatal`: not a crash, so a restart would not help. */
export const ENGINE_FATAL_EXIT_CODE = 69;

export const heartbeatSchema = z.object({
  type: z.literal('heartbeat'),
  /** Hops processed since the engine started. */
  hops: z.number().int(),
  queuedFrames: z.number().int(),
  /** Frames lost since the engine started: dropped on overload, or missing from the sequence. */
  droppedFrames: z.number().int(),
  rssBytes: z.number(),
  /** Processing time of one hop over the last heartbeat interval, ms; null when no hop ran. */
  hopP50Ms: z.number().nullable(),
  hopP99Ms: z.number().nullable(),
});
export type Heartbeat = z.infer<typeof heartbeatSchema>;

export const engineMessageSchema = z.discriminatedUnion('type', [
  /** What is known of every model, before any is loaded: it stands also where loading then fails. */
  z.object({ type: z.literal('models'), models: z.array(modelStatusSchema) }),
  z.object({
    type: z.literal('ready'),
    /** Time from process start to all models loaded and warmed, ms. */
    loadMs: z.number(),
    words: z.array(z.object({ model: z.string(), phrase: z.string() })),
  }),
  z.object({
    type: z.literal('reply'),
    id: z.number().int(),
    error: failureSchema.nullable(),
    /** Checked against ENGINE_RESULTS by whoever asked. */
    result: z.unknown().optional(),
  }),
  z.object({ type: z.literal('event'), event: engineEventSchema }),
  heartbeatSchema,
  /** Every MODEL_TIMES_INTERVAL_MS in which a model ran. */
  z.object({ type: z.literal('model_times'), models: z.array(modelTimesSchema) }),
  z.object({
    type: z.literal('log'),
    level: z.enum(['error', 'warn', 'info', 'debug']),
    message: z.string(),
  }),
  /** The engine cannot go on and is about to exit: a missing or corrupt model, say. */
  z.object({ type: z.literal('fatal'), error: failureSchema }),
]);
export type EngineMessage = z.infer<typeof engineMessageSchema>;
