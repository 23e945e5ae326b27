/** Voices: set up through the window with recordings as microphone, told apart, taken elsewhere, erased. */
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { App } from '../drivers/app.ts';
import {
  beginEnrollment,
  enroll,
  finishEnrollment,
  passMicrophoneCheck,
  profileOf,
  readSentence,
  voices,
} from '../drivers/enrollment.ts';
import { expect, test } from '../fixtures/hark.ts';
import { emmaOnce, michaelForEver, michaelOnce, quietRoom } from '../fixtures/recordings.ts';

/** Five sentences at one turn of the recording each, and what is around them. */
const ENROLLMENT_LIMIT_MS = 180_000;
/** From the press to what becomes of it: the recording, the end of speech, and a slow machine. */
const UNDERSTOOD_LIMIT_MS = 20_000;
/** Every sentence takes longer: what ends before was not played. */
const RECORDING_LEAST_MS = 1_500;
const PASSPHRASE = 'seven grey herons wait by the old lock';
const PIN = '2468';

/** What the recordings say, as commands that not everyone may have done. */
const SENTENCES = `language: en
intents:
  HarkDeleteNotes:
    data:
      - sentences: ["[i think] the kettle is boiling", "did you see the film last night"]
`;

async function killed(app: App): Promise<void> {
  const gone = new Promise((resolve) => app.electron.process().once('exit', resolve));
  app.electron.process().kill('SIGKILL');
  await gone;
}

/** Plays the recording from its beginning into a command. */
async function pushToTalk(app: App): Promise<void> {
  const { page } = app;
  await app.go('Home');
  await page.getByTestId('pause').click();
  await app.waitForState('paused');
  await page.getByTestId('pause').click();
  await app.waitForState('listening');
  await page.getByTestId('push-to-talk').click();
  await app.waitForState('capturing');
}

async function choose(app: App, path: string): Promise<void> {
  await app.electron.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath });
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [filePath] });
  }, path);
}

async function notes(app: App): Promise<number> {
  const reply = await app.call('notes.list');
  return reply.ok ? reply.value.length : -1;
}

test.describe.configure({ timeout: ENROLLMENT_LIMIT_MS });

test('a voice is set up, known after a restart, and others are refused', async ({ launch, folder }) => {
  const profile = join(folder, 'profile');
  const hark = await launch({ microphone: michaelForEver(), profile });
  await hark.waitUntilItHears();
  await beginEnrollment(hark, 'Michael');
  for (let i = 0; i < 5; i += 1) await readSentence(hark);
  const { page } = hark;
  await expect(page.getByTestId('check-title')).toContainText('All 5 are good');
  await page.getByTestId('enroll-finish').click();
  await page.getByTestId('try').click();
  await expect(page.getByTestId('speaker')).toHaveText(/Michael/, { timeout: UNDERSTOOD_LIMIT_MS });
  await page.getByTestId('try').click();
  await expect(page.getByTestId('voice-chart')).toBeVisible();
  await page.getByTestId('enroll-done').click();
  expect(await profileOf(hark, 'Michael')).toMatchObject({ state: 'ready', recordings: null });

  // He may have everything done, with a PIN.
  await page.getByTestId('rule-guarded').setChecked(true, { force: true });
  await page.getByTestId('pin-set').click();
  await page.getByTestId('pin-first').fill(PIN);
  await page.getByTestId('pin-second').fill(PIN);
  await page.getByTestId('pin-save').click();
  await expect(page.getByTestId('pin-state')).toHaveText('set');
  const { voices: policy } = await settingsOf(hark);
  await hark.call('settings.update', { voices: { ...policy, guardedBy: 'pin' } });
  expect(await hark.call('commands.save', SENTENCES)).toMatchObject({ ok: true, value: [] });
  await hark.close();

  const other = await launch({ microphone: emmaOnce(), profile });
  await other.waitForState('listening');
  await other.page.getByTestId('command-input').fill('take a note: buy milk');
  await other.page.getByTestId('command-input').press('Enter');
  await expect.poll(() => notes(other)).toBe(1);
  await pushToTalk(other);
  await expect(other.page.getByTestId('refusal')).toHaveAttribute('data-refusal', 'stranger', {
    timeout: UNDERSTOOD_LIMIT_MS,
  });
  await expect(other.page.getByTestId('speaker')).toHaveAttribute('data-outcome', 'stranger');
  expect(await notes(other)).toBe(1);
  await other.close();

  const again = await launch({ microphone: michaelOnce(), profile });
  await again.waitForState('listening');
  await pushToTalk(again);
  const pin = again.page.getByTestId('pin');
  await expect(pin).toBeFocused({ timeout: UNDERSTOOD_LIMIT_MS });
  await expect(again.page.getByTestId('speaker')).toHaveText('Michael, surely');
  await pin.fill('1111');
  await pin.press('Enter');
  await expect(again.page.getByText('That is not the PIN.')).toBeVisible();
  expect(await notes(again)).toBe(1);
  await pin.fill(PIN);
  await pin.press('Enter');
  await expect.poll(() => notes(again)).toBe(0);
  await again.go('History');
  await expect(again.page.getByTestId('history-who').first()).toHaveText('Michael, surely');
});

