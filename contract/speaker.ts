/**
 * Whose voice it is, as engine and main speak of it. Voiceprints cross between them only sealed (AES-256-GCM): the
 * engine makes, seals and opens them, main keeps the sealed bytes and the keys. Neither is ever in a log.
 */
import { z } from 'zod';
import { FAILURE_CODES } from './failures.ts';

/** Profiles at once; each costs a few comparisons per command. */
export const PROFILES_MAX = 20;
/** References of one profile, adaptations included. */
export const REFERENCES_MAX = 40;
/** Of a sealed voiceprint, draft or export. */
export const SEALED_MAX_BYTES = 256 * 1024;
/** Of a sealed recording: 15 s of 16-bit samples at 16 kHz, and the seal. */
export const SEALED_AUDIO_MAX_BYTES = 512 * 1024;
/** AES-256. */
export const KEY_BYTES = 32;
/** Characters of a microphone's name. */
export const MICROPHONE_NAME_MAX = 200;
/** Sentences of an enrollment. */
export const PROMPTS = 5;
/** Sentences that have to be good before a profile can be made of them. */
export const TAKES_MIN = 3;

const failure = z.object({ code: z.enum(FAILURE_CODES), message: z.string() });
const key = z.instanceof(Uint8Array).refine((bytes) => bytes.length === KEY_BYTES);
export const sealedSchema = z
  .instanceof(Uint8Array)
  .refine((bytes) => bytes.length > 0 && bytes.length <= SEALED_MAX_BYTES);
export const sealedAudioSchema = z
  .instanceof(Uint8Array)
  .refine((bytes) => bytes.length > 0 && bytes.length <= SEALED_AUDIO_MAX_BYTES);
/** What a seal is bound to: the id of the profile or the draft. A sealed print under another id does not open. */
const owner = z.string().min(1).max(100);
const passphrase = z.string().min(1).max(1_000);

// ---- who spoke ----

export const SPEAKER_OUTCOMES = [
  /** A voice of a profile. */
  'known',
  /** Nobody's whose voice Hark knows. */
  'stranger',
  'not_enough_speech',
  'too_noisy',
  /** Heard while Hark itself was playing sound. */
  'own_playback',
  /** The comparison failed, or came too late: nothing is said of the voice. */
  'untold',
] as const;
export type SpeakerOutcome = (typeof SPEAKER_OUTCOMES)[number];

export const speakerResultSchema = z.object({
  outcome: z.enum(SPEAKER_OUTCOMES),
  /** The profile whose voice it is; null unless known. */
  profileId: z.string().nullable(),
  /** Normalised score of the nearest profile, and what it is held against; null where nothing could be compared. */
  score: z.number().nullable(),
  threshold: z.number().nullable(),
  /** For what only the owner may do, and for adapting. */
  strictThreshold: z.number().nullable(),
  /** Distance to the score of the next profile; null with fewer than two. */
  margin: z.number().nullable(),
  /** Net speech that was compared, ms. */
  speechMs: z.number(),
  snrDb: z.number().nullable(),
  /** Share of samples at full scale. */
  clippingRatio: z.number(),
  latencyMs: z.number(),
});
export type SpeakerResult = z.infer<typeof speakerResultSchema>;

// ---- a voiceprint, as far as it may be shown ----

export const REFERENCE_ORIGINS = ['enrollment', 'microphone', 'adaptation', 'file'] as const;
export const referenceSchema = z.object({
  id: z.string(),
  origin: z.enum(REFERENCE_ORIGINS),
  /** 'wake' references hold the wake phrase alone, 'speech' ones whole sentences. */
  kind: z.enum(['speech', 'wake']),
  /** Name of the microphone it was taken with; empty where unknown. */
  microphone: z.string().max(MICROPHONE_NAME_MAX),
  /** Wall clock, ms since the epoch. */
  at: z.number(),
  speechMs: z.number(),
  snrDb: z.number().nullable(),
});
export type VoiceReference = z.infer<typeof referenceSchema>;

