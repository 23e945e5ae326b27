/** Commands and History: what people change themselves, and what they find again. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type App, ROOT } from '../drivers/app.ts';
import { expect, test } from '../fixtures/hark.ts';
import { quietRoom } from '../fixtures/recordings.ts';

/** From typing to the verdict, and from saving to the sentence being understood. */
const UNDERSTOOD_LIMIT_MS = 10_000;
const SAMPLE = join(ROOT, 'renderer', 'public', 'sample.wav');

/** The line of the sample recording that is a command, as a recording of its own. */
async function spokenTimer(path: string): Promise<void> {
  const HEADER_BYTES = 44;
  const BYTES_PER_S = 2 * 16_000;
  const text = await readFile(SAMPLE.replace('.wav', '.json'), 'utf8');
  const { lines } = JSON.parse(text) as { lines: { text: string; startS: number; endS: number }[] };
  const line = lines.find((each) => each.text.startsWith('Set a timer'));
  if (line === undefined) throw new Error('the sample has no timer');
  const wav = await readFile(SAMPLE);
  const at = (seconds: number) => HEADER_BYTES + 2 * Math.round((seconds * BYTES_PER_S) / 2);
  const cut = Buffer.concat([
    wav.subarray(0, HEADER_BYTES),
    wav.subarray(at(line.startS - 0.2), at(line.endS + 0.2)),
  ]);
  cut.writeUInt32LE(cut.length - 8, 4);
  cut.writeUInt32LE(cut.length - HEADER_BYTES, 40);
  await writeFile(path, cut);
}

const OWN = (sentence: string) => `language: en
intents:
  Tea:
    data:
      - sentences: ["${sentence}"]
`;

async function say({ page }: App, text: string): Promise<void> {
  await page.getByTestId('command-input').fill(text);
  await page.getByTestId('command-input').press('Enter');
  await expect(page.getByTestId('said')).toContainText(text, { timeout: UNDERSTOOD_LIMIT_MS });
  await expect(page.getByTestId('interaction')).not.toHaveAttribute('data-outcome', 'running');
}

async function attempt({ page }: App, text: string): Promise<string | null> {
  await page.getByTestId('try-text').fill(text);
  await page.getByTestId('try-send').click();
  await expect(page.getByTestId('try-heard')).toContainText(text);
  return page.getByTestId('try-result').getAttribute('data-intent');
}

test('sentences of one’s own: checked while written, understood once saved', async ({ launch }) => {
  const hark = await launch({ microphone: quietRoom() });
  await hark.waitForState('listening');
  const { page } = hark;
  await hark.go('Commands');
  expect(await attempt(hark, 'put the kettle on')).toBe('');

  await page.getByText('Your sentences', { exact: true }).first().click();
  const editor = page.getByTestId('sentences');
  await editor.fill(OWN('(put|turn the kettle on'));
  const fault = page.getByTestId('diagnostic');
  await expect(fault).toContainText('Line 5:22', { timeout: UNDERSTOOD_LIMIT_MS });
  await expect(page.getByTestId('sentences-save')).toBeDisabled();
  await fault.click();
  expect(
    await editor.evaluate((field: HTMLTextAreaElement) => field.value.slice(field.selectionStart)[0]),
  ).toBe('(');

  await editor.fill(OWN('(put|turn) the kettle on'));
  await expect(page.getByTestId('sentences-save')).toBeEnabled({ timeout: UNDERSTOOD_LIMIT_MS });
  await page.getByTestId('sentences-save').click();
  await expect.poll(() => attempt(hark, 'put the kettle on'), { timeout: UNDERSTOOD_LIMIT_MS }).toBe('Tea');
  await page.getByText('What can be said', { exact: true }).click();
  await page.getByTestId('command-search').fill('kettle');
  await expect(page.getByTestId('command')).toHaveCount(1);
});

