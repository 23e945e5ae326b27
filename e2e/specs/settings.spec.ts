import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { App } from '../drivers/app.ts';
import { expect, test } from '../fixtures/hark.ts';
import { quietRoom } from '../fixtures/recordings.ts';

async function scheme(app: App): Promise<string | null> {
  return app.page.locator('html').getAttribute('data-mantine-color-scheme');
}

/** Brightness of the window's ground, 0 to 255. */
async function brightness(app: App): Promise<number> {
  return app.page.evaluate(() => {
    const pixel = document.createElement('canvas').getContext('2d');
    if (!pixel) throw new Error('no canvas');
    pixel.fillStyle = getComputedStyle(document.body).backgroundColor;
    pixel.fillRect(0, 0, 1, 1);
    return Math.max(...pixel.getImageData(0, 0, 1, 1).data.slice(0, 3));
  });
}

test('the theme follows the choice, and the system where that is the choice', async ({ launch }) => {
  const app = await launch({ microphone: quietRoom() });
  await app.go('Settings');
  const choose = (name: string) => app.page.getByTestId('theme').getByText(name, { exact: true }).click();

  await choose('Dark');
  await expect.poll(() => scheme(app)).toBe('dark');
  expect(await brightness(app)).toBeLessThan(64);
  await choose('Light');
  await expect.poll(() => scheme(app)).toBe('light');
  expect(await brightness(app)).toBeGreaterThan(192);

  await choose('System');
  const themeSource = () => app.electron.evaluate(({ nativeTheme }) => nativeTheme.themeSource);
  await expect.poll(themeSource).toBe('system');
  for (const colorScheme of ['dark', 'light'] as const) {
    await app.page.emulateMedia({ colorScheme });
    await expect.poll(() => scheme(app)).toBe(colorScheme);
  }
});

test('settings survive a restart', async ({ launch, folder }) => {
  const first = await launch({ microphone: quietRoom(), profile: folder });
  await first.waitForState('listening');
  await first.page.getByTestId('welcome-done').click();
  await first.page.getByRole('switch', { name: 'Listen for “Hey Mycroft”' }).press('Space');
  const slider = first.page.getByRole('slider', { name: 'Sensitivity for “Hey Jarvis”' });
  await slider.press('Home');
  await first.go('Settings');
  await first.page.getByTestId('theme').getByText('Dark', { exact: true }).click();
  await expect.poll(() => scheme(first)).toBe('dark');
  const saved = async () => JSON.parse(await readFile(join(folder, 'settings.json'), 'utf8'));
  await expect.poll(saved).toMatchObject({ theme: 'dark', words: { hey_jarvis: { sensitivity: 0 } } });
  expect(await first.close()).toBe(0);

  const second = await launch({ microphone: quietRoom(), profile: folder });
  await second.waitForState('listening');
  expect(await scheme(second)).toBe('dark');
  await expect(second.page.getByTestId('welcome')).toBeHidden();
  await expect(second.page.getByRole('switch', { name: 'Listen for “Hey Mycroft”' })).not.toBeChecked();
  await expect(second.page.getByRole('slider', { name: 'Sensitivity for “Hey Jarvis”' })).toHaveAttribute(
    'aria-valuenow',
    '0',
  );
  await expect(second.page.getByTestId('score-trace-hey_mycroft')).toBeHidden();
});

test('damaged settings are set aside with a notice, and Hark listens with its defaults', async ({
  launch,
  folder,
}) => {
  const damaged = '{"version":1,"theme":"dark","words":{"alexa":';
  const app = await launch({ microphone: quietRoom(), profile: folder, settingsFile: damaged });
  const notice = app.page.getByTestId('notice');
  await expect(notice).toBeInViewport();
  await expect(notice).toContainText('settings.corrupt-1.json');
  await expect(notice).toContainText('defaults');
  await app.waitForState('listening');
  await expect(app.page.getByRole('switch', { checked: true })).toHaveCount(4);
  expect(await readFile(join(folder, 'settings.corrupt-1.json'), 'utf8')).toBe(damaged);
  await notice.getByRole('button', { name: 'Dismiss' }).click();
  await expect(notice).toBeHidden();
  expect(await readdir(folder)).not.toContain('settings.json');
});

test('what Hark does to stay well is set in one place or the other', async ({ launch }) => {
  const app = await launch({ microphone: quietRoom() });
  const { page } = app;
  const held = async () => {
    const reply = await app.call('settings.get');
    if (!reply.ok) throw new Error(reply.error.message);
    return { ...reply.value.upkeep, ...reply.value.engine };
  };
  await app.go('Settings');
  await page.getByTestId('settings-self-test').press('Space');
  await page.getByTestId('archive-history').press('Space');
  await page.getByTestId('backup-days').click();
  await page.getByRole('option', { name: '14 days' }).click();
  await page.getByTestId('engine-provider').getByText('Processor only').click();
  await expect.poll(held).toEqual({
    provider: 'cpu',
    selfTest: false,
    archiveHistory: true,
    backups: { enabled: true, days: 14, weeks: 4 },
  });

  await app.go('Monitor');
  await page.getByTestId('section-upkeep').click();
  await expect(page.getByTestId('self-test-daily')).not.toBeChecked();
  await expect(page.getByTestId('backup-days')).toHaveValue('14 days');
  await page.getByTestId('self-test-daily').press('Space');
  await page.getByTestId('backups-enabled').press('Space');
  await expect.poll(held).toMatchObject({ selfTest: true, backups: { enabled: false } });
});
