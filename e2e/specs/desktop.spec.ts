import { spawn } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { type App, ELECTRON, launchArguments, launchEnvironment, ROOT } from '../drivers/app.ts';
import { expect, test } from '../fixtures/hark.ts';
import { alexaForEver, quietRoom } from '../fixtures/recordings.ts';

const isLinux = process.platform === 'linux';

/** The system takes a moment to end a process that is in the middle of loading its models. */
const ENGINE_ENDS_WITHIN_MS = 2_000;

function isAlive(pid: number | null | undefined): boolean {
  if (pid === null || pid === undefined) throw new Error('there was no engine');
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Presses the window's close button. */
async function pressClose(app: App): Promise<void> {
  await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
}

/** Starts Hark once more on the same profile. @returns its exit code */
async function startAgain(profile: string): Promise<number | null> {
  const options = { microphone: null };
  const second = spawn(ELECTRON, [...launchArguments(null), ROOT], {
    env: launchEnvironment(profile, options),
    stdio: 'ignore',
  });
  return new Promise((resolve) => second.once('exit', resolve));
}

/** The environment of a desktop that shows tray icons: its answer to the question whether it does. */
async function desktopWithTray(folder: string): Promise<Record<string, string>> {
  if (!isLinux) return {};
  const programs = join(folder, 'programs');
  await mkdir(programs, { recursive: true });
  const answer = join(programs, 'dbus-send');
  await writeFile(answer, '#!/bin/sh\necho "   boolean true"\n');
  await chmod(answer, 0o755);
  return {
    PATH: [programs, process.env['PATH'] ?? ''].join(delimiter),
    DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent',
  };
}

test('closed to the tray it goes on listening; a second start brings the window back', async ({
  launch,
  folder,
}) => {
  const profile = join(folder, 'profile');
  const app = await launch({ microphone: alexaForEver(), profile, env: await desktopWithTray(folder) });
  await app.waitForState('listening');
  expect(await app.isWindowVisible()).toBe(true);
  await pressClose(app);
  await expect.poll(() => app.isWindowVisible()).toBe(false);
  await app.waitForWake('alexa', Date.now());

  expect(await startAgain(profile)).toBe(0);
  await expect.poll(() => app.isWindowVisible()).toBe(true);
  expect(app.electron.windows()).toHaveLength(1);

  await app.go('Settings');
  await app.page.getByRole('switch', { name: 'Keep listening when the window is closed' }).press('Space');
  await expect
    .poll(async () => {
      const reply = await app.call('settings.get');
      return reply.ok && reply.value.closeToTray;
    })
    .toBe(false);
  await pressClose(app);
  expect(await app.exitCode()).toBe(0);
});

test('on a desktop without a tray the close button ends it', async ({ launch }) => {
  test.skip(!isLinux, 'every desktop of this system has a tray');
  const app = await launch({
    microphone: quietRoom(),
    env: { DBUS_SESSION_BUS_ADDRESS: undefined, XDG_RUNTIME_DIR: undefined },
  });
  await app.waitForState('listening');
  const engine = await app.enginePid();
  await pressClose(app);
  expect(await app.exitCode()).toBe(0);
  await expect.poll(() => isAlive(engine), { timeout: ENGINE_ENDS_WITHIN_MS }).toBe(false);
});

/** Answers what Hark asks before it quits, and notes that it did. */
async function answerQuit(app: App, button: 'Keep running' | 'Quit anyway' | 'Cancel'): Promise<void> {
  await app.electron.evaluate(({ dialog }, wanted) => {
    dialog.showMessageBox = (...args: unknown[]) => {
      const { buttons = [], message } = args.at(-1) as { buttons?: string[]; message: string };
      process.env['HARK_ASKED'] = message;
      return Promise.resolve({ response: buttons.indexOf(wanted), checkboxChecked: false });
    };
  }, button);
}

test('with a timer set it asks before it quits, and a system that ends it is not held up', async ({
  launch,
}) => {
  const env = {
    HARK_ASK_BEFORE_QUIT: undefined,
    DBUS_SESSION_BUS_ADDRESS: undefined,
    XDG_RUNTIME_DIR: undefined,
  };
  const app = await launch({ microphone: quietRoom(), env });
  await app.waitForState('listening');
  await app.page.getByTestId('command-input').fill('set a timer for ten minutes');
  await app.page.getByTestId('command-input').press('Enter');
  await expect(app.page.getByTestId('clock-item')).toBeVisible();
  for (const button of ['Cancel', 'Keep running'] as const) {
    await answerQuit(app, button);
    await pressClose(app);
    const asked = () => app.electron.evaluate(() => process.env['HARK_ASKED'] ?? '');
    await expect.poll(asked).toBe('A timer is to ring within a day.');
    await app.electron.evaluate(() => delete process.env['HARK_ASKED']);
    await app.waitForState('listening');
  }
  app.electron.process().kill('SIGTERM');
  expect(await app.exitCode()).toBe(0);
});
