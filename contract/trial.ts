/** The language of the trial process: one job, what comes of it, and its end. It may crash or hang without harm. */
import { z } from 'zod';
import { failureSchema } from './failureReport.ts';
import { PROVIDERS, providerChoiceSchema, providerProbeSchema } from './providers.ts';
import { selfTestCheckSchema } from './selfTest.ts';

export const trialJobSchema = z.discriminatedUnion('kind', [
  /** What ONNX Runtime brings here, and what it is. */
  z.object({ kind: z.literal('offered') }),
  /** One provider on one model. */
  z.object({ kind: z.literal('probe'), model: z.string(), provider: z.enum(PROVIDERS) }),
  z.object({
    kind: z.literal('self_test'),
    /** Folder of sample.wav and sample.json. */
    samples: z.string(),
    providers: providerChoiceSchema,
    /** Service levels in force, ms. */
    limits: z.object({ wake: z.number(), command: z.number(), speaker: z.number() }),
    /** Scores of earlier runs by `<check>/<name>`. */
    baseline: z.record(z.string(), z.number()),
  }),
]);
export type TrialJob = z.infer<typeof trialJobSchema>;

export const TRIAL_RESULTS = {
  offered: z.object({ providers: z.array(z.enum(PROVIDERS)), runtime: z.string() }),
  probe: providerProbeSchema,
  self_test: z.array(selfTestCheckSchema),
} as const satisfies Record<TrialJob['kind'], z.ZodType>;
export type TrialResult<K extends TrialJob['kind']> = z.infer<(typeof TRIAL_RESULTS)[K]>;

export const trialMessageSchema = z.discriminatedUnion('type', [
  /** Checked against TRIAL_RESULTS by whoever asked. */
  z.object({ type: z.literal('done'), result: z.unknown() }),
  z.object({ type: z.literal('failed'), error: failureSchema }),
]);
export type TrialMessage = z.infer<typeof trialMessageSchema>;
