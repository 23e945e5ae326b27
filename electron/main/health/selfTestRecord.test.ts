import { describe, expect, it } from 'vitest';
import type { ModelStatus } from '../../../contract/models.ts';
import {
  SELF_TEST_BASELINES_MAX,
  SELF_TEST_HISTORY_MAX,
  type SelfTestCheck,
  type SelfTestReport,
  selfTestDocumentSchema,
} from '../../../contract/selfTest.ts';
import { baselineOf, NOTHING_KEPT, whatComputes, withReport } from './selfTestRecord.ts';
import { GOOD_CHECK } from './testing/selfTestCheck.ts';

const report = (at: number, ...checks: Partial<SelfTestCheck>[]): SelfTestReport => {
  const all = checks.map((given) => ({ ...GOOD_CHECK, ...given }));
  return { at, trigger: 'daily', ok: all.every(({ ok }) => ok), tookMs: 1, checks: all, failure: null };
};
const model = (name: string, sha256: string) => ({ name, sha256 }) as ModelStatus;

describe('what computes', () => {
  const models = [model('a', '1'), model('b', '2')];

  it('is other models, or another provider, and not their order', () => {
    const usual = whatComputes(models, {});
    expect(whatComputes(models.toReversed(), { a: 'cpu' })).toBe(usual);
    expect(whatComputes([model('a', '1'), model('b', '3')], {})).not.toBe(usual);
    expect(whatComputes(models, { a: 'webgpu' })).not.toBe(usual);
    expect(whatComputes(models, { a: 'webgpu' })).not.toBe(whatComputes(models, { b: 'webgpu' }));
  });
});

describe('the baseline', () => {
  it('is the first run that passed, for each that computes', () => {
    let kept = withReport(NOTHING_KEPT, report(1, { ok: false, score: 0.5 }), 'cpu');
    expect(baselineOf(kept, 'cpu')).toEqual({});
    kept = withReport(
      kept,
      report(2, { score: 0.99 }, { check: 'silence', name: 'room', score: null }),
      'cpu',
    );
    kept = withReport(kept, report(3, { score: 0.7, drifted: true }), 'cpu');
    kept = withReport(kept, report(4, { score: 0.98 }), 'gpu');
    expect(baselineOf(kept, 'cpu')).toEqual({ 'wake/alexa': 0.99 });
    expect(baselineOf(kept, 'gpu')).toEqual({ 'wake/alexa': 0.98 });
    expect(baselineOf(kept, 'other')).toEqual({});
  });

  it('is none where it is not known what computed', () => {
    const kept = withReport(NOTHING_KEPT, report(1, {}), null);
    expect(kept.baselines).toEqual([]);
    expect(baselineOf(kept, null)).toEqual({});
  });
});

it('what is kept is bounded, newest first', () => {
  let kept = NOTHING_KEPT;
  for (let at = 1; at <= 2 * SELF_TEST_HISTORY_MAX; at++) {
    kept = withReport(kept, report(at, {}, { ok: at % 2 === 0, drifted: true }), `key ${at}`);
  }
  expect(selfTestDocumentSchema.parse(kept)).toEqual(kept);
  expect(kept.history).toHaveLength(SELF_TEST_HISTORY_MAX);
  expect(kept.history[0]).toEqual({ at: 2 * SELF_TEST_HISTORY_MAX, ok: true, failed: 0, drifted: 1 });
  expect(kept.history[1]).toMatchObject({ ok: false, failed: 1 });
  expect(kept.baselines).toHaveLength(SELF_TEST_BASELINES_MAX);
  expect(kept.baselines[0]?.key).toBe(`key ${2 * SELF_TEST_HISTORY_MAX}`);
});
