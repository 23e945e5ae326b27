/** What computes the models: the execution providers of ONNX Runtime, and how each did on each model. */
import { z } from 'zod';

/** By their names in ONNX Runtime. */
export const PROVIDERS = ['cpu', 'cuda', 'webgpu', 'dml', 'coreml'] as const;
export type Provider = (typeof PROVIDERS)[number];

/** Models by their names in the manifest, and what computes each; the CPU computes what is not listed. */
export const providerChoiceSchema = z.record(z.string().max(200), z.enum(PROVIDERS));
export type ProviderChoice = z.infer<typeof providerChoiceSchema>;

/** A provider tried on a model, in a process of its own. */
export const providerProbeSchema = z.object({
  model: z.string(),
  provider: z.enum(PROVIDERS),
  verdict: z.enum([
    /** Agrees with the CPU and is faster than it. */
    'passed',
    'slower',
    /** Its numbers are too far from those of the CPU. */
    'differs',
    /** It does not load or run the model. */
    'failed',
    /** It did not answer in time, or took its process with it. */
    'hung',
  ]),
  /** Median of a run at the batch size of the live path, ms; null where it came to none. */
  cpuMs: z.number().nullable(),
  providerMs: z.number().nullable(),
  /** Largest difference of the outputs from the CPU's, relative to their largest value; null as above. */
  difference: z.number().nullable(),
  /** Why it failed, in a sentence; null where it did not. */
  reason: z.string().nullable(),
});
export type ProviderProbe = z.infer<typeof providerProbeSchema>;

/** A provider that failed while it was in use: the CPU took over. */
export const providerDroppedSchema = z.object({
  model: z.string(),
  provider: z.enum(PROVIDERS),
  reason: z.string(),
});
export type ProviderDropped = z.infer<typeof providerDroppedSchema>;

export const providersSnapshotSchema = z.object({
  /** Beside the CPU, what ONNX Runtime brings on this platform. */
  offered: z.array(z.enum(PROVIDERS)),
  /** Null while nothing is being probed. */
  probing: z.object({ done: z.number().int(), total: z.number().int() }).nullable(),
  /** Wall clock, ms since the epoch; null where nothing was ever probed. */
  probedAt: z.number().nullable(),
  /** What the results hold for: the version of the runtime, of the driver. */
  runtime: z.string(),
  probes: z.array(providerProbeSchema),
  chosen: providerChoiceSchema,
  /** Since they were last probed, newest first. */
  dropped: z.array(providerDroppedSchema.extend({ at: z.number() })),
});
export type ProvidersSnapshot = z.infer<typeof providersSnapshotSchema>;

/** How a model that is loaded does. */
export const modelTimesSchema = z.object({
  model: z.string(),
  provider: z.enum(PROVIDERS),
  threads: z.number().int(),
  loadMs: z.number(),
  /** Runs since it was loaded. */
  runs: z.number().int(),
  /** Of the last runs, ms; null before the first. */
  p50Ms: z.number().nullable(),
  p99Ms: z.number().nullable(),
});
export type ModelTimes = z.infer<typeof modelTimesSchema>;
/** How often the engine tells of them, ms; where nothing ran it does not. */
export const MODEL_TIMES_INTERVAL_MS = 10_000;
