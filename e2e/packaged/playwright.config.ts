/** The smoke test of a packaged app; `npm run package` runs it on what it made. */
import { defineConfig } from 'playwright/test';

const TEST_TIMEOUT_MS = 60_000;

export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results/packaged',
  timeout: TEST_TIMEOUT_MS,
  workers: 1,
  reporter: 'list',
});
