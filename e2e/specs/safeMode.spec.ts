/** Starts that fail, the safe one after them, and the way back; and what crashes leave behind. */
import { spawn } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { type App, ELECTRON, launchArguments, launchEnvironment, ROOT } from '../drivers/app.ts';
import { expect, record, test } from '../fixtures/hark.ts';
import { quietRoom } from '../fixtures/recordings.ts';

const START_LIMIT_MS = 20_000;
const RECOVERY_LIMIT_MS = 20_000;

const SETTINGS = JSON.stringify({
  version: 1,
  theme: 'dark',
  words: { alexa: { enabled: true, sensitivity: 0.9 } },
  history: { retentionDays: 30 },
  pauseShortcut: 'CommandOrControl+Alt+P',
});
const SENTENCES = `language: en
intents:
  HarkTime:
    data:
      - sentences: ["how late is it on the moon"]
`;

const ACTION = {
  intent: 'Fountain',
  title: 'Fountain',
  sentences: ['start the fountain'],
  risk: 'personal',
  kind: 'url',
  url: 'https://fountain.example/',
};

interface Starts {
  failed: number;
  startedAt: number;
  state: string;
}
const starts = async (profile: string): Promise<Starts> =>
  JSON.parse(await readFile(join(profile, 'starts.json'), 'utf8'));
/** Of a profile that was started; null before that. */
const startedAt = (profile: string) =>
  starts(profile).then(
    (read) => read.startedAt,
    () => null,
  );

/** A start that is killed as soon as it is known to have begun. */
async function failedStart(profile: string): Promise<void> {
  const before = await startedAt(profile);
  const child = spawn(ELECTRON, [...launchArguments(quietRoom()), ROOT], {
    env: launchEnvironment(profile, { microphone: quietRoom() }),
    stdio: 'ignore',
  });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  await expect.poll(() => startedAt(profile), { timeout: START_LIMIT_MS, intervals: [5] }).not.toBe(before);
  child.kill('SIGKILL');
  await gone;
}

async function safeMode(app: App) {
  const reply = await app.call('app.info');
  if (!reply.ok) throw new Error(reply.error.message);
  return reply.value.safeMode;
}

async function understood(app: App, text: string): Promise<string | null> {
  const reply = await app.call('commands.try', text);
  if (!reply.ok) throw new Error(reply.error.message);
  return reply.value.intent;
}

/** The driver cannot follow an app that starts itself again: nothing is started, and the log says what would have been. */
async function holdRestart(app: App): Promise<void> {
  await app.electron.evaluate(({ app: electron }) => {
    electron.relaunch = () => undefined;
  });
}

