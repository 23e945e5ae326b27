import type { App } from '../drivers/app.ts';
import { failMicrophone, holdMicrophone, releaseMicrophone } from '../drivers/microphone.ts';
import { startStateLog, statesShown } from '../drivers/stateLog.ts';
import { expect, sharedApp, test } from '../fixtures/hark.ts';
import { mutedMicrophone, quietRoom } from '../fixtures/recordings.ts';

/** Silence means a mute switch only after some seconds of it. */
const MUTED_LIMIT_MS = 15_000;

async function expectHelp(app: App, problem: string, ...words: string[]): Promise<void> {
  const notice = app.page.getByTestId(`microphone-${problem}`);
  await expect(notice).toBeInViewport();
  for (const word of words) await expect(notice).toContainText(word);
  await expect(app.page.getByTestId('mic-state')).toHaveAttribute('data-state', problem);
  await expect(app.page.getByTestId('assistant-state')).toHaveAttribute('data-state', 'starting');
  await expect(app.page.getByRole('heading', { level: 1 })).not.toHaveText('Listening');
}

test.describe('with a microphone', () => {
  const app = sharedApp(() => ({ microphone: quietRoom() }));

  test('is not said to listen before the first samples arrived', async () => {
    const { page } = app();
    await app().waitForState('listening');
    await holdMicrophone(page);
    await page.getByTestId('pause').click();
    await app().waitForState('paused');
    await startStateLog(page);
    await page.getByTestId('pause').click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Starting');
    await expect(page.getByTestId('mic-state')).toHaveAttribute('data-state', 'opening');
    // The engine stands ready and tells so every second; that alone is no reason to claim that anything is heard.
    await page.evaluate(() => new Promise((beat) => window.hark.on('engine.heartbeat', beat)));
    expect((await statesShown(page)).map(({ state }) => state)).toEqual(['paused', 'starting']);
    await releaseMicrophone(page);
    await app().waitForState('listening');
    await expect(page.getByTestId('mic-state')).toHaveAttribute('data-state', 'live');
  });

  test('that is in use elsewhere says so, and listens once it is free', async () => {
    const { page } = app();
    await app().waitForState('listening');
    await failMicrophone(page, 'NotReadableError');
    await page.getByTestId('pause').click();
    await page.getByTestId('pause').click();
    await expectHelp(app(), 'busy', 'in use elsewhere', 'Close calls');
    await failMicrophone(page, null);
    // Nobody has to press anything: it is tried again by itself.
    await app().waitForState('listening');
    await expect(page.getByTestId('microphone-busy')).toBeHidden();
  });

  test('that goes away while it is open is opened again', async () => {
    const { page } = app();
    await app().waitForState('listening');
    await page.evaluate(() => {
      const { mediaDevices } = navigator;
      const open = mediaDevices.getUserMedia.bind(mediaDevices);
      mediaDevices.getUserMedia = async (constraints) => {
        const stream = await open(constraints);
        setTimeout(() => stream.getAudioTracks()[0]?.dispatchEvent(new Event('ended')), 500);
        mediaDevices.getUserMedia = open;
        return stream;
      };
    });
    await page.getByTestId('pause').click();
    await app().waitForState('paused');
    await startStateLog(page);
    await page.getByTestId('pause').click();
    const states = async () => (await statesShown(page)).map(({ state }) => state);
    await expect.poll(states).toEqual(['paused', 'starting', 'listening', 'starting', 'listening']);
  });

  test('that may not be used says so, and listens once it may', async () => {
    const { page, electron } = app();
    await electron.evaluate(({ session }) => {
      session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
      session.defaultSession.setPermissionCheckHandler(() => false);
    });
    await page.reload();
    await expectHelp(app(), 'denied', 'may not use the microphone', 'privacy settings');
    await electron.evaluate(({ session }) => {
      session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(true));
      session.defaultSession.setPermissionCheckHandler(() => true);
    });
    await page.getByTestId('microphone-denied').getByRole('button', { name: 'Try again' }).click();
    await app().waitForState('listening');
  });
});

test('a muted microphone is told from a working one', async ({ launch }) => {
  const app = await launch({ microphone: mutedMicrophone() });
  await expect(app.page.getByTestId('mic-state')).toHaveAttribute('data-state', 'muted', {
    timeout: MUTED_LIMIT_MS,
  });
  await expectHelp(app, 'muted', 'silent', 'mute switch');
  await expect(app.page.getByRole('heading', { level: 1 })).toHaveText('Hearing nothing');
});

test('without a microphone the sample recording is offered, and wakes', async ({ launch }) => {
  const app = await launch({ microphone: null });
  await expectHelp(app, 'missing', 'No microphone was found', 'Plug one in');
  await app.page
    .getByTestId('microphone-missing')
    .getByRole('button', { name: 'Use the sample recording' })
    .click();
  await app.waitForState('listening');
  await expect(app.page.getByTestId('sample-notice')).toBeVisible();
  await app.waitForWake('alexa');
  await app.page.getByTestId('sample-notice').getByRole('button', { name: 'Use the microphone' }).click();
  await expectHelp(app, 'missing');
});
