/**
 * The pictures of the documentation, taken from the running app after real wakes. Only on request:
 * `HARK_SCREENSHOTS=1 npx playwright test -c e2e/playwright.config.ts`. The smallest window goes to the test results,
 * to be looked at.
 */
import { join } from 'node:path';
import type { Page } from 'playwright';
import { type App, ROOT, type Screen } from './drivers/app.ts';
import { passMicrophoneCheck, readSentence } from './drivers/enrollment.ts';
import { expect, test } from './fixtures/hark.ts';
import { everyWordOnce, michaelForEver } from './fixtures/recordings.ts';

const PICTURES = join(ROOT, 'docs', 'images');
const REVIEW = join(ROOT, 'test-results', 'screenshots');
const SIZE = { width: 1200, height: 800 };
const SMALLEST = { width: 900, height: 600 };
/** The least that the window can be. */
const MONITOR_SMALLEST = { width: 720, height: 480 };
const DEVICE_NAME = 'Built-in microphone';

/** Said before History is pictured; the last one is no command. */
const SAID = [
  'take a note: the plumber comes on Thursday between nine and noon, let him in by the side door',
  'note buy oat milk and coffee',
  'what is twelve times twelve',
  'set a pizza timer for ten minutes',
  'make me a sandwich',
];

const SCREENS: Partial<Record<Screen, string>> = {
  Notes: 'notes',
  Commands: 'commands',
  History: 'history',
  'Wake words': 'words',
  Monitor: 'monitor',
  Settings: 'settings',
  About: 'about',
};

async function showTheme(app: App, theme: 'dark' | 'light'): Promise<void> {
  await app.call('settings.update', { theme });
  await expect(app.page.locator('html')).toHaveAttribute('data-mantine-color-scheme', theme);
  await app.page.evaluate(
    () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
  );
}

/** The device of the tests has a name that no machine's microphone has. */
async function nameMicrophone(page: Page): Promise<void> {
  await page.addInitScript((label) => {
    Object.defineProperty(MediaStreamTrack.prototype, 'label', { get: () => label });
  }, DEVICE_NAME);
  await page.reload();
}

/** Plays the recording from its beginning, up to where its last word is explained and the command still heard. */
async function hearEveryWord(app: App): Promise<void> {
  const startedAt = Date.now();
  await app.page.getByTestId('pause').click();
  await app.page.getByTestId('pause').click();
  await app.page.mouse.move(0, 0);
  await app.waitForWake('hey_jarvis', startedAt);
  await expect
    .poll(async () => (await app.snapshot()).wakes[0]?.trace ?? null, { intervals: [20] })
    .not.toBeNull();
  await expect(app.page.getByTestId('wake-chart')).toBeVisible();
}

/** Types commands, each until it is over. */
async function sayAll({ page }: App): Promise<void> {
  for (const text of SAID) {
    await page.getByTestId('command-input').fill(text);
    await page.getByTestId('command-input').press('Enter');
    await expect(page.getByTestId('interaction')).not.toHaveAttribute('data-outcome', 'running');
    await expect(page.getByTestId('said')).toContainText(text.slice(-8));
  }
}

for (const theme of ['light', 'dark'] as const) {
  test(`pictures, ${theme}`, async ({ launch }) => {
    const app = await launch({ microphone: everyWordOnce() });
    const { page } = app;
    await app.resize(SIZE.width, SIZE.height);
    await nameMicrophone(page);
    await showTheme(app, theme);
    await page.screenshot({ path: join(REVIEW, `welcome-${theme}.png`) });
    await page.getByTestId('welcome-done').click();
    await hearEveryWord(app);
    await page.screenshot({ path: join(PICTURES, `home-${theme}.png`) });

    await sayAll(app);
    await page.mouse.move(0, 0);
    await page.screenshot({ path: join(REVIEW, `command-${theme}.png`) });

    const documented = theme === 'dark' ? PICTURES : REVIEW;
    for (const [screen, name] of Object.entries(SCREENS) as [Screen, string][]) {
      await app.go(screen);
      await page.mouse.move(0, 0);
      await page.screenshot({ path: join(documented, `${name}.png`) });
    }
    await app.resize(SMALLEST.width, SMALLEST.height);
    for (const [screen, name] of Object.entries(SCREENS) as [Screen, string][]) {
      await app.go(screen);
      await page.mouse.move(0, 0);
      await page.screenshot({ path: join(REVIEW, `${name}-${theme}-small.png`) });
    }
    await app.go('Notes');
    await page.getByTestId('note-edit').first().click();
    await page.getByTestId('note-delete').last().click();
    await page.screenshot({ path: join(REVIEW, `notes-editing-${theme}-small.png`) });
    await app.go('Commands');
    for (const view of ['Your sentences', 'Your actions']) {
      await page.getByText(view, { exact: true }).first().click();
      await page.screenshot({ path: join(REVIEW, `commands-${view.slice(5)}-${theme}-small.png`) });
    }
    await page.getByTestId('action-add').click();
    await page.screenshot({ path: join(REVIEW, `commands-form-${theme}-small.png`) });
    await app.go('Home');
    await page.screenshot({ path: join(REVIEW, `home-${theme}-small.png`) });
  });
}

const ENROLLMENT_LIMIT_MS = 180_000;
/** A turn of the recording, and the model on a slow machine. */
const TRIED_LIMIT_MS = 30_000;

