import { describe, expect, it } from 'vitest';
import { type SelfTestCheck, type SelfTestReport, selfTestTrouble } from './selfTest.ts';

const WAKE: SelfTestCheck = {
  check: 'wake',
  name: 'alexa',
  expected: 'Alexa',
  found: 'Alexa',
  ok: true,
  latencyMs: 80,
  limitMs: 500,
  score: 0.99,
  baseline: null,
  drifted: false,
};
const report = (given: Partial<SelfTestReport>): SelfTestReport => ({
  at: 1,
  trigger: 'manual',
  ok: false,
  tookMs: 1,
  checks: [WAKE],
  failure: null,
  ...given,
});
const withChecks = (...checks: Partial<SelfTestCheck>[]) =>
  selfTestTrouble(report({ checks: checks.map((given) => ({ ...WAKE, ...given })) }));

describe('what is said of a self-test', () => {
  it('is nothing where all is well', () => {
    expect(selfTestTrouble(report({ ok: true }))).toBeNull();
  });

  it('is that it could not be done, before all else', () => {
    const failure = { code: 'model.checksum', message: 'model alexa is damaged' } as const;
    expect(selfTestTrouble(report({ failure, checks: [] }))).toMatchObject({
      state: 'failed',
      reason: 'The self-test could not be done: model alexa is damaged.',
      fix: expect.stringContaining('hark models pull'),
    });
  });

  it('is less, where only the process that did it failed', () => {
    const failure = { code: 'trial.failed', message: 'it did not answer in time' } as const;
    expect(selfTestTrouble(report({ failure, checks: [] }))).toMatchObject({
      state: 'degraded',
      fix: expect.stringMatching(/^Run the self-test again/),
    });
  });

  it.each<[string, Partial<SelfTestCheck>]>([
    ['“Alexa” was not heard in the test recording.', { found: 'nothing' }],
    ['In the test recording of “Alexa”, what was heard is “Hey Jarvis”.', { found: 'Hey Jarvis' }],
    [
      'The test command “timer” was to be HarkSetTimer; what was understood is: no command.',
      { check: 'command', name: 'timer', expected: 'HarkSetTimer', found: 'no command' },
    ],
    [
      'The voice “af_heart” of the test recording was to be another voice; it was taken for: the voice that was taught.',
      {
        check: 'speaker',
        name: 'af_heart',
        expected: 'another voice',
        found: 'the voice that was taught',
      },
    ],
    [
      'Hark woke in the test recording “film”, where nobody called it (Alexa).',
      { check: 'silence', name: 'film', expected: 'nothing', limitMs: null, latencyMs: null },
    ],
  ])('%s', (reason, given) => {
    expect(withChecks({ ok: false, ...given })).toMatchObject({ state: 'failed', reason });
  });

  it('is what is late only where every answer is right, and what drifted only where none is late', () => {
    const late = { ok: false, latencyMs: 812.5 };
    const wrong = { ok: false, found: 'nothing' };
    const drifted = { drifted: true, name: 'drifter', baseline: 0.99, score: 0.5 };
    expect(withChecks(late, wrong, drifted, { ...wrong, name: 'b' }, { ...wrong, name: 'c' })).toMatchObject({
      state: 'failed',
      reason: '“Alexa” was not heard in the test recording. 2 more checks failed.',
    });
    expect(withChecks(late, drifted, { ...late, name: 'b' })).toMatchObject({
      state: 'degraded',
      reason:
        '“Alexa” was heard in the test recording, but after 812.5 ms instead of 500 ms at most. One more check failed.',
      fix: expect.stringContaining('Close programs'),
    });
    expect(withChecks({}, drifted)).toMatchObject({
      state: 'degraded',
      reason: 'Scores of the self-test drifted: drifter from 0.99 to 0.5.',
    });
  });
});
