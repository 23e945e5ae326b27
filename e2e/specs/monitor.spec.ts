/** The monitor shows what was measured, of a real command, and what to do where a limit is broken. */
import { mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
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
/** All recordings through all models, in a process that loads them first, on a slow machine. */
const SELF_TEST_LIMIT_MS = 90_000;
/** Some looks at the log. */
const LOG_POLLS_MS = 3_000;
const SMALLEST = { width: 720, height: 480 };
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

const SECTIONS = ['now', 'speed', 'use', 'machine', 'upkeep', 'log'] as const;

/** By its tab. */
async function show(section: (typeof SECTIONS)[number]): Promise<void> {
  await app().page.getByTestId(`section-${section}`).click();
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

  await expect(page.getByTestId('engine-card')).toHaveAttribute('data-running', 'true');
  await expect(page.getByTestId('microphone-card')).toHaveAttribute('data-state', 'live');

  await show('speed');
  await expect(page.getByTestId('traces').getByRole('button')).toHaveCount(1, { timeout: FIGURES_LIMIT_MS });
  const stages = page.getByTestId('waterfall').locator('tbody tr');
  await expect(stages.first()).toHaveAttribute('data-stage', 'wake');
  for (const stage of ['speech', 'text', 'intent', 'action']) {
    await expect(page.getByTestId('waterfall').locator(`[data-stage=${stage}]`)).toBeVisible();
  }
  await page.getByTestId('trace-view').getByText('Slowest of the day').click();
  await expect(page.getByTestId('traces').getByRole('button')).toHaveCount(1);
  await show('machine');
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
  await show('use');
  await expect(page.getByTestId('activity')).toContainText('Requests in the last 15 minutes');
  await expect(page.getByTestId('heat').locator('td[data-level="4"]')).toHaveText('1');
});

test('a target is changed in place, within its bounds, and goes back to its default', async () => {
  const { page } = app();
  await show('now');
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
  await page.getByTestId('alert-notify').press('Space');
  await expect(page.getByTestId('alert-notify')).not.toBeChecked();
  await page.getByTestId('acknowledge-disk').click();
  await expect(alert).toContainText('Acknowledged');
  await expect(page.getByTestId('alert-log')).toContainText('acknowledged');
});

test('every part of it is clean for axe, in both themes and the smallest window', async () => {
  const { page } = app();
  const found: Record<string, string[]> = {};
  for (const theme of ['light', 'dark'] as const) {
    await app().call('settings.update', { theme });
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', theme);
    for (const section of SECTIONS) {
      await show(section);
      await expect(page.getByRole('tabpanel')).toBeVisible();
      found[`${section}, ${theme}`] = await serious(app());
    }
  }
  const size = await page.evaluate(() => [innerWidth, innerHeight] as const);
  await app().resize(SMALLEST.width, SMALLEST.height);
  for (const section of SECTIONS) {
    await show(section);
    const overhang = await page.evaluate(() => {
      const main = document.querySelector('main');
      return main ? main.scrollWidth - main.clientWidth : -1;
    });
    if (overhang !== 0) found[`${section}, small`] = [`${overhang} px too wide`];
  }
  await app().resize(...size);
  expect(Object.fromEntries(Object.entries(found).filter(([, problems]) => problems.length > 0))).toEqual({});
});

test('the parts are reached with the keyboard', async () => {
  const { page } = app();
  await show('now');
  await page.getByTestId('section-now').press('ArrowRight');
  await expect(page.getByTestId('section-speed')).toBeFocused();
  await expect(page.getByTestId('figures')).toHaveAttribute('data-section', 'speed');
  await page.getByTestId('section-speed').press('End');
  await page.getByTestId('section-log').press('Enter');
  await expect(page.getByTestId('log')).toBeVisible();
});

test('the self-test is run from its button, and everything is as it should be', async () => {
  const { page } = app();
  await show('upkeep');
  const result = page.getByTestId('self-test');
  const startedAt = Date.now();
  await page.getByTestId('self-test-run').click();
  await expect(result).toHaveAttribute('data-running', 'true');
  await expect(page.getByTestId('self-test-run')).toBeDisabled();
  await expect(result).toHaveAttribute('data-running', 'false', { timeout: SELF_TEST_LIMIT_MS });
  expect(Number(await result.getAttribute('data-at'))).toBeGreaterThanOrEqual(startedAt);
  for (const check of ['wake', 'command', 'speaker', 'silence'])
    await expect(result.locator(`tr[data-check=${check}]`)).not.toHaveCount(0);
  await expect(result).toHaveAttribute('data-ok', 'true');
  await expect(page.getByTestId('self-test-past').getByRole('listitem')).not.toHaveCount(0);

  await expect(page.getByTestId('self-test-daily')).toBeChecked();
  await page.getByTestId('self-test-daily').press('Space');
  await expect(page.getByText('Only when you ask for it.').first()).toBeVisible();
  await page.getByTestId('self-test-daily').press('Space');
});