export const voiceSummarySchema = z.object({
  /** Of the model that made it. */
  model: z.string(),
  modelSha256: z.string(),
  references: z.array(referenceSchema).max(REFERENCES_MAX),
  /** Net speech of all references, ms. */
  speechMs: z.number(),
  /** Mean cosine between its speech references, -1..1. */
  cohesion: z.number(),
  /** Normalised scores: accepted from here on, chosen for `targetFar`. */
  threshold: z.number(),
  strictThreshold: z.number(),
  targetFar: z.number(),
  /** Share of the owner's own takes, each left out in turn, that would not be accepted: an estimate. */
  expectedFrr: z.number(),
  quality: z.enum(['good', 'fair', 'poor']),
  /** Scores of the owner's takes, each left out in turn; those of the cohort's strangers. What the chart draws. */
  ownScores: z.array(z.number()).max(REFERENCES_MAX),
  strangerScores: z.array(z.number()).max(1_000),
});
export type VoiceSummary = z.infer<typeof voiceSummarySchema>;

// ---- enrollment ----

export const TAKE_VERDICTS = [
  'good',
  'too_quiet',
  'clipped',
  /** Too little between voice and room. */
  'too_noisy',
  'too_short',
  /** Unlike the takes before it. */
  'another_voice',
  /** Somebody else speaks too. */
  'background_talk',
  /** Nothing was said before the time ran out. */
  'nothing_said',
  'cancelled',
] as const;
export type TakeVerdict = (typeof TAKE_VERDICTS)[number];

export const takeReportSchema = z.object({
  verdict: z.enum(TAKE_VERDICTS),
  speechMs: z.number(),
  snrDb: z.number().nullable(),
  clippingRatio: z.number(),
  /** Level of its speech, dBFS. */
  levelDbfs: z.number(),
  /** Cosine with the takes before; null for the first. */
  likeness: z.number().nullable(),
});
export type TakeReport = z.infer<typeof takeReportSchema>;

/** Net speech that ends a take by itself at the next pause, and the least that is any use, ms. */
export const TAKE_SPEECH_MIN_MS = 1_500;
/** A take ends at the latest after this, ms. */
export const TAKE_MAX_MS = 15_000;

/** How a voice is judged. */
export const speakerPolicySchema = z.object({
  /** Share of strangers that may be taken for a profile: the threshold follows from it. */
  targetFar: z.number().gt(0).max(0.05),
  /** Slow adaptation to voices recognised above the strict threshold. */
  adapt: z.boolean(),
  /** A wake by a voice that is clearly no profile's is rejected. */
  onlyKnownWake: z.boolean(),
});
export type SpeakerPolicy = z.infer<typeof speakerPolicySchema>;

const request = { id: z.number().int() };
const sealedPrint = { profileId: owner, sealed: sealedSchema, key };

/** Requests of main to the engine; part of `engineRequestSchema`. */
export const SPEAKER_REQUESTS = [
  /** The profiles that voices are compared with from now on. */
  z.object({
    type: z.literal('voices'),
    ...request,
    profiles: z.array(z.object(sealedPrint)).max(PROFILES_MAX),
    policy: speakerPolicySchema,
  }),
  /**
   * Listens to one sentence of an enrollment. Answered as soon as it listens; `take_progress` and `take_ended` follow.
   * Nothing wakes meanwhile. Refused with capture.busy while a command is heard.
   */
  z.object({
    type: z.literal('take'),
    ...request,
    takeId: z.string().min(1).max(100),
    draftId: owner,
    /** The takes so far; null before the first. */
    draft: sealedSchema.nullable(),
    key,
    /** Its place; a good take replaces the one that was there. */
    index: z
      .number()
      .int()
      .min(0)
      .max(PROMPTS - 1),
    microphone: z.string().max(MICROPHONE_NAME_MAX),
    /** Wall clock, ms since the epoch. */
    at: z.number(),
    /** The recording comes back too, sealed. */
    keepAudio: z.boolean(),
  }),
  /** Ends the take: 'done' judges what was said, 'cancel' forgets it. */
  z.object({ type: z.literal('end_take'), ...request, how: z.enum(['done', 'cancel']) }),
  /** What the takes of a draft have in common; null verdicts stand for places without a take. */
  z.object({ type: z.literal('check_draft'), ...request, draftId: owner, draft: sealedSchema, key }),
  /**
   * Makes a voiceprint of a draft, or adds its references to `base`.
   * Refused with enrollment.speech or enrollment.inconsistent.
   */
  z.object({
    type: z.literal('enroll'),
    ...request,
    draftId: owner,
    draft: sealedSchema,
    draftKey: key,
    profileId: owner,
    key,
    base: sealedSchema.nullable(),
    targetFar: z.number(),
  }),
  /** Removes one reference, or takes back all adaptations since a time. */
  z.object({
    type: z.literal('edit_voice'),
    ...request,
    ...sealedPrint,
    edit: z.discriminatedUnion('what', [
      z.object({ what: z.literal('remove_reference'), referenceId: z.string().max(100) }),
      z.object({ what: z.literal('undo_adaptation'), since: z.number() }),
    ]),
    targetFar: z.number(),
  }),
  z.object({ type: z.literal('summarise_voice'), ...request, ...sealedPrint, targetFar: z.number() }),
  z.object({
    type: z.literal('export_voice'),
    ...request,
    ...sealedPrint,
    name: z.string().max(100),
    passphrase,
  }),
  /** Opens an exported file and seals it anew, under another id and key. */
  z.object({
    type: z.literal('import_voice'),
    ...request,
    file: sealedSchema,
    passphrase,
    profileId: owner,
    key,
    targetFar: z.number(),
  }),
  /** Whose voice the next utterance is ("try it"): answered by a `tried` event. `end_take` gives up. */
  z.object({ type: z.literal('try_voice'), ...request, tryId: z.string().min(1).max(100) }),
  /** Opens a recording that was kept, for its owner to hear: 16-bit WAV. */
  z.object({
    type: z.literal('open_audio'),
    ...request,
    owner,
    sealed: sealedAudioSchema,
    key,
  }),
] as const;