for (const theme of ['light', 'dark'] as const) {
  test(`pictures of a voice that is set up, ${theme}`, async ({ launch }) => {
    test.setTimeout(ENROLLMENT_LIMIT_MS);
    const app = await launch({ microphone: michaelForEver() });
    const { page } = app;
    await nameMicrophone(page);
    await app.waitUntilItHears();
    await showTheme(app, theme);
    const picture = async (name: string, folder = REVIEW) => {
      await page.mouse.move(0, 0);
      await app.resize(SMALLEST.width, SMALLEST.height);
      await page.screenshot({ path: join(REVIEW, `${name}-${theme}-small.png`) });
      await app.resize(SIZE.width, SIZE.height);
      await page.screenshot({
        path: join(folder, folder === REVIEW ? `${name}-${theme}.png` : `${name}.png`),
      });
    };
    await app.go('Voices');
    await picture('voices-none');
    await page.getByTestId('voice-add').click();
    await page.getByTestId('enroll-name').fill('Anna');
    // The documentation shows what is so unless it is chosen.
    if (theme === 'light') await page.getByTestId('enroll-keep-audio').click({ force: true });
    await picture('enroll-consent');
    await page.getByTestId('consent-agree').click();
    await expect(page.getByTestId('room-verdict')).toHaveAttribute('data-verdict', 'good', {
      timeout: TRIED_LIMIT_MS,
    });
    await picture('enroll-microphone');
    await passMicrophoneCheck(app);
    await page.keyboard.press('Space');
    await expect(page.getByTestId('take-verdict')).toHaveAttribute('data-verdict', 'listening');
    await expect(page.getByTestId('speech-counter')).toContainText(/^1\.\d s/, { timeout: TRIED_LIMIT_MS });
    await page.screenshot({
      path: join(theme === 'dark' ? PICTURES : REVIEW, 'enrollment.png'),
    });
    await expect(page.getByTestId('take-verdict')).toHaveAttribute('data-verdict', 'good', {
      timeout: TRIED_LIMIT_MS,
    });
    await picture('enroll-good');
    await page.getByTestId('take').click();
    for (let i = 0; i < 4; i += 1) await readSentence(app);
    await picture('enroll-check');
    await page.getByTestId('enroll-finish').click();
    await page.getByTestId('try').click();
    await expect(page.getByTestId('speaker')).toBeVisible({ timeout: TRIED_LIMIT_MS });
    await picture('enroll-try');
    await page.getByTestId('try').click();
    await expect(page.getByTestId('voice-chart')).toBeVisible();
    await picture('enroll-done');
    await page.getByTestId('enroll-done').click();
    await picture('voices', theme === 'dark' ? PICTURES : REVIEW);
    await page
      .getByTestId('references')
      .getByText(/references,/)
      .click();
    await page.getByTestId('profile-delete').scrollIntoViewIfNeeded();
    await picture('voices-references');
    await app.go('Settings');
    await page.getByTestId('strictness').scrollIntoViewIfNeeded();
    await picture('voices-settings');
    await app.go('History');
    await picture('voices-history');
  });
}

const MONITOR_LIMIT_MS = 600_000;
/** So that figures over a quarter of an hour are more than a point. */
const MONITOR_MINUTES = 4;
const MONITOR_MAX_HEIGHT = 2_600;
const MONITOR_SECTIONS = ['now', 'speed', 'use', 'machine', 'upkeep', 'log'] as const;
const MINUTE_MS = 60_000;

test('pictures of the monitor, of a real run', async ({ launch }) => {
  test.setTimeout(MONITOR_LIMIT_MS);
  const app = await launch({ microphone: everyWordOnce() });
  const { page } = app;
  await nameMicrophone(page);
  const startedAt = Date.now();
  await app.resize(SIZE.width, SIZE.height);
  await page.getByTestId('welcome-done').click();
  await hearEveryWord(app);
  for (let minute = 1; minute <= MONITOR_MINUTES; minute += 1) {
    await sayAll(app);
    if (minute === 2) {
      await app.crashEngine('SIGSEGV');
      await app.waitForState('listening');
    }
    if (minute === 3) await hearEveryWord(app);
    if (minute === 4) {
      await app.go('Monitor');
      await page.getByTestId('section-upkeep').click();
      await page.getByTestId('self-test-run').click();
      await expect(page.getByTestId('self-test')).toHaveAttribute('data-ok', 'true', { timeout: MINUTE_MS });
      await page.getByTestId('backup-make').click();
      await expect(page.getByTestId('backup')).not.toHaveCount(0);
      await page.getByTestId('backup-drill').click();
      await expect(page.getByTestId('drill')).toHaveAttribute('data-ok', 'true', { timeout: MINUTE_MS });
      await page.getByTestId('storage-check').click();
      await expect(page.getByTestId('integrity')).toHaveAttribute('data-ok', 'true');
      await app.go('Home');
    }
    await page.waitForTimeout(Math.max(0, startedAt + minute * MINUTE_MS - Date.now()));
  }
  await app.go('Monitor');
  for (const theme of ['light', 'dark'] as const) {
    await showTheme(app, theme);
    for (const section of MONITOR_SECTIONS) {
      await app.resize(SIZE.width, SIZE.height);
      await page.getByTestId(`section-${section}`).click();
      if (section === 'speed')
        await page.getByTestId('health-range').getByText('15 min', { exact: true }).click();
      await expect(page.getByRole('tabpanel')).not.toContainText(/Looking…|Reading what was measured…/);
      const height = await page.evaluate(() => document.querySelector('main')?.scrollHeight ?? 0);
      await app.resize(SIZE.width, Math.min(MONITOR_MAX_HEIGHT, height));
      await page.mouse.move(0, 0);
      await showTheme(app, theme);
      await page.screenshot({ path: join(PICTURES, `monitor-${section}-${theme}.png`) });
      await app.resize(MONITOR_SMALLEST.width, MONITOR_SMALLEST.height);
      await page.screenshot({ path: join(REVIEW, `monitor-${section}-${theme}-smallest.png`) });
    }
  }
});
