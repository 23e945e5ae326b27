import { expect, it } from 'vitest';
import { counted, countPlaywright, countVitest, describe as inWords, sum } from './counts.mjs';

const vitestReport = {
  numPassedTests: 7,
  numFailedTests: 1,
  numPendingTests: 2,
  numTodoTests: 1,
  testResults: [
    { status: 'passed', assertionResults: [{}] },
    { status: 'failed', assertionResults: [] },
  ],
};

it('counts a test file that does not load as a failure', () => {
  expect(countVitest(vitestReport)).toEqual({ passed: 7, failed: 2, skipped: 3 });
});

it('counts what passed only on a second try, and errors outside of tests, as failures', () => {
  const stats = { expected: 5, unexpected: 1, flaky: 1, skipped: 1 };
  expect(countPlaywright({ stats, errors: [{}] })).toEqual({ passed: 5, failed: 3, skipped: 1 });
});

it.each([
  ['left no report', 0, null, { passed: 0, failed: 1, skipped: 0 }],
  ['ran no test', 0, { passed: 0, failed: 0, skipped: 4 }, { passed: 0, failed: 1, skipped: 4 }],
  [
    'crashed after its tests',
    139,
    { passed: 3, failed: 0, skipped: 0 },
    { passed: 3, failed: 1, skipped: 0 },
  ],
  ['failed tests', 1, { passed: 3, failed: 2, skipped: 0 }, { passed: 3, failed: 2, skipped: 0 }],
  ['passed', 0, { passed: 3, failed: 0, skipped: 0 }, { passed: 3, failed: 0, skipped: 0 }],
])('a runner that %s', (_what, code, report, expected) => {
  expect(counted('unit', code, report, (counts) => counts)).toEqual(expected);
});

it('says the total in the words that are promised', () => {
  expect(inWords(sum([{ passed: 2, failed: 0, skipped: 0 }]))).toBe('2 passed, 0 failed');
  expect(inWords({ passed: 2, failed: 1, skipped: 3 })).toBe('2 passed, 1 failed, 3 skipped');
});
