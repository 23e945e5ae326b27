import { expect, test } from '../fixtures/hark.ts';
import { quietRoom, timerOnce } from '../fixtures/recordings.ts';

/** From the start of the app to the timer: the recording takes 6 s, the recogniser a few to load. */
const COMMAND_LIMIT_MS = 30_000;

test('a spoken command starts a timer, which outlives a killed app', async ({ launch, folder }) => {
  const profile = `${folder}/profile`;
  const hark = await launch({ microphone: timerOnce(), profile });
  await hark.waitForState('listening');
  const item = hark.page.getByTestId('clock-item');
  await expect(item).toBeVisible({ timeout: COMMAND_LIMIT_MS });
  const { interaction } = await hark.snapshot();
  expect(interaction).toMatchObject({
    trigger: 'wake',
    outcome: expect.stringMatching(/acted|running/),
    slots: { duration: 'PT10M' },
    action: { error: null },
  });
  const killed = new Promise((resolve) => hark.electron.process().once('exit', resolve));
  hark.electron.process().kill('SIGKILL');
  await killed;

  const again = await launch({ microphone: quietRoom(), profile });
  await expect(again.page.getByTestId('clock-item')).toBeVisible();
});

test('a typed timer rings until it is dismissed', async ({ launch }) => {
  const hark = await launch({ microphone: quietRoom() });
  await hark.waitForState('listening');
  const { page } = hark;
  await page.getByTestId('command-input').fill('set a timer for two seconds');
  await page.getByTestId('command-input').press('Enter');
  const ringing = page.getByTestId('ringing');
  await expect(ringing).toBeVisible({ timeout: COMMAND_LIMIT_MS });
  await ringing.getByTestId('dismiss').first().click();
  await expect(ringing).toBeHidden();
  await expect(page.getByTestId('clock-item')).toBeHidden();
});

test('a timer rings also where the app was killed meanwhile', async ({ launch, folder }) => {
  const profile = `${folder}/profile`;
  const hark = await launch({ microphone: quietRoom(), profile });
  await hark.waitForState('listening');
  await hark.page.getByTestId('command-input').fill('set a timer for twelve seconds');
  await hark.page.getByTestId('command-input').press('Enter');
  await expect(hark.page.getByTestId('clock-item')).toBeVisible({ timeout: COMMAND_LIMIT_MS });
  const killed = new Promise((resolve) => hark.electron.process().once('exit', resolve));
  hark.electron.process().kill('SIGKILL');
  await killed;

  const again = await launch({ microphone: quietRoom(), profile });
  const ringing = again.page.getByTestId('ringing');
  await expect(ringing).toBeVisible({ timeout: COMMAND_LIMIT_MS });
  await ringing.getByTestId('dismiss').first().click();
  await expect(again.page.getByTestId('clock-item')).toBeHidden();
});
