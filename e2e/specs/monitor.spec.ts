/** The monitor shows what was measured, of a real command, and what to do where a limit is broken. */
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { App } from '../drivers/app.ts';
import { expect, sharedApp, test } from '../fixtures/hark.ts';
import { timerOnce } from '../fixtures/recordings.ts';

/** From the start of the app to the timer: the recording takes 13 s, the recogniser a few to load. */
const COMMAND_LIMIT_MS = 40_000;
/** What is shown follows what is measured; a minute has to be over before it stands in a chart. */
const FIGURES_LIMIT_MS = 90_000;
/** What is kept is looked at half a minute after the start, and a limit has to be broken for as long. */
const ALERT_LIMIT_MS = 100_000;
const TEST_LIMIT_MS = 150_000;
/** More than the least target of the disk. */
const BALLAST_BYTES = 60 * 1024 ** 2;

test.describe.configure({ mode: 'serial', timeout: TEST_LIMIT_MS });
const profile = mkdtempSync(join(tmpdir(), 'hark-e2e-'));
const app = sharedApp(() => {
  const ballast = join(profile, 'ballast');
  writeFileSync(ballast, '');
  truncateSync(ballast, BALLAST_BYTES);
  return { microphone: timerOnce(), profile };
});
test.afterAll(() => rmSync(profile, { recursive: true, force: true }));

async function targets(hark: App) {
  const reply = await hark.call('settings.get');
  if (!reply.ok) throw new Error(reply.error.message);
  return reply.value.health.targets;
}

async function serious(hark: App): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page: hark.page }).setLegacyMode().analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`));
}

test('a spoken command shows in the service levels, with its stages', async () => {
  const { page } = app();
  await expect(page.getByTestId('clock-item')).toBeVisible({ timeout: COMMAND_LIMIT_MS });
  await app().go('Monitor');
  await expect(page.getByRole('heading', { level: 1, name: 'Monitor' })).toBeFocused();
  await expect(page.getByTestId('health')).toHaveAttribute('data-state', /ok|degraded/);
  await expect(page.getByTestId('health')).toContainText(/^Hark /);
  for (const level of ['wake_detection', 'command_detection']) {
    await expect(page.getByTestId(`value-${level}`)).toHaveText(/^\d.* (ms|s)$/, {
      timeout: FIGURES_LIMIT_MS,
    });
    await expect(page.getByTestId(`level-${level}`)).not.toHaveAttribute('data-state', 'idle');
  }
  await expect(page.getByTestId('level-voice_verification')).toHaveAttribute('data-state', 'idle');
  await expect(page.getByTestId('level-voice_verification')).toContainText('Nothing measured yet');

  await expect(page.getByTestId('traces').getByRole('button')).toHaveCount(1, { timeout: FIGURES_LIMIT_MS });
  const stages = page.getByTestId('waterfall').locator('tbody tr');
  await expect(stages.first()).toHaveAttribute('data-stage', 'wake');
  for (const stage of ['speech', 'text', 'intent', 'action']) {
    await expect(page.getByTestId('waterfall').locator(`[data-stage=${stage}]`)).toBeVisible();
  }
  await page.getByTestId('trace-view').getByText('Slowest of the day').click();
  await expect(page.getByTestId('traces').getByRole('button')).toHaveCount(1);
  await expect(page.getByTestId('engine-card')).toHaveAttribute('data-running', 'true');
  await expect(page.getByTestId('microphone-card')).toHaveAttribute('data-state', 'live');
  await expect(page.getByTestId('models-card')).toContainText('verified');
});

test('figures over time have a picture, a table and the name of their metric', async () => {
  const { page } = app();
  await page.getByTestId('health-range').getByText('15 min', { exact: true }).click();
  await expect(page.getByTestId('figures')).toHaveAttribute('data-range', '15m');
  const chart = page.getByTestId('chart-process-memory');
  await expect(chart.getByRole('img')).toHaveAttribute('aria-label', /voice engine \d.*MiB/, {
    timeout: FIGURES_LIMIT_MS,
  });
  await expect(chart).toContainText('hark_process_memory_bytes');
  await chart.getByText('Show the figures').click();
  await expect(chart.getByRole('row')).not.toHaveCount(0);
  await expect(chart.getByRole('columnheader', { name: 'voice engine' })).toBeVisible();
  await expect(page.getByTestId('activity')).toContainText('Requests in the last 15 minutes');
  await expect(page.getByTestId('heat').locator('td[data-level="4"]')).toHaveText('1');
});

test('a target is changed in place, within its bounds, and goes back to its default', async () => {
  const { page } = app();
  const before = await targets(app());
  await page.getByTestId('target-edit-wake_detection').click();
  const field = page.getByTestId('target-wake_detection');
  await expect(field).toHaveValue('500');
  await field.fill('5');
  await field.press('Enter');
  await expect(page.getByText('50 to 10000 ms')).toBeVisible();
  expect(await targets(app())).toEqual(before);
  await field.fill('400');
  await field.press('Enter');
  await expect(page.getByTestId('target-shown-wake_detection')).toHaveText('400 ms');
  await expect.poll(async () => (await targets(app())).wake_detection).toBe(0.4);
  await expect(page.getByTestId('target-edit-wake_detection')).toBeFocused();

  await page.getByTestId('target-reset-wake_detection').click();
  await expect.poll(() => targets(app())).toEqual(before);
  await page.getByTestId('target-edit-cpu').click();
  await page.getByTestId('target-cpu').fill('33');
  await page.getByTestId('target-cpu').press('Escape');
  await expect(page.getByTestId('target-shown-cpu')).toHaveText('70 %');
  expect(await targets(app())).toEqual(before);
});

test('a limit that is broken raises an alert, which is acknowledged', async () => {
  const { page } = app();
  await page.getByTestId('target-edit-disk').click();
  await page.getByTestId('target-disk').fill('50');
  await page.getByTestId('target-disk').press('Enter');
  await expect(page.getByTestId('level-disk')).toHaveAttribute('data-state', 'broken', {
    timeout: FIGURES_LIMIT_MS,
  });
  const alert = page.getByTestId('alert-disk');
  await expect(alert).toBeVisible({ timeout: ALERT_LIMIT_MS });
  await expect(alert).toContainText('Disk is over its limit');
  await expect(page.getByTestId('alert-mark')).toBeVisible();
  await expect(
    page.getByRole('navigation').getByRole('button', { name: 'Monitor', exact: true }),
  ).toHaveAccessibleDescription('An alert lasts');
  for (const theme of ['light', 'dark'] as const) {
    await app().call('settings.update', { theme });
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', theme);
    expect(await serious(app()), theme).toEqual([]);
  }
  await page.getByText('Show them as Prometheus reads them').click();
  await expect(page.getByTestId('metrics')).toContainText('hark_interactions_total{');
  await page.getByTestId('alert-notify').press('Space');
  await expect(page.getByTestId('alert-notify')).not.toBeChecked();
  await page.getByTestId('acknowledge-disk').click();
  await expect(alert).toContainText('Acknowledged');
  await expect(page.getByTestId('alert-log')).toContainText('acknowledged');
});

test('the engine restarts from its card', async () => {
  const { page } = app();
  const pid = await app().enginePid();
  await page.getByTestId('engine-restart').click();
  await expect.poll(() => app().enginePid(), { timeout: FIGURES_LIMIT_MS }).not.toBe(pid);
  await expect(page.getByTestId('engine-card')).toHaveAttribute('data-running', 'true', {
    timeout: FIGURES_LIMIT_MS,
  });
});
