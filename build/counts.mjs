/** How many tests passed, from what the runners report. */
import { readFileSync } from 'node:fs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** @type {Counts} */
export const NONE = { passed: 0, failed: 0, skipped: 0 };

/** @param {any} report of Vitest's json reporter @returns {Counts} */
export function countVitest(report) {
  // A file that does not even load has no tests to fail.
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** @param {any} report of Playwright's json reporter @returns {Counts} */
export function countPlaywright({ stats, errors }) {
  return {
    passed: stats.expected,
    // What passes only when tried again does not pass.
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: stats.skipped,
  };
}

/**
 * A runner that fails without a failed test, leaves no report or runs no test counts as one failure: silence is not
 * success.
 * @param {string} suite
 * @param {number} code what the runner exited with
 * @param {unknown} report null where it left none
 * @param {(report: any) => Counts} count
 * @returns {Counts}
 */
export function counted(suite, code, report, count) {
  const counts = report === null ? NONE : count(report);
  if (counts.failed > 0 || (code === 0 && counts.passed > 0)) return counts;
  const why = report === null ? 'left no report' : code === 0 ? 'ran no test' : `ended with ${code}`;
  process.stdout.write(`${suite}: the runner ${why}\n`);
  return { ...counts, failed: 1 };
}

/** @param {string} file @returns {unknown} the JSON in it, null where there is none */
export function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

/** @param {Counts[]} all @returns {Counts} */
export function sum(all) {
  return all.reduce(
    (total, one) => ({
      passed: total.passed + one.passed,
      failed: total.failed + one.failed,
      skipped: total.skipped + one.skipped,
    }),
    NONE,
  );
}

/** @param {Counts} counts */
export function describe({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