test('after three starts that failed the fourth is a safe one, and leads back to a usual one', async ({
  launch,
  folder,
}) => {
  const profile = folder;
  await writeFile(join(profile, 'settings.json'), SETTINGS);
  await writeFile(join(profile, 'sentences.yaml'), SENTENCES);
  const first = await launch({ microphone: quietRoom(), profile });
  await first.waitForState('listening');
  expect(await first.call('userActions.save', ACTION)).toMatchObject({ ok: true });
  await expect.poll(() => understood(first, 'start the fountain')).toBe('Fountain');
  expect(await first.close()).toBe(0);
  const stored = await readFile(join(profile, 'settings.json'), 'utf8');
  for (let failed = 0; failed < 3; failed += 1) {
    await failedStart(profile);
    expect(await starts(profile)).toMatchObject({ failed, state: 'starting' });
  }

  const safe = await launch({ microphone: quietRoom(), profile });
  expect(await safeMode(safe)).toEqual({ failedStarts: 3 });
  const banner = safe.page.getByTestId('safe-mode');
  await expect(banner).toContainText('failed to start 3 times');
  // It listens all the same.
  await safe.waitForState('listening');
  for (const screen of ['Monitor', 'Settings', 'Home'] as const) {
    await safe.go(screen);
    await expect(banner).toBeInViewport();
  }
  // What could have been the reason is left out.
  const { value: held } = (await safe.call('settings.get')) as { value: Record<string, unknown> };
  expect(held).toMatchObject({
    theme: 'system',
    pauseShortcut: null,
    secondLook: false,
    pushToTalk: { shortcut: null },
    engine: { provider: 'cpu' },
    history: { retentionDays: 30 },
  });
  await expect.poll(() => understood(safe, 'what time is it')).toBe('HarkTime');
  expect(await understood(safe, 'how late is it on the moon')).toBeNull();
  expect(await understood(safe, 'start the fountain')).toBeNull();
  // What is changed now is not kept.
  await safe.call('settings.update', { theme: 'light' });
  expect(await readFile(join(profile, 'settings.json'), 'utf8')).toBe(stored);

  await holdRestart(safe);
  // It can be gone before the driver hears that the click was done.
  await banner
    .getByTestId('start-usual')
    .click()
    .catch(() => undefined);
  expect(await safe.exitCode()).toBe(0);
  expect(await safe.log()).toContain('Hark starts again safe=false');
  expect(await starts(profile)).toMatchObject({ state: 'ended', failed: 2 });
  expect(await readFile(join(profile, 'settings.json'), 'utf8')).toBe(stored);

  const usual = await launch({ microphone: quietRoom(), profile });
  expect(await safeMode(usual)).toBeNull();
  await usual.waitForState('listening');
  await expect(usual.page.getByTestId('safe-mode')).toHaveCount(0);
  await expect(usual.page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  await expect.poll(() => understood(usual, 'how late is it on the moon')).toBe('HarkTime');
  expect(await understood(usual, 'start the fountain')).toBe('Fountain');
  await expect.poll(async () => (await starts(profile)).state).toBe('good');
  expect((await starts(profile)).failed).toBe(0);
});

test('it starts safely where that is asked for', async ({ launch, folder }) => {
  const app = await launch({ microphone: quietRoom(), profile: folder, args: ['--safe-mode'] });
  await app.waitForState('listening');
  expect(await safeMode(app)).toEqual({ failedStarts: 0 });
  await expect(app.page.getByTestId('safe-mode')).toContainText('It was asked to.');
  expect(await app.call('config.import')).toMatchObject({ ok: false, error: { code: 'safe_mode.refused' } });
  for (const theme of ['light', 'dark'] as const) {
    await app.call('settings.update', { theme });
    await expect(app.page.locator('html')).toHaveAttribute('data-mantine-color-scheme', theme);
    const { violations } = await new AxeBuilder({ page: app.page }).setLegacyMode().analyze();
    expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
  }
  await holdRestart(app);
  await app.call('app.restart', 'safe').catch(() => undefined);
  expect(await app.exitCode()).toBe(0);
  expect(await app.log()).toContain('Hark starts again safe=true');
  expect(await starts(folder)).toMatchObject({ state: 'ended', failed: 0 });
  expect(await readdir(folder)).not.toContain('settings.json');
});

test('an error that nobody caught is kept as a report without its words, and told of at the next start', async ({
  launch,
  folder,
}) => {
  const first = await launch({ microphone: quietRoom(), profile: folder });
  await first.waitForState('listening');
  await first.electron
    .evaluate(() => {
      setTimeout(() => JSON.parse('call my doctor'), 0);
    })
    .catch(() => undefined);
  expect(await first.exitCode()).toBe(1);
  const [name = ''] = await readdir(join(folder, 'crashes'));
  const report = await readFile(join(folder, 'crashes', name), 'utf8');
  expect(JSON.parse(report)).toMatchObject({ process: 'main', what: expect.stringContaining('SyntaxError') });
  expect(report).not.toContain('doctor');
  expect(await readFile(join(folder, 'logs', 'hark.log'), 'utf8')).not.toContain('doctor');

  const second = await launch({ microphone: quietRoom(), profile: folder });
  expect(await safeMode(second)).toBeNull();
  const notice = second.page.getByTestId('notice');
  await expect(notice).toHaveAttribute('data-code', 'app.crashed');
  await notice.getByRole('button', { name: 'Have a look' }).click();
  await expect(second.page.getByRole('heading', { level: 1, name: 'Monitor' })).toBeVisible();
  expect(await second.close()).toBe(0);
  // An orderly end is no crash of anything.
  expect(await readdir(join(folder, 'crashes'))).toEqual([name]);

  const third = await launch({ microphone: quietRoom(), profile: folder });
  await third.waitForState('listening');
  await expect(third.page.getByTestId('notice')).toHaveCount(0);
});

test('an engine and a page that crash leave reports, are counted, and no dump of memory', async ({
  launch,
  folder,
}) => {
  const app = await launch({ microphone: quietRoom(), profile: folder });
  await app.waitForState('listening');
  const at = await app.crashEngine('SIGSEGV');
  await app.waitForState('listening');
  record(test.info(), 'listening again after SIGSEGV', `${Date.now() - at} ms`);
  const reply = await app.call('crashes.list');
  if (!reply.ok) throw new Error(reply.error.message);
  expect(reply.value).toMatchObject([{ process: 'engine', what: 'The voice engine ended by itself.' }]);
  const metrics = await app.call('health.prometheus');
  expect(metrics.ok && metrics.value).toContain('hark_crashes_total{process="engine"} 1');

  await app.electron.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer();
  });
  const reports = async () => (await readdir(join(folder, 'crashes'))).map((name) => name.split('-')[1]);
  await expect.poll(reports, { timeout: RECOVERY_LIMIT_MS }).toContain('window.json');
  const files = await readdir(folder, { recursive: true });
  expect(files.filter((file) => /\.dmp$|(^|\/)core(\.\d+)?$/.test(file))).toEqual([]);
  const dumps = await readdir(join(folder, 'Crashpad'), { recursive: true, withFileTypes: true });
  expect(dumps.filter((entry) => entry.isFile()).map(({ name }) => name)).toEqual(['client_id']);
});
