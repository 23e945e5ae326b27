/** The configuration as a file, and the report, through the window with the file dialogs answered. */
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { App } from '../drivers/app.ts';
import { expect, test } from '../fixtures/hark.ts';
import { quietRoom } from '../fixtures/recordings.ts';

const SENTENCES = `language: en
intents:
  Lamp:
    data:
      - sentences: ["light up the greenhouse"]
`;

async function choose(app: App, path: string): Promise<void> {
  await app.electron.evaluate(({ dialog }, chosen) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath: chosen });
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] });
  }, path);
}

async function own(app: App): Promise<string> {
  const reply = await app.call('commands.own');
  if (!reply.ok) throw new Error(reply.error.message);
  return reply.value.text;
}

test('a configuration is taken from one profile into another, whole or not at all', async ({
  launch,
  folder,
}) => {
  const file = join(folder, 'hark-configuration.json');
  const one = await launch({ microphone: quietRoom(), profile: join(folder, 'one') });
  await one.waitForState('listening');
  await one.call('settings.update', { theme: 'dark', history: { retentionDays: 30 } });
  expect(await one.call('commands.save', SENTENCES)).toMatchObject({ ok: true, value: [] });
  const action = {
    intent: 'Fountain',
    title: 'Fountain',
    sentences: ['start the fountain'],
    risk: 'personal',
    kind: 'url',
    url: 'https://fountain.example/',
  };
  expect(await one.call('userActions.save', action)).toMatchObject({ ok: true });
  await one.go('Settings');
  await choose(one, file);
  await one.page.getByTestId('config-export').click();
  await expect(one.page.getByTestId('config-result')).toHaveText('The file is written.');
  const written = JSON.parse(await readFile(file, 'utf8'));
  expect(written).toMatchObject({
    format: 'hark-configuration',
    settings: { theme: 'dark' },
    sentences: SENTENCES,
    actions: [action],
  });
  expect(written.settings.microphone).not.toHaveProperty('device');
  await one.close();

  const two = await launch({ microphone: quietRoom(), profile: join(folder, 'two') });
  await two.waitForState('listening');
  const before = await own(two);
  await two.go('Settings');
  await choose(two, file);

  // Wrong sentences keep all of it out.
  await writeFile(file, JSON.stringify({ ...written, sentences: 'language: en\nintents: [' }));
  await two.page.getByTestId('config-import').click();
  const notice = two.page.getByTestId('notice');
  await expect(notice).toHaveAttribute('data-code', 'config.invalid');
  await expect(notice).toContainText('sentences');
  await expect(two.page.locator('html')).not.toHaveAttribute('data-mantine-color-scheme', 'dark');
  expect(await own(two)).toBe(before);
  await notice.getByRole('button', { name: 'Dismiss' }).click();

  await writeFile(file, JSON.stringify(written));
  await two.page.getByTestId('config-import').click();
  const result = two.page.getByTestId('config-result');
  await expect(result).toContainText('theme');
  await expect(result).toContainText('your own sentences and one action');
  await expect(two.page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  expect(await own(two)).toBe(SENTENCES);
  const actions = await two.call('userActions.list');
  expect(actions.ok && actions.value).toEqual([action]);
  const stored = await readFile(join(folder, 'two', 'settings.json'), 'utf8');
  expect(JSON.parse(stored)).toMatchObject({ theme: 'dark', history: { retentionDays: 30 } });
});

test('a report is written, and holds nothing of what was said', async ({ launch, folder }) => {
  const app = await launch({ microphone: quietRoom(), profile: join(folder, 'profile') });
  await app.waitForState('listening');
  await app.page.getByTestId('command-input').fill('take a note: call the greengrocer');
  await app.page.getByTestId('command-input').press('Enter');
  await expect.poll(async () => (await app.call('notes.list')).ok).toBe(true);
  const file = join(folder, 'report.zip');
  await choose(app, file);
  expect(await app.call('log.export')).toEqual({ ok: true, value: true });
  expect((await stat(file)).size).toBeGreaterThan(2_000);
  const lines = await app.call('log.read', null);
  if (!lines.ok) throw new Error(lines.error.message);
  expect(lines.value.some(({ text }) => text.startsWith('engine ready'))).toBe(true);
  expect(JSON.stringify(lines.value)).not.toContain('greengrocer');
  const newest = lines.value.at(-1)?.seq ?? 0;
  expect(await app.call('log.read', newest)).toMatchObject({ ok: true });
});
