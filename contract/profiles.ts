/** Profiles and enrollment as people see them. Nothing here holds a voiceprint, a key or a passphrase that is kept. */
import { z } from 'zod';
import { FAILURE_CODES } from './failures.ts';
import { PROMPTS, speakerResultSchema, takeReportSchema, voiceSummarySchema } from './speaker.ts';

const failure = z.object({ code: z.enum(FAILURE_CODES), message: z.string() });

export const PROFILE_NAME_MAX = 60;
/** Characters that people read, on one line, without spaces around them. */
export const profileNameSchema = z
  .string()
  .trim()
  .min(1)
  .max(PROFILE_NAME_MAX)
  .regex(/^[^\p{Cc}\p{Cf}\p{Co}\p{Cs}]+$/u);
export const PASSPHRASE_MIN = 8;
export const passphraseSchema = z.string().min(PASSPHRASE_MIN).max(1_000);
export const pinSchema = z.string().regex(/^\d{4,12}$/);
/** Longest that enrollment recordings may be kept, days. */
export const AUDIO_KEPT_MAX_DAYS = 365;

/** What this voice may have done, besides what anyone may. */
export const profileRulesSchema = z.object({
  personal: z.boolean(),
  /** As the owner: above the strict threshold, and after the challenge or the PIN. */
  guarded: z.boolean(),
});
export type ProfileRules = z.infer<typeof profileRulesSchema>;

export const profileSchema = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: z.number(),
  /** Wall clock of the last command by this voice, ms since the epoch; null before the first. */
  lastHeardAt: z.number().nullable(),
  rules: profileRulesSchema,
  hasPin: z.boolean(),
  /** 'ready' is in use; 'locked' waits for the passphrase; 'unusable' says why in `failure`. */
  state: z.enum(['ready', 'locked', 'unusable']),
  failure: failure.nullable(),
  /** Null while locked or unusable. */
  summary: voiceSummarySchema.nullable(),
  /** Enrollment recordings that are kept on request; null for none. */
  recordings: z.object({ count: z.number().int(), until: z.number() }).nullable(),
});
export type Profile = z.infer<typeof profileSchema>;

/** A sentence of an enrollment whose recording is kept. */
export const recordingSchema = z.object({
  id: z.string(),
  /** Of the sentence among those that were read, from 0. */
  place: z.number().int(),
  /** It is kept up to then, ms since the epoch. */
  until: z.number(),
  durationMs: z.number(),
});
export type Recording = z.infer<typeof recordingSchema>;

export const openedRecordingSchema = z.object({
  /** What `reply.finished` is to be told once it was played, stopped, or could not be played. */
  playing: z.string(),
  /** 16-bit samples. */
  wav: z.instanceof(Uint8Array),
});
export type OpenedRecording = z.infer<typeof openedRecordingSchema>;

export const keyStoreSchema = z.object({
  /**
   * What guards the keys: the system's key store, a passphrase of the person, or the system's obfuscation alone, which
   * keeps nobody out who can read this user's files.
   */
  guard: z.enum(['system', 'passphrase', 'obfuscation']),
  /** As Electron names it: "gnome_libsecret", "basic_text", "keychain", "dpapi". */
  backend: z.string(),
  /** The passphrase was not given since the start. */
  locked: z.boolean(),
});
export type KeyStore = z.infer<typeof keyStoreSchema>;

export const ENROLLMENT_PURPOSES = ['new', 'again', 'microphone'] as const;
export const enrollmentSchema = z.object({
  id: z.string(),
  /** A new profile, a profile anew, or references for another microphone. */
  purpose: z.enum(ENROLLMENT_PURPOSES),
  /** The profile that it changes; null for a new one. */
  profileId: z.string().nullable(),
  name: z.string(),
  startedAt: z.number(),
  /** Days that its recordings are kept; 0 keeps none. */
  keepAudioDays: z.number().int(),
  /** The sentences to be read, in order; each begins with a wake phrase. */
  prompts: z.array(z.string()).length(PROMPTS),
  /** By prompt; null where none is good yet. */
  takes: z.array(takeReportSchema.nullable()).length(PROMPTS),
  /** The prompt that is being read; null between takes. */
  recording: z.number().int().nullable(),
});
export type Enrollment = z.infer<typeof enrollmentSchema>;

export const profilesSnapshotSchema = z.object({
  profiles: z.array(profileSchema),
  /** The one under way, also one that an earlier run of Hark began; null for none. */
  enrollment: enrollmentSchema.nullable(),
  keyStore: keyStoreSchema,
  /** Why voices cannot be told apart now; null where they can. */
  unavailable: failure.nullable(),
});
export type ProfilesSnapshot = z.infer<typeof profilesSnapshotSchema>;

export const enrollmentStartSchema = z
  .object({
    purpose: z.enum(ENROLLMENT_PURPOSES),
    profileId: z.string().max(100).nullable(),
    /** Of a new profile; others keep theirs. */
    name: profileNameSchema.nullable(),
    keepAudioDays: z.number().int().min(0).max(AUDIO_KEPT_MAX_DAYS),
  })
  .refine(({ purpose, profileId, name }) => (purpose === 'new' ? name !== null : profileId !== null));
export type EnrollmentStart = z.infer<typeof enrollmentStartSchema>;

export const takeProgressSchema = z.object({
  enrollmentId: z.string(),
  speechMs: z.number(),
  snrDb: z.number().nullable(),
  clippingRatio: z.number(),
});
export type TakeProgress = z.infer<typeof takeProgressSchema>;

export const takeEndedSchema = z.object({
  enrollmentId: z.string(),
  index: z.number().int(),
  report: takeReportSchema,
});
export type TakeEnded = z.infer<typeof takeEndedSchema>;

/** What "try it" heard: null where it was given up or nothing was said. */
export const triedSchema = z.object({
  speaker: speakerResultSchema.extend({ name: z.string().nullable() }).nullable(),
});
export type Tried = z.infer<typeof triedSchema>;
