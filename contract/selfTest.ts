/** Known recordings through the real pipeline: what has to come out, and what did. */
import { z } from 'zod';
import { failureSchema } from './failureReport.ts';
import { LEVEL_WORDS, REMEDIES } from './health.ts';

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

// ---- what is kept of it ----

/** Its name among the store's documents. */
export const SELF_TEST_DOCUMENT = 'self_test';
/** Counts up when recordings or the way to a score change: what was found before then is no baseline. */
export const SELF_TEST_VERSION = 1;
/** Past reports of which a summary is kept. */
export const SELF_TEST_HISTORY_MAX = 30;
/** Baselines kept, for as many sets of models and providers. */
export const SELF_TEST_BASELINES_MAX = 8;

export const selfTestDocumentSchema = selfTestSnapshotSchema.pick({ last: true, history: true }).extend({
  /** Scores of the first run that passed, by what they hold for: a digest of models, providers and SELF_TEST_VERSION. */
  baselines: z
    .array(
      z.object({
        key: z.string(),
        /** Wall clock, ms since the epoch. */
        at: z.number(),
        scores: z.record(z.string(), z.number()),
      }),
    )
    .max(SELF_TEST_BASELINES_MAX),
});
export type SelfTestDocument = z.infer<typeof selfTestDocumentSchema>;

/** What a score is kept under. */
export function baselineKey({ check, name }: Pick<SelfTestCheck, 'check' | 'name'>): string {
  return `${check}/${name}`;
}

// ---- what is said of it ----

/** Answers, as `expected` and `found` have them beside phrases of wake words and names of commands. */
export const SELF_TEST_WORDS = {
  nothing: 'nothing',
  noCommand: 'no command',
  sameVoice: 'the voice that was taught',
  otherVoice: 'another voice',
} as const;

const FIX = {
  answer: `Restart the voice engine and run the self-test again. If it fails again: ${REMEDIES.models}`,
  late: LEVEL_WORDS.wake_detection.fix,
  drift:
    'Restart Hark and run the self-test again. If scores still drift, have everything computed on the CPU, under Settings.',
  again: 'Run the self-test again. If it fails again, restart Hark.',
};

export interface SelfTestTrouble {
  state: 'failed' | 'degraded';
  /** In a sentence. */
  reason: string;
  fix: string;
}

/** What is wrong by a report, the worst first, and what to do; null where nothing is. The same wherever it is said. */
export function selfTestTrouble({ checks, failure }: SelfTestReport): SelfTestTrouble | null {
  if (failure !== null) {
    const isModel = failure.code.startsWith('model.');
    return {
      // A process that did not come to an answer says nothing of those of the engine.
      state: isModel ? 'failed' : 'degraded',
      reason: `The self-test could not be done: ${failure.message}.`,
      fix: isModel ? REMEDIES.models : FIX.again,
    };
  }
  const wrong = checks.filter((check) => !check.ok && !isLate(check));
  const late = checks.filter(isLate);
  const drifted = checks.filter((check) => check.drifted);
  if (wrong[0] !== undefined) {
    return { state: 'failed', reason: checkTrouble(wrong[0]) + andMore(wrong), fix: checkFix(wrong[0]) };
  }
  if (late[0] !== undefined) {
    return { state: 'degraded', reason: checkTrouble(late[0]) + andMore(late), fix: checkFix(late[0]) };
  }
  if (drifted[0] !== undefined) {
    const moved = drifted.map(({ name, baseline, score }) => `${name} from ${baseline} to ${score}`);
    return {
      state: 'degraded',
      reason: `Scores of the self-test drifted: ${moved.join(', ')}.`,
      fix: FIX.drift,
    };
  }
  return null;
}

/** What is wrong with a check that is not ok, in a sentence. */
export function checkTrouble(check: SelfTestCheck): string {
  const { name, expected, found, latencyMs, limitMs } = check;
  const late = `after ${latencyMs} ms instead of ${limitMs} ms at most`;
  switch (check.check) {
    case 'wake':
      if (isLate(check)) return `“${expected}” was heard in the test recording, but ${late}.`;
      if (found === SELF_TEST_WORDS.nothing) return `“${expected}” was not heard in the test recording.`;
      return `In the test recording of “${expected}”, what was heard is “${found}”.`;
    case 'command':
      if (isLate(check)) return `The test command “${name}” was understood, but ${late}.`;
      return `The test command “${name}” was to be ${expected}; what was understood is: ${found}.`;
    case 'speaker':
      if (isLate(check)) return `The voice “${name}” of the test recording was told, but ${late}.`;
      return `The voice “${name}” of the test recording was to be ${expected}; it was taken for: ${found}.`;
    case 'silence':
      return `Hark woke in the test recording “${name}”, where nobody called it (${found}).`;
  }
}

/** What to do about a check that is not ok. */
export function checkFix(check: SelfTestCheck): string {
  return isLate(check) ? FIX.late : FIX.answer;
}

/** The answer is right and came too late. */
function isLate({ ok, expected, found, latencyMs, limitMs }: SelfTestCheck): boolean {
  return !ok && found === expected && latencyMs !== null && limitMs !== null && latencyMs > limitMs;
}

function andMore({ length }: readonly SelfTestCheck[]): string {
  if (length === 1) return '';
  return length === 2 ? ' One more check failed.' : ` ${length - 1} more checks failed.`;
}
