/**
 * The end-to-end tests: the built app in a real window. `npm test -- e2e` builds it first and brings a display.
 * HARK_SCREENSHOTS=1 takes the pictures of the documentation instead.
 */
import { defineConfig } from 'playwright/test';

const TEST_TIMEOUT_MS = 90_000;
/** For one thing to show up on screen; what has a limit of its own names it. */
const EXPECT_TIMEOUT_MS = 10_000;

const takesPictures = process.env['HARK_SCREENSHOTS'] === '1';
const countsTests = process.env['PLAYWRIGHT_JSON_OUTPUT_NAME'] !== undefined;

export default defineConfig({
  ...(takesPictures ? { testDir: '.', testMatch: 'screenshots.spec.ts' } : { testDir: 'specs' }),
  outputDir: '../test-results/e2e',
  timeout: TEST_TIMEOUT_MS,
  expect: { timeout: EXPECT_TIMEOUT_MS },
  // One at a time: times are measured, and two cores carry one app.
  workers: 1,
  // A test that passes only when tried again hides what is wrong.
  retries: 0,
  forbidOnly: process.env['CI'] !== undefined,
  reporter: countsTests ? [['list'], ['json']] : 'list',
});
