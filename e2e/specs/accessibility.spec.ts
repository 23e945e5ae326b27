import AxeBuilder from '@axe-core/playwright';
import type { App } from '../drivers/app.ts';
import { failMicrophone } from '../drivers/microphone.ts';
import { expect, sharedApp, test } from '../fixtures/hark.ts';
import { alexaForEver } from '../fixtures/recordings.ts';

const SCREENS = [
  'Home',
  'Notes',
  'Commands',
  'History',
  'Voices',
  'Wake words',
  'Monitor',
  'Settings',
  'About',
] as const;

const app = sharedApp(() => ({ microphone: alexaForEver() }));

/** What axe calls serious or critical on what is shown now. */
async function violations(hark: App): Promise<string[]> {
  // Without legacy mode axe wants a second page for its report, and this browser has the app's window only.
  const { violations: all } = await new AxeBuilder({ page: hark.page }).setLegacyMode().analyze();
  return all
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
    );
}

for (const theme of ['light', 'dark'] as const) {
  test(`axe finds nothing serious on any screen, ${theme}`, async () => {
    const { page } = app();
    await app().waitUntilItHears();
    await app().call('settings.update', { theme });
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', theme);
    const found: Record<string, string[]> = {};
    for (const screen of SCREENS) {
      await app().go(screen);
      found[screen] = await violations(app());
    }

    await app().go('Voices');
    await page.getByTestId('voice-add').click();
    found['what is kept of a voice'] = await violations(app());
    await page.getByTestId('enroll-name').fill('Anna');
    await page.getByTestId('enroll-name').press('Enter');
    await expect(page.getByTestId('room-verdict')).toBeVisible();
    found['the microphone check'] = await violations(app());
    await page.getByTestId('microphone-done').click();
    await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
    found['a sentence to be read'] = await violations(app());
    await page.keyboard.press('Escape');
    await expect(page.getByRole('heading', { level: 1, name: 'Voices' })).toBeFocused();
    await expect(page.getByTestId('enrollment-left')).toHaveCount(0);

    await app().go('Home');
    await app().waitForWake('alexa');
    await expect(page.getByTestId('wake-chart')).toBeVisible();
    found['after a wake'] = await violations(app());
    await page.getByText('Show the figures').click();
    found['the figures'] = await violations(app());

    await failMicrophone(page, 'NotAllowedError');
    await page.getByTestId('pause').click();
    await app().waitForState('paused');
    found['paused'] = await violations(app());
    await page.getByTestId('pause').click();
    await expect(page.getByTestId('microphone-denied')).toBeVisible();
    found['a microphone that may not be used'] = await violations(app());
    await failMicrophone(page, null);
    await page.getByRole('button', { name: 'Try again' }).click();

    expect(Object.fromEntries(Object.entries(found).filter(([, problems]) => problems.length > 0))).toEqual(
      {},
    );
  });
}

test('axe finds nothing serious while the engine is down', async () => {
  await app().waitUntilItHears();
  for (let crash = 1; crash <= 3; crash += 1) {
    await app().crashEngine();
    await app().waitForState(crash < 3 ? 'listening' : 'degraded');
  }
  await expect(app().page.getByTestId('engine-notice')).toBeVisible();
  for (const theme of ['light', 'dark'] as const) {
    await app().call('settings.update', { theme });
    await expect(app().page.locator('html')).toHaveAttribute('data-mantine-color-scheme', theme);
    expect(await violations(app()), theme).toEqual([]);
  }
});

test('what happens is announced without an interruption', async () => {
  const { page } = app();
  await page.getByTestId('retry').click();
  await app().waitForState('listening');
  const announcement = page.locator('output[aria-live=polite]');
  await expect(announcement).toContainText(/Listening/);
  await app().waitForWake('alexa', Date.now());
  await expect(announcement).toContainText('Heard “Alexa”');
});
