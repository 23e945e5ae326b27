/** What commands do beyond the window: applications, websites, the web, the clipboard, the screen. */
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Interaction } from '../../contract/interactions.ts';
import type { App } from '../drivers/app.ts';
import { expect, test } from '../fixtures/hark.ts';
import { quietRoom } from '../fixtures/recordings.ts';

/** From the key to what was done: an action that takes longer is given up. */
const ACTED_LIMIT_MS = 15_000;
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47]);

let server: Server | undefined;
test.afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** Types a command and waits for what becomes of it. */
async function say(hark: App, text: string): Promise<Interaction> {
  const before = (await hark.snapshot()).interaction?.id;
  await hark.page.getByTestId('command-input').fill(text);
  await hark.page.getByTestId('command-input').press('Enter');
  const outcome = async () => {
    const { interaction } = await hark.snapshot();
    return interaction === null || interaction.id === before ? 'none' : interaction.outcome;
  };
  await expect.poll(outcome, { timeout: ACTED_LIMIT_MS }).not.toMatch(/none|running/);
  const { interaction } = await hark.snapshot();
  if (interaction === null) throw new Error('the interaction is gone');
  return interaction;
}

/** A desktop of its own, with one application that writes down that it was started. */
async function desktop(folder: string): Promise<Record<string, string | undefined>> {
  const applications = join(folder, 'data', 'applications');
  const config = join(folder, 'config');
  for (const path of [applications, config, join(folder, 'pictures')]) await mkdir(path, { recursive: true });
  const program = join(folder, 'scratch pad');
  await writeFile(program, `#!/bin/sh\nprintf '%s' "$*" > "${join(folder, 'started')}"\n`);
  await chmod(program, 0o755);
  const entry = `[Desktop Entry]\nType=Application\nName=ScratchPad\nExec="${program}" --new %F\n`;
  await writeFile(join(applications, 'scratch.desktop'), entry);
  await writeFile(join(config, 'user-dirs.dirs'), `XDG_PICTURES_DIR="${join(folder, 'pictures')}"\n`);
  return {
    XDG_DATA_HOME: join(folder, 'data'),
    XDG_DATA_DIRS: join(folder, 'none'),
    XDG_CONFIG_HOME: config,
    // Nobody else's players and locks.
    DBUS_SESSION_BUS_ADDRESS: undefined,
    XDG_SESSION_ID: undefined,
  };
}

test('opens an application by the name people say', async ({ launch, folder }) => {
  test.skip(process.platform !== 'linux', 'desktop entries are of Linux');
  const hark = await launch({ microphone: quietRoom(), env: await desktop(folder) });
  await hark.waitForState('listening');
  expect(await say(hark, 'open scratch pad')).toMatchObject({
    outcome: 'acted',
    slots: { app: 'ScratchPad' },
  });
  await expect.poll(() => readFile(join(folder, 'started'), 'utf8').catch(() => null)).toBe('--new');
});

test('asks before it opens a website', async ({ launch }) => {
  const hark = await launch({ microphone: quietRoom() });
  await hark.waitForState('listening');
  const input = hark.page.getByTestId('command-input');
  await input.fill('open wikipedia');
  await input.press('Enter');
  const question = hark.page.getByTestId('question');
  await expect(question).toContainText('wikipedia.org');
  await question.getByRole('button', { name: 'No' }).click();
  await expect
    .poll(async () => (await hark.snapshot()).interaction?.action?.error?.code ?? null)
    .toBe('action.refused');

  await hark.call('assistant.type', 'open my shop dot com');
  await expect(question).toContainText('myshop.com');
  await question.getByRole('button', { name: 'No' }).click();
  await hark.go('Settings');
  await hark.page.getByTestId('site').fill('localhost');
  await hark.page.getByTestId('site-add').click();
  await expect(hark.page.getByText('Write the name of a site')).toBeVisible();
  await hark.page.getByTestId('site').fill('https://My-Shop.com/basket');
  await hark.page.getByTestId('site').press('Enter');
  await expect(hark.page.getByTestId('allowed-sites')).toContainText('my-shop.com');
});