test('a backup is made, tried, restored and deleted', async () => {
  const { page } = app();
  const notes = async () => {
    const reply = await app().call('notes.list');
    return reply.ok ? reply.value.length : -1;
  };
  const note = async (text: string) => {
    const before = await notes();
    await app().call('assistant.type', `take a note: ${text}`);
    await expect.poll(notes, { timeout: COMMAND_LIMIT_MS }).toBe(before + 1);
  };
  await show('upkeep');
  await note('before the backup');
  await page.getByTestId('backup-make').click();
  const made = page.getByTestId('backup').filter({ hasText: 'by you' });
  await expect(made).toHaveCount(1);
  await expect(made).toContainText('sound');
  const id = await made.getAttribute('data-id');
  await page.getByTestId('backup-drill').click();
  await expect(page.getByTestId('drill')).toHaveAttribute('data-ok', 'true', { timeout: FIGURES_LIMIT_MS });

  await note('after the backup');
  await page.locator(`[data-id="${id}"]`).getByTestId('backup-restore').click();
  const dialog = page.getByTestId('restore-dialog');
  await expect(dialog).toContainText('backed up first');
  expect(await serious(app())).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  expect(await notes()).toBe(2);
  await page.locator(`[data-id="${id}"]`).getByTestId('backup-restore').click();
  await dialog.getByTestId('restore-yes').click();
  await expect(page.getByTestId('restored')).toContainText('Restored', { timeout: FIGURES_LIMIT_MS });
  expect(await notes()).toBe(1);

  const before = page.getByTestId('backup').filter({ hasText: 'before a restore' });
  await expect(before).toHaveCount(1);
  await before.getByTestId('backup-restore').click();
  await dialog.getByTestId('restore-yes').click();
  await expect.poll(notes, { timeout: FIGURES_LIMIT_MS }).toBe(2);

  await page.locator(`[data-id="${id}"]`).getByTestId('backup-delete').click();
  await page.getByTestId('backup-delete-yes').click();
  await expect(page.locator(`[data-id="${id}"]`)).toHaveCount(0);
});

test('storage is checked and cleaned', async () => {
  const { page } = app();
  await show('upkeep');
  await page.getByTestId('storage-check').click();
  await expect(page.getByTestId('integrity')).toHaveAttribute('data-ok', 'true');
  await page.getByTestId('storage-clean').click();
  await expect(page.getByTestId('storage-cleaned')).toContainText(/freed|nothing to clean/);
  await expect(page.getByTestId('storage-facts')).toContainText('since');
});

test('what computes the models is told', async () => {
  const { page } = app();
  await show('machine');
  await expect(page.getByTestId('providers')).toContainText(/processor/);
  await expect(page.getByTestId('models-card')).toContainText(/CPU/, { timeout: FIGURES_LIMIT_MS });
});

test('the log is followed, filtered, paused, copied and exported', async () => {
  const { page, electron } = app();
  await show('log');
  const log = page.getByTestId('log');
  await expect(log).toContainText('Hark starts');
  await page.getByTestId('log-search').fill('STARTS version');
  await expect(log.getByText('Hark starts')).toHaveCount(1);
  await expect(log.locator('p')).toHaveCount(1);
  await page.getByTestId('log-info').click();
  await expect(log).toContainText('No line is like that');
  await page.getByTestId('log-info').click();
  await page.getByTestId('log-copy').click();
  await expect(page.getByTestId('log-copy')).toHaveText('Copied');
  expect(await electron.evaluate(({ clipboard }) => clipboard.readText())).toMatch(
    /^\d{4}-.*Z info \[main\] Hark starts version=[^\n]*$/,
  );
  await page.getByTestId('log-search').fill('');

  await page.getByTestId('log-follow').click();
  await expect(page.getByTestId('log-state')).toContainText('Paused');
  const count = await log.locator('p').count();
  await app().call('assistant.pause');
  await page.waitForTimeout(LOG_POLLS_MS);
  await expect(log.locator('p')).toHaveCount(count);
  await page.getByTestId('log-follow').click();
  await expect(log.locator('p').last()).toContainText('paused');
  await app().call('assistant.resume');
  await expect(log.locator('p').last()).toContainText('listening', { timeout: FIGURES_LIMIT_MS });

  const file = join(profile, 'exported');
  await electron.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath });
  }, file);
  await page.getByTestId('log-export').click();
  await expect(page.getByTestId('log-exported')).toHaveText('Written', { timeout: FIGURES_LIMIT_MS });
  expect(statSync(file).size).toBeGreaterThan(0);

  await page.getByText('Show them as Prometheus reads them').click();
  await expect(page.getByTestId('metrics')).toContainText('hark_interactions_total{');
});

test('the engine restarts from its card', async () => {
  const { page } = app();
  await show('now');
  const pid = await app().enginePid();
  await page.getByTestId('engine-restart').click();
  await expect.poll(() => app().enginePid(), { timeout: FIGURES_LIMIT_MS }).not.toBe(pid);
  await expect(page.getByTestId('engine-card')).toHaveAttribute('data-running', 'true', {
    timeout: FIGURES_LIMIT_MS,
  });
});
