/** What is kept of self-tests: the last report, how those before it went, and the baselines. Pure. */
import { createHash } from 'node:crypto';
import type { ModelStatus } from '../../../contract/models.ts';
import type { ProviderChoice } from '../../../contract/providers.ts';
import {
  baselineKey,
  SELF_TEST_BASELINES_MAX,
  SELF_TEST_HISTORY_MAX,
  SELF_TEST_VERSION,
  type SelfTestDocument,
  type SelfTestReport,
} from '../../../contract/selfTest.ts';

export const NOTHING_KEPT: SelfTestDocument = { last: null, history: [], baselines: [] };

/** What scores depend on: other models, or another provider for one of them, begin a baseline of their own. */
export function whatComputes(models: readonly ModelStatus[], providers: ProviderChoice): string {
  const parts = [
    models.map(({ name, sha256 }) => [name, sha256] as const),
    Object.entries(providers).filter(([, provider]) => provider !== 'cpu'),
  ].map((pairs) => pairs.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return createHash('sha256')
    .update(JSON.stringify([SELF_TEST_VERSION, ...parts]))
    .digest('hex');
}

/** @param key null where it is not known what computed */
export function baselineOf({ baselines }: SelfTestDocument, key: string | null): Record<string, number> {
  return baselines.find((one) => one.key === key)?.scores ?? {};
}

/** With one more report; the first that passed is the baseline of what computed it. */
export function withReport(
  kept: SelfTestDocument,
  report: SelfTestReport,
  key: string | null,
): SelfTestDocument {
  const { at, ok, checks } = report;
  const failed = checks.filter((check) => !check.ok).length;
  const drifted = checks.filter((check) => check.drifted).length;
  const history = [{ at, ok, failed, drifted }, ...kept.history].slice(0, SELF_TEST_HISTORY_MAX);
  return { last: report, history, baselines: withBaseline(kept, report, key) };
}

function withBaseline(
  { baselines }: SelfTestDocument,
  { ok, at, checks }: SelfTestReport,
  key: string | null,
): SelfTestDocument['baselines'] {
  if (!ok || key === null || baselines.some((one) => one.key === key)) return baselines;
  const scores = Object.fromEntries(
    checks.flatMap((check) => (check.score === null ? [] : [[baselineKey(check), check.score]])),
  );
  return [{ key, at, scores }, ...baselines].slice(0, SELF_TEST_BASELINES_MAX);
}
