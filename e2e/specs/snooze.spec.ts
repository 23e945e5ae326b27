import { expect, test } from '../fixtures/hark.ts';
import { quietRoom } from '../fixtures/recordings.ts';

const RINGS_LIMIT_MS = 15_000;
/** Nine minutes, less what has passed of them until the test looks. */
const SNOOZED_MIN_MS = 8.5 * 60_000;
const SNOOZED_MAX_MS = 9 * 60_000;

test('what rings can be snoozed, by its button and by saying so', async ({ launch }) => {
  const hark = await launch({ microphone: quietRoom() });
  const { page } = hark;
  await hark.waitForState('listening');
  for (const how of ['button', 'words'] as const) {
    expect(await hark.call('assistant.type', `set a ${how} timer for one second`)).toMatchObject({
      ok: true,
    });
    const ringing = page.getByTestId('ringing');
    await expect(ringing).toBeVisible({ timeout: RINGS_LIMIT_MS });
    if (how === 'button') await ringing.getByTestId('snooze').click();
    else await hark.call('assistant.type', 'snooze');
    await expect(ringing).toBeHidden({ timeout: RINGS_LIMIT_MS });
    const clock = await hark.call('clock.get');
    if (!clock.ok) throw new Error('there is no clock');
    const snoozed = clock.value.items.filter(({ state }) => state === 'running');
    expect(snoozed).toHaveLength(how === 'button' ? 1 : 2);
    for (const { ringsAt } of snoozed) {
      expect((ringsAt ?? 0) - Date.now()).toBeGreaterThan(SNOOZED_MIN_MS);
      expect((ringsAt ?? 0) - Date.now()).toBeLessThanOrEqual(SNOOZED_MAX_MS);
    }
  }
});