test('an app that is killed half-way leaves no half voice, and goes on where it was', async ({
  launch,
  folder,
}) => {
  const profile = join(folder, 'profile');
  const hark = await launch({ microphone: michaelForEver(), profile });
  await hark.waitUntilItHears();
  await beginEnrollment(hark, 'Michael');
  await readSentence(hark);
  await readSentence(hark);
  await hark.page.keyboard.press('Space');
  await expect(hark.page.getByTestId('take-verdict')).toHaveAttribute('data-verdict', 'listening');
  await killed(hark);

  const again = await launch({ microphone: michaelForEver(), profile });
  await again.waitUntilItHears();
  const { profiles, enrollment } = await voices(again);
  expect(profiles).toEqual([]);
  expect(enrollment?.takes.map((take) => take?.verdict ?? null)).toEqual(['good', 'good', null, null, null]);
  await again.go('Voices');
  await expect(again.page.getByTestId('enrollment-left')).toContainText('2 of 5');
  await again.page.getByTestId('enrollment-go-on').click();
  await passMicrophoneCheck(again);
  for (let i = 0; i < 3; i += 1) await readSentence(again);
  await finishEnrollment(again);
  expect((await voices(again)).enrollment).toBeNull();
  expect(await profileOf(again, 'Michael')).toMatchObject({ state: 'ready' });

  // One that is begun and discarded leaves nothing.
  await beginEnrollment(again, 'Nobody');
  await readSentence(again);
  await again.page.keyboard.press('Escape');
  await again.page.getByTestId('enroll-discard').click();
  await expect(again.page.getByTestId('enrollment-left')).toHaveCount(0);
  expect(await voices(again)).toMatchObject({ enrollment: null, profiles: [{ name: 'Michael' }] });
});

test('a voice is heard again, renamed, taken to another computer, and erased', async ({ launch, folder }) => {
  const hark = await launch({ microphone: michaelForEver(), profile: join(folder, 'one') });
  await hark.waitUntilItHears();
  await enroll(hark, 'Michael', { keepsRecordings: true });
  const { page } = hark;
  await expect(page.getByTestId('recording')).toHaveCount(5);
  const play = page.getByTestId('recording-play').first();
  const beganAt = Date.now();
  await play.click();
  await expect(play).toHaveAttribute('data-playing', '');
  await expect(play).not.toHaveAttribute('data-playing', { timeout: UNDERSTOOD_LIMIT_MS });
  expect(Date.now() - beganAt).toBeGreaterThan(RECORDING_LEAST_MS);
  await play.click();
  await play.click();
  await expect(play).not.toHaveAttribute('data-playing');
  await page.getByTestId('recordings-delete').click();
  await expect(page.getByTestId('profile-recordings')).toHaveCount(0);

  await page.getByTestId('profile-rename').click();
  await page.getByTestId('profile-name').fill('Mike');
  await page.getByTestId('profile-name').press('Enter');
  await expect(page.getByRole('heading', { name: 'Mike' })).toBeVisible();

  const file = join(folder, 'mike.harkvoice');
  await choose(hark, file);
  await page.getByTestId('profile-export').click();
  await page.getByTestId('passphrase-first').fill(PASSPHRASE);
  await page.getByTestId('passphrase-second').fill(PASSPHRASE);
  await page.getByTestId('passphrase-give').click();
  await expect(page.getByTestId('export-dialog')).toBeHidden({ timeout: UNDERSTOOD_LIMIT_MS });
  expect((await stat(file)).size).toBeGreaterThan(0);
  expect((await readFile(file, 'latin1')).includes('Mike')).toBe(false);

  await page.getByTestId('profile-delete').click();
  await page.getByTestId('delete-yes').click();
  await expect(page.getByTestId('voices-empty')).toBeVisible();
  expect((await voices(hark)).profiles).toEqual([]);
  await hark.close();

  const other = await launch({ microphone: quietRoom(), profile: join(folder, 'two') });
  await other.waitUntilItHears();
  await other.go('Voices');
  await choose(other, file);
  await other.page.getByTestId('voice-import').click();
  const dialog = other.page.getByTestId('import-dialog');
  await dialog.getByTestId('import-passphrase').fill('not this one');
  await dialog.getByTestId('import-choose').click();
  await expect(dialog.getByTestId('import-refused')).toContainText('not the passphrase', {
    timeout: UNDERSTOOD_LIMIT_MS,
  });
  await dialog.getByTestId('import-passphrase').fill(PASSPHRASE);
  await dialog.getByTestId('import-choose').click();
  await expect(other.page.getByRole('heading', { name: 'Mike' })).toBeVisible({
    timeout: UNDERSTOOD_LIMIT_MS,
  });
  expect((await profileOf(other, 'Mike')).summary?.references.length).toBeGreaterThanOrEqual(5);

  await writeFile(file, 'this is no voice');
  await other.page.getByTestId('voice-import').click();
  await dialog.getByTestId('import-passphrase').fill(PASSPHRASE);
  await dialog.getByTestId('import-choose').click();
  await expect(dialog.getByTestId('import-refused')).toBeVisible({ timeout: UNDERSTOOD_LIMIT_MS });
  expect((await voices(other)).profiles).toHaveLength(1);
});

async function settingsOf(app: App) {
  const reply = await app.call('settings.get');
  if (!reply.ok) throw new Error(`no settings: ${reply.error.message}`);
  return reply.value;
}
