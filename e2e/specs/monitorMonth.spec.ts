/** The monitor over 30 days in which Hark was never off. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, record, test } from '../fixtures/hark.ts';
import { quietRoom } from '../fixtures/recordings.ts';

const OPEN_LIMIT_MS = 300;
const DAYS = 30;
/** Of each table, how many of its rows make a day. */
const ROWS_A_DAY = { metric_minutes: 1_440, metric_quarters: 96, metric_two_hours: 12 };
/** What the machine is asked every few seconds. */
const MEASURED_LIMIT_MS = 30_000;
const TEST_LIMIT_MS = 120_000;

/** As if the minute that was measured had gone on for a month. */
function lengthen(file: string): void {
  const database = new DatabaseSync(file);
  for (const [table, rowsADay] of Object.entries(ROWS_A_DAY)) {
    database.exec(`
      WITH RECURSIVE earlier(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM earlier WHERE n < ${DAYS * rowsADay - 1})
      INSERT OR IGNORE INTO ${table} (at, body)
        SELECT last.at - n, last.body FROM earlier, (SELECT at, body FROM ${table} ORDER BY at DESC LIMIT 1) AS last`);
  }
  database.close();
}

test('a month of figures shows at once', async ({ launch, folder }) => {
  test.setTimeout(TEST_LIMIT_MS);
  const profile = join(folder, 'profile');
  const before = await launch({ microphone: quietRoom(), profile });
  await before.waitForState('listening');
  for (const text of ['what time is it', 'what is twelve times twelve']) {
    await before.page.getByTestId('command-input').fill(text);
    await before.page.getByTestId('command-input').press('Enter');
    await expect(before.page.getByTestId('said')).toContainText(text);
    await expect(before.page.getByTestId('interaction')).not.toHaveAttribute('data-outcome', 'running');
  }
  await expect
    .poll(async () => JSON.stringify(await before.call('health.prometheus')), { timeout: MEASURED_LIMIT_MS })
    .toContain('hark_process_cpu_ratio{');
  await before.close();
  lengthen(join(profile, 'hark.db'));

  const app = await launch({ microphone: quietRoom(), profile });
  const { page } = app;
  await app.waitForState('listening');
  await app.go('Monitor');
  // The third, how fast Hark is, has nothing to draw: nobody spoke.
  for (const section of ['use', 'machine'] as const) {
    await page.getByTestId(`section-${section}`).click();
    await page.getByTestId('health-range').getByText('24 h', { exact: true }).click();
    await expect(page.getByTestId('figures')).toHaveAttribute('data-range', '24h');
    const shownMs = await page.evaluate(async () => {
      const choice = [...document.querySelectorAll<HTMLElement>('[data-testid=health-range] label')].find(
        ({ textContent }) => textContent === '30 d',
      );
      const startedAt = performance.now();
      choice?.click();
      while (document.querySelector('[data-testid=figures][data-range="30d"] canvas') === null) {
        await new Promise((drawn) => requestAnimationFrame(drawn));
      }
      await new Promise((drawn) => requestAnimationFrame(drawn));
      return performance.now() - startedAt;
    });
    record(test.info(), `a month of ${section} is on screen after`, `${shownMs.toFixed(0)} ms`);
    expect(shownMs, section).toBeLessThan(OPEN_LIMIT_MS);
    // All of it was read: there were two in every stretch of time.
    if (section === 'use')
      await expect(page.getByTestId('activity')).toContainText(/Requests in the last 30 days\d{4}/);
  }
});