const sealedResult = z.object({ sealed: sealedSchema, summary: voiceSummarySchema });
/** What those are answered with; part of `ENGINE_RESULTS`. */
export const SPEAKER_RESULTS = {
  /** In the order asked: null where it is in use, else why not. Thresholds as they follow from the policy. */
  voices: z.array(
    z.object({ profileId: z.string(), error: failure.nullable(), summary: voiceSummarySchema.nullable() }),
  ),
  check_draft: z.object({
    takes: z.array(takeReportSchema.nullable()),
    /** Mean cosine between the takes, -1..1; null with fewer than two. */
    cohesion: z.number().nullable(),
    consistent: z.boolean(),
    speechMs: z.number(),
  }),
  enroll: sealedResult,
  edit_voice: sealedResult,
  summarise_voice: voiceSummarySchema,
  export_voice: z.object({ file: sealedSchema }),
  import_voice: sealedResult.extend({ name: z.string() }),
  open_audio: z.object({ wav: z.instanceof(Uint8Array) }),
} as const;
export type DraftCheck = z.infer<(typeof SPEAKER_RESULTS)['check_draft']>;

/** Events of the engine about voices; part of `engineEventSchema`. */
export const SPEAKER_EVENTS = [
  /** Follows a wake: a first guess from the phrase alone. */
  z.object({ kind: z.literal('wake_speaker'), wakeId: z.number().int(), speaker: speakerResultSchema }),
  /** The wake was by a voice that no profile has, and only known ones may wake: nothing follows it. */
  z.object({ kind: z.literal('wake_unknown_voice'), wakeId: z.number().int(), speaker: speakerResultSchema }),
  /** Comes before the `understood` of its capture: phrase and command together. */
  z.object({
    kind: z.literal('speaker'),
    captureId: z.number().int(),
    sample: z.number().int(),
    speaker: speakerResultSchema,
  }),
  /** At most five a second. */
  z.object({
    kind: z.literal('take_progress'),
    takeId: z.string(),
    speechMs: z.number(),
    snrDb: z.number().nullable(),
    clippingRatio: z.number(),
  }),
  z.object({
    kind: z.literal('take_ended'),
    takeId: z.string(),
    report: takeReportSchema,
    /** The draft with this take in it; null where it was no good. */
    draft: sealedSchema.nullable(),
    /** The recording, where it was asked for and the take is good. */
    audio: sealedAudioSchema.nullable(),
  }),
  z.object({ kind: z.literal('tried'), tryId: z.string(), speaker: speakerResultSchema.nullable() }),
  /** A profile learned from what it heard: what is to be kept in place of what was. */
  z.object({
    kind: z.literal('adapted'),
    profileId: z.string(),
    sealed: sealedSchema,
    summary: voiceSummarySchema,
  }),
] as const;