test('a recording can be tried, and one that is none is told', async ({ launch, folder }) => {
  const hark = await launch({ microphone: quietRoom() });
  await hark.waitForState('listening');
  const { page } = hark;
  await hark.go('Commands');
  const chosen = page.waitForEvent('filechooser');
  await page.getByTestId('try-recording').click();
  await spokenTimer(join(folder, 'timer.wav'));
  await (await chosen).setFiles(join(folder, 'timer.wav'));
  await expect(page.getByTestId('try-result')).toHaveAttribute('data-intent', 'HarkSetTimer', {
    timeout: UNDERSTOOD_LIMIT_MS,
  });

  const broken = join(folder, 'broken.wav');
  await writeFile(broken, 'RIFF but nothing after it');
  const again = page.waitForEvent('filechooser');
  await page.getByTestId('try-recording').click();
  await (await again).setFiles(broken);
  await expect(page.getByTestId('try-failed')).toHaveAttribute('data-code', /^audio\./);
});

test('a program is confirmed before it is added', async ({ launch }) => {
  const hark = await launch({ microphone: quietRoom() });
  await hark.waitForState('listening');
  const { page } = hark;
  await hark.go('Commands');
  await page.getByText('Your actions', { exact: true }).click();
  await page.getByTestId('action-add').click();
  await page.getByTestId('action-kind').getByText('Start a program').click();
  await page.getByTestId('action-title').fill('Backup');
  await page.getByTestId('action-sentences').fill('start the backup');
  await page.getByTestId('action-save').click();
  await expect(page.getByTestId('action-program')).toBeFocused();

  await page.getByTestId('action-program').fill('/bin/true');
  await page.getByTestId('action-args').fill('--all\n/home');
  await page.getByTestId('action-save').click();
  const dialog = page.getByTestId('program-confirm');
  await expect(dialog).toContainText('/bin/true');
  await expect(dialog.getByRole('listitem')).toHaveText(['--all', '/home']);
  await page.getByTestId('program-no').click();
  await expect(page.getByTestId('action')).toHaveCount(0);
  await page.getByTestId('action-save').click();
  await page.getByTestId('program-yes').click();
  await expect(page.getByTestId('action')).toHaveCount(1);
  await expect(page.getByTestId('action-who')).toHaveAttribute('data-risk', 'personal');
  await expect.poll(() => attempt(hark, 'start the backup'), { timeout: UNDERSTOOD_LIMIT_MS }).toBe('Backup');
});

test('what was said is found, marked, exported and forgotten', async ({ launch, folder }) => {
  const hark = await launch({ microphone: quietRoom() });
  await hark.waitForState('listening');
  const { page } = hark;
  await say(hark, 'what is twelve times twelve');
  await say(hark, 'note buy oat milk');
  await say(hark, 'make me a sandwich');

  await hark.go('History');
  const items = page.getByTestId('history-item');
  await expect(items).toHaveCount(3);
  await page.getByTestId('history-search').fill('144');
  await expect(items).toHaveCount(1);
  await page.getByTestId('history-search').fill('');
  await expect(items).toHaveCount(3);
  await items.first().getByTestId('history-wrong').click();
  await page.getByTestId('history-wrong-only').click({ force: true });
  await expect(items).toHaveCount(1);
  await page.getByTestId('history-wrong-only').click({ force: true });

  const path = join(folder, 'export.jsonl');
  await hark.electron.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath });
  }, path);
  await page.getByTestId('history-export').click();
  await expect.poll(() => readFile(path, 'utf8').catch(() => '')).toContain('sandwich');
  const lines = (await readFile(path, 'utf8')).trim().split('\n');
  expect(lines.map((line) => typeof JSON.parse(line))).toEqual(['object', 'object', 'object']);

  await items.first().getByTestId('history-delete').click();
  await expect(items).toHaveCount(2);
  await page.getByTestId('history-clear').click();
  await page.getByTestId('history-clear-yes').click();
  await expect(page.getByTestId('history-empty')).toBeVisible();
});

test('with no days to keep, nothing is kept', async ({ launch }) => {
  const hark = await launch({ microphone: quietRoom() });
  await hark.waitForState('listening');
  await hark.call('settings.update', { history: { retentionDays: 0 } });
  await say(hark, 'what is twelve times twelve');
  await hark.go('History');
  await expect(hark.page.getByTestId('history-empty')).toContainText('Nothing is kept');
});
