/** Sets up a voice as a person does, through the window; the microphone's recording is what is read. */
import { expect } from 'playwright/test';
import type { Profile, ProfilesSnapshot } from '../../contract/profiles.ts';
import type { App } from './app.ts';

/** From the press to the verdict: the recording's next turn, its pause, and the model on a slow machine. */
const TAKE_LIMIT_MS = 30_000;
/** Until the microphone check heard someone speak. */
const ROOM_LIMIT_MS = 20_000;
const SENTENCES = 5;

export async function voices(app: App): Promise<ProfilesSnapshot> {
  const reply = await app.call('profiles.get');
  if (!reply.ok) throw new Error(`no profiles: ${reply.error.message}`);
  return reply.value;
}

export async function profileOf(app: App, name: string): Promise<Profile> {
  const found = (await voices(app)).profiles.find((profile) => profile.name === name);
  if (found === undefined) throw new Error(`there is no profile of ${name}`);
  return found;
}

/** Up to where the first sentence can be read. */
export async function beginEnrollment(
  app: App,
  name: string,
  { keepsRecordings = false } = {},
): Promise<void> {
  const { page } = app;
  await app.go('Voices');
  await page.getByTestId('voice-add').click();
  await page.getByTestId('enroll-name').fill(name);
  if (keepsRecordings) await page.getByTestId('enroll-keep-audio').setChecked(true, { force: true });
  await page.getByTestId('consent-agree').click();
  await passMicrophoneCheck(app);
}

export async function passMicrophoneCheck({ page }: App): Promise<void> {
  await expect(page.getByTestId('room-verdict')).toHaveAttribute('data-verdict', 'good', {
    timeout: ROOM_LIMIT_MS,
  });
  await page.getByTestId('microphone-done').click();
}

/** Reads the sentence at hand and goes on to the next. */
export async function readSentence({ page }: App): Promise<void> {
  const verdict = page.getByTestId('take-verdict');
  await expect(verdict).toHaveAttribute('data-verdict', 'ready');
  await page.keyboard.press('Space');
  await expect(verdict).toHaveAttribute('data-verdict', 'listening');
  await expect(verdict).not.toHaveAttribute('data-verdict', 'listening', { timeout: TAKE_LIMIT_MS });
  await expect(verdict).toHaveAttribute('data-verdict', 'good');
  await page.getByTestId('take').click();
}

/** Makes the voiceprint and leaves the wizard by its end. */
export async function finishEnrollment({ page }: App): Promise<void> {
  await page.getByTestId('enroll-finish').click();
  await page.getByTestId('try-skip').click({ timeout: TAKE_LIMIT_MS });
  await expect(page.getByTestId('voice-chart')).toBeVisible();
  await page.getByTestId('enroll-done').click();
}

export async function enroll(app: App, name: string, how: { keepsRecordings?: boolean } = {}): Promise<void> {
  await beginEnrollment(app, name, how);
  for (let i = 0; i < SENTENCES; i += 1) await readSentence(app);
  await finishEnrollment(app);
}
