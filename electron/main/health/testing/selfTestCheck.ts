import type { SelfTestCheck } from '../../../../contract/selfTest.ts';

/** One that came out as it should. */
export const GOOD_CHECK: SelfTestCheck = {
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
