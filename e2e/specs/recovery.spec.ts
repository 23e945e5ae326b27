import { recoveryMs } from '../drivers/recovery.ts';
import { startStateLog } from '../drivers/stateLog.ts';
import { expect, record, sharedApp, test } from '../fixtures/hark.ts';
import { alexaForEver } from '../fixtures/recordings.ts';

/** From the death of the engine to listening again. */
const RECOVERY_LIMIT_MS = 2_000;
/** A frozen engine is given time to answer before it is ended: late at 2.5 s, asked, silent at 4.5 s. */
const FREEZE_LIMIT_MS = 10_000;
const WAKE_LIMIT_MS = 20_000;

test.describe.configure({ mode: 'serial' });
const app = sharedApp(() => ({ microphone: alexaForEver(), env: { HARK_LOG_LEVEL: 'debug' } }));

test.beforeEach(async () => {
  // "Alexa" comes again before the command that it begins is given up: it may be at that all the time.
  await app().waitUntilItHears();
  await startStateLog(app().page);
});

for (const signal of ['SIGKILL', 'SIGSEGV'] as const) {
  test(`after ${signal} of the engine it listens again within 2 s and hears the next word`, async () => {
    const before = await app().enginePid();
    const at = await app().signalEngine(signal);
    await expect(app().page.getByTestId('assistant-state')).toHaveAttribute('data-state', 'starting');
    await app().waitForState('listening');
    const took = await recoveryMs(app(), at);
    record(test.info(), `listening again after ${signal}`, `${took.toFixed(0)} ms`);
    expect(took).toBeLessThanOrEqual(RECOVERY_LIMIT_MS);
    expect(await app().enginePid()).not.toBe(before);
    await app().waitForWake('alexa', at);
  });
}

test('the third crash in five minutes ends the attempts, says why and offers a retry that works', async () => {
  await app().signalEngine('SIGKILL');
  await app().waitForState('degraded');
  const notice = app().page.getByTestId('engine-notice');
  await expect(notice).toContainText('failed 3 times in 5 minutes');
  await expect(notice).toBeInViewport();
  expect(await app().enginePid()).toBeNull();
  // A microphone that nobody listens to is let go.
  await expect(app().page.getByTestId('mic-state')).toHaveAttribute('data-state', 'off');

  const at = Date.now();
  await app().page.getByTestId('retry').click();
  await app().waitForState('listening');
  await expect(notice).toBeHidden();
  await app().waitForWake('alexa', at);
});

test('an engine that freezes is replaced', async () => {
  const frozen = await app().enginePid();
  const at = await app().signalEngine('SIGSTOP');
  await expect(app().page.getByTestId('assistant-state')).toHaveAttribute('data-state', 'starting', {
    timeout: FREEZE_LIMIT_MS,
  });
  await app().waitForState('listening');
  expect(await app().enginePid()).not.toBe(frozen);
  await app().waitForWake('alexa', at);
});

test('after the machine slept it listens again and hears the next word', async () => {
  const { electron } = app();
  await electron.evaluate(({ powerMonitor }) => powerMonitor.emit('suspend'));
  await app().waitForState('starting');
  const at = Date.now();
  await electron.evaluate(({ powerMonitor }) => powerMonitor.emit('resume'));
  await app().waitForState('listening');
  await app().waitForWake('alexa', at);
});

test('a reloaded page listens again and hears the next word', async () => {
  const engine = await app().enginePid();
  const at = Date.now();
  await app().page.reload();
  await app().waitForState('listening');
  expect(await app().enginePid()).toBe(engine);
  await app().waitForWake('alexa', at);
});

test('a page whose process dies comes back and hears the next word', async () => {
  const { electron } = app();
  const linesBefore = (await app().log()).length;
  await electron.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer();
  });
  // The driver lost the page with its process; what main says of it is in the log.
  const saidSince = async () => (await app().log()).slice(linesBefore);
  await expect
    .poll(saidSince, { timeout: WAKE_LIMIT_MS })
    .toMatch(/page is gone[\s\S]*to="listening"[\s\S]* wake model="alexa"/);
});
