import { describe, expect, it } from 'vitest';
import type { SelfTestCheck, SelfTestReport } from '../../../contract/selfTest.ts';
import { checkView, latencyText, pastView, reportView, scoreText } from './selfTestView.ts';

function check(change: Partial<SelfTestCheck> = {}): SelfTestCheck {
  return {
    check: 'wake',
    name: 'alexa',
    expected: 'a wake',
    found: 'a wake',
    ok: true,
    latencyMs: 84,
    limitMs: 500,
    score: 0.93,
    baseline: 0.93,
    drifted: false,
    ...change,
  };
}

function report(change: Partial<SelfTestReport> = {}): SelfTestReport {
  return { at: 1, trigger: 'manual', ok: true, tookMs: 10, checks: [check()], failure: null, ...change };
}

describe('a check', () => {
  it('is right, drifted, wrong or too late', () => {
    expect(checkView(check())).toEqual({ mark: 'good', words: 'right' });
    expect(checkView(check({ drifted: true }))).toEqual({ mark: 'risk', words: 'drifted' });
    expect(checkView(check({ ok: false, found: 'nothing' }))).toEqual({ mark: 'bad', words: 'wrong' });
    expect(checkView(check({ ok: false, latencyMs: 700 }))).toEqual({ mark: 'bad', words: 'too late' });
    expect(checkView(check({ ok: false, drifted: true, found: 'nothing' })).mark).toBe('bad');
  });

  it('has a latency with its limit, where there are any', () => {
    expect(latencyText(check())).toBe('84 ms of 500 ms');
    expect(latencyText(check({ limitMs: null }))).toBe('84 ms');
    expect(latencyText(check({ latencyMs: null }))).toBe('–');
  });

  it('has a score against the one before, be it a probability or a likelihood ratio', () => {
    expect(scoreText(check())).toBe('0.93, as ever');
    expect(scoreText(check({ score: 0.8 }))).toBe('0.80, was 0.93');
    expect(scoreText(check({ check: 'speaker', score: 0.41, baseline: -3 }))).toBe('0.4, was −3.0');
    expect(scoreText(check({ baseline: null }))).toBe('0.93');
    expect(scoreText(check({ score: null }))).toBe('–');
  });
});

describe('a run', () => {
  it('passed, drifted, failed, or could not be done', () => {
    expect(reportView(null)).toEqual({ mark: 'none', words: 'Never run' });
    expect(reportView(report())).toEqual({ mark: 'good', words: 'Passed' });
    expect(reportView(report({ checks: [check({ drifted: true })] }))).toEqual({
      mark: 'risk',
      words: 'Passed, 1 score drifted',
    });
    expect(reportView(report({ ok: false, checks: [check({ ok: false }), check({ ok: false })] }))).toEqual({
      mark: 'bad',
      words: '2 checks failed',
    });
    const failure = { code: 'trial.failed' as const, message: '' };
    expect(reportView(report({ ok: false, checks: [], failure })).words).toBe('Could not be done');
  });

  it('is a mark among the last ones', () => {
    expect(pastView({ at: 1, ok: true, failed: 0, drifted: 0 })).toEqual({ mark: 'good', words: 'passed' });
    expect(pastView({ at: 1, ok: true, failed: 0, drifted: 2 }).words).toBe('passed, 2 scores drifted');
    expect(pastView({ at: 1, ok: false, failed: 1, drifted: 0 }).words).toBe('1 check failed');
    expect(pastView({ at: 1, ok: false, failed: 0, drifted: 0 })).toEqual({ mark: 'bad', words: 'not done' });
  });
});
