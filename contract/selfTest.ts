/** Known recordings through the real pipeline: what has to come out, and what did. */
import { z } from 'zod';
import { failureSchema } from './failureReport.ts';

export const SELF_TEST_CHECKS = ['wake', 'command', 'speaker', 'silence'] as const;

export const selfTestCheckSchema = z.object({
  check: z.enum(SELF_TEST_CHECKS),
  /** Which recording, "alexa" or "timer": unique within its check. */
  name: z.string().max(100),
  expected: z.string(),
  found: z.string(),
  /** The answer is the known one, and came in time. */
  ok: z.boolean(),
  latencyMs: z.number().nullable(),
  /** The service level in force, ms; null where there is none. */
  limitMs: z.number().nullable(),
  /** What the answer rests on, 0..1 or a log-likelihood ratio; null where it has none. */
  score: z.number().nullable(),
  /** The score of the same models at the first run on this machine; null at that run. */
  baseline: z.number().nullable(),
  /** The score moved away from the baseline by more than its tolerance. */
  drifted: z.boolean(),
});
export type SelfTestCheck = z.infer<typeof selfTestCheckSchema>;

export const selfTestReportSchema = z.object({
  /** Wall clock, ms since the epoch. */
  at: z.number(),
  trigger: z.enum(['manual', 'daily']),
  ok: z.boolean(),
  tookMs: z.number(),
  checks: z.array(selfTestCheckSchema),
  /** Why it could not be done; `checks` is what came before. */
  failure: failureSchema.nullable(),
});
export type SelfTestReport = z.infer<typeof selfTestReportSchema>;

export const selfTestSnapshotSchema = z.object({
  running: z.boolean(),
  /** Null before the first. */
  last: selfTestReportSchema.nullable(),
  /** Of the last ones, newest first. */
  history: z.array(
    z.object({ at: z.number(), ok: z.boolean(), failed: z.number().int(), drifted: z.number().int() }),
  ),
  /** Of the daily one; null where it is off. */
  nextAt: z.number().nullable(),
});
export type SelfTestSnapshot = z.infer<typeof selfTestSnapshotSchema>;
