/** Push-to-talk with a recording that says no wake word: only the button makes Hark listen. */
import type { App } from '../drivers/app.ts';
import { expect, test } from '../fixtures/hark.ts';
import { timerWithoutWakeWord } from '../fixtures/recordings.ts';

/** From the press to the timer: the recording, the end of speech, and a slow machine. */
const TIMER_LIMIT_MS = 20_000;

/** Plays the recording from its beginning, so that a press now comes before its words. */
async function fromTheBeginning(hark: App): Promise<void> {
  await hark.page.getByTestId('pause').click();
  await hark.waitForState('paused');
  await hark.page.getByTestId('pause').click();
  await hark.waitForState('listening');
}

test('a press begins a command, and silence or a second press ends it', async ({ launch }) => {
  const hark = await launch({ microphone: timerWithoutWakeWord() });
  const { page } = hark;
  await hark.waitForState('listening');
  await fromTheBeginning(hark);
  const button = page.getByTestId('push-to-talk');
  await button.click();
  await hark.waitForState('capturing');
  await expect(button).toHaveText('Done talking');
  await expect(page.getByTestId('clock-item')).toHaveCount(1, { timeout: TIMER_LIMIT_MS });
  expect((await hark.snapshot()).interaction).toMatchObject({ trigger: 'push', phrase: null });
  await hark.waitForState('listening');

  await fromTheBeginning(hark);
  await button.click();
  await hark.waitForState('capturing');
  await button.click();
  await expect.poll(async () => (await hark.snapshot()).interaction?.outcome).toBe('nothing_said');
  await expect(page.getByTestId('clock-item')).toHaveCount(1);
});

test('held, it listens until it is let go', async ({ launch }) => {
  const hark = await launch({ microphone: timerWithoutWakeWord() });
  const { page } = hark;
  await hark.waitForState('listening');
  await hark.call('settings.update', { pushToTalk: { shortcut: null, mode: 'hold' } });
  await fromTheBeginning(hark);
  const button = page.getByTestId('push-to-talk');
  await expect(button).toHaveAttribute('data-mode', 'hold');
  await button.focus();
  await page.keyboard.down('Space');
  await hark.waitForState('capturing');
  await expect(button).toHaveText('Let go to end');
  await expect(page.getByTestId('said')).toContainText(/minutes/i, { timeout: TIMER_LIMIT_MS });
  // Silence does not end it.
  expect((await hark.snapshot()).state).toBe('capturing');
  await page.keyboard.up('Space');
  await expect(page.getByTestId('clock-item')).toHaveCount(1, { timeout: TIMER_LIMIT_MS });
});
