import { join, resolve } from 'node:path';
import { expect, test } from 'playwright/test';
import { PackagedApp } from './packagedApp.ts';

const RECORDING = join(resolve(import.meta.dirname, '../..'), 'renderer/public/sample.wav');
/** The wake word that the recording starts with; it ends 2.8 s in. */
const FIRST_WORD = 'alexa';
/** From the window to the first samples through the models. */
const LISTENING_LIMIT_MS = 20_000;
const WAKE_LIMIT_MS = 15_000;

test('the packaged app hears its microphone and wakes on screen', async () => {
  const folder = process.env['HARK_PACKAGED'];
  if (folder === undefined) throw new Error('HARK_PACKAGED must name the folder of an unpacked app');
  const app = await PackagedApp.start(folder, RECORDING);
  let exitCode: number | null;
  try {
    const state = app.page.getByTestId('assistant-state');
    await expect(state).toHaveAttribute('data-state', 'listening', { timeout: LISTENING_LIMIT_MS });
    const wake = app.page.getByTestId('last-wake');
    await expect(wake).toHaveAttribute('data-model', FIRST_WORD, { timeout: WAKE_LIMIT_MS });
  } finally {
    exitCode = await app.stop();
  }
  expect(exitCode).toBe(0);
});
