import { expect, test } from '../fixtures/hark.ts';
import { quietRoom } from '../fixtures/recordings.ts';

test('an alarm that comes again says when, and that all of it goes', async ({ launch }) => {
  const hark = await launch({ microphone: quietRoom() });
  const { page } = hark;
  await hark.waitForState('listening');
  expect(await hark.call('assistant.type', 'set an alarm for seven every weekday')).toMatchObject({
    ok: true,
  });
  const alarm = page.getByTestId('clock-item');
  await expect(alarm).toHaveAttribute('data-repeats', '');
  await expect(alarm).toContainText('Every weekday, next in');
  const remove = alarm.getByTestId('clock-cancel');
  await expect(remove).toHaveAccessibleName(/^Delete every weekday \d+:00/);
  await remove.click();
  await expect(alarm).toHaveCount(0);
});
