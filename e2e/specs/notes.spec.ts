import type { App } from '../drivers/app.ts';
import { expect, test } from '../fixtures/hark.ts';
import { quietRoom } from '../fixtures/recordings.ts';

/** From the key to the list. */
const NOTED_LIMIT_MS = 15_000;

/** Has it noted from elsewhere, as by voice: the screen that is open stays. */
async function say(hark: App, text: string): Promise<void> {
  expect(await hark.call('assistant.type', text)).toMatchObject({ ok: true });
}

test('notes show as they are taken, are found, changed, copied, deleted and brought back', async ({
  launch,
}) => {
  const hark = await launch({ microphone: quietRoom() });
  const { page } = hark;
  await hark.waitForState('listening');
  await hark.go('Notes');
  await expect(page.getByTestId('notes-empty')).toContainText('No notes yet');

  const notes = page.getByTestId('note');
  await say(hark, 'take a note buy milk');
  await expect(notes).toHaveCount(1, { timeout: NOTED_LIMIT_MS });
  await say(hark, 'note call the dentist');
  await expect(notes).toHaveCount(2, { timeout: NOTED_LIMIT_MS });
  await expect(notes.first()).toContainText('Call the dentist');

  await page.getByTestId('notes-search').fill('MILK');
  await expect(page.getByTestId('notes-count')).toHaveText('1 note found');
  await page.getByTestId('note-copy').click();
  await expect.poll(() => hark.electron.evaluate(({ clipboard }) => clipboard.readText())).toBe('Buy milk');
  await page.getByTestId('note-edit').click();
  await page.getByTestId('note-field').fill('Buy oat milk');
  await page.getByTestId('note-field').press('Control+Enter');
  await expect(notes).toContainText('Buy oat milk');
  await page.getByTestId('notes-search').fill('');

  await notes.first().getByTestId('note-delete').click();
  await expect(notes).toHaveCount(1);
  await expect(notes.first().getByTestId('note-delete')).toBeFocused();
  await page.getByTestId('note-restore').click();
  await expect(notes).toHaveCount(2);
  await expect(notes.first()).toContainText('Call the dentist');

  await page.getByTestId('notes-clear').click();
  await page.getByTestId('notes-clear-yes').click();
  await expect(page.getByTestId('notes-empty')).toBeVisible();
  expect(await hark.call('notes.list')).toMatchObject({ ok: true, value: [] });
});