test('takes an answer as it is said, and none without a question', async ({ launch }) => {
  const hark = await launch({ microphone: quietRoom() });
  await hark.waitForState('listening');
  await hark.electron.evaluate(({ shell }) => {
    shell.openExternal = (url) => {
      process.env['HARK_OPENED'] = url;
      return Promise.resolve();
    };
  });
  const opened = () => hark.electron.evaluate(() => process.env['HARK_OPENED'] ?? null);
  expect(await say(hark, 'yes')).toMatchObject({ outcome: 'rejected', intent: null });
  await hark.call('assistant.type', 'open wikipedia');
  const question = hark.page.getByTestId('question');
  await expect(question).toContainText('wikipedia.org');
  await hark.call('assistant.type', 'make me a sandwich');
  await hark.call('assistant.type', 'yes always');
  await expect(question).toBeHidden();
  await expect.poll(opened).toBe('https://wikipedia.org/');
  expect((await hark.snapshot()).interaction).toMatchObject({ text: 'open wikipedia', outcome: 'acted' });
  const settings = await hark.call('settings.get');
  expect(settings).toMatchObject({ ok: true, value: { actions: { allowedSites: ['wikipedia.org'] } } });
});

test('does what people added: a webhook, refused where its sentences are wrong', async ({ launch }) => {
  const requests: string[] = [];
  server = createServer((request: IncomingMessage, response) => {
    requests.push(`${request.method} ${request.url}`);
    response.end('ok');
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/coffee`;
  const hark = await launch({ microphone: quietRoom() });
  await hark.waitForState('listening');
  const action = { kind: 'webhook', intent: 'Coffee', title: 'Coffee', url, method: 'POST', risk: 'open' };
  const broken = await hark.call('userActions.save', { ...action, sentences: ['make (coffee'] });
  expect(broken).toMatchObject({ ok: false, error: { code: 'grammar.invalid' } });
  const taken = await hark.call('userActions.save', {
    ...action,
    intent: 'HarkSetTimer',
    sentences: ['make coffee'],
  });
  expect(taken).toMatchObject({ ok: false, error: { code: 'grammar.invalid' } });
  const saved = await hark.call('userActions.save', { ...action, sentences: ['make [me a] coffee'] });
  expect(saved).toMatchObject({ ok: true });
  await expect
    .poll(async () => (await say(hark, 'make me a coffee')).intent, { timeout: ACTED_LIMIT_MS })
    .toBe('Coffee');
  expect(requests).toEqual(['POST /coffee']);
});

test('copies, pictures the screen, and says what this machine cannot do', async ({ launch, folder }) => {
  test.skip(process.platform !== 'linux', 'the places are those of Linux');
  const hark = await launch({ microphone: quietRoom(), env: await desktop(folder) });
  await hark.waitForState('listening');
  await say(hark, 'copy see you at nine to the clipboard');
  expect(await hark.electron.evaluate(({ clipboard }) => clipboard.readText())).toBe('see you at nine');

  expect(await say(hark, 'take a screenshot')).toMatchObject({ outcome: 'acted' });
  const [picture = ''] = await readdir(join(folder, 'pictures'));
  expect(picture).toMatch(/^Screenshot .*\.png$/);
  expect((await readFile(join(folder, 'pictures', picture))).subarray(0, 4)).toEqual(PNG);
  await say(hark, 'undo that');
  expect(await readdir(join(folder, 'pictures'))).toEqual([]);

  for (const [text, reason] of [
    ['pause the music', 'music player'],
    ['lock the screen', 'no screen lock'],
  ] as const) {
    const { outcome, action } = await say(hark, text);
    expect({ outcome, code: action?.error?.code }).toEqual({ outcome: 'failed', code: 'action.unavailable' });
    expect(action?.error?.message).toContain(reason);
  }
});
