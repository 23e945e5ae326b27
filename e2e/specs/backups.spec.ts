/** Backups in the running app: made beside what else happens, restored live, tried, and put back on the command line's terms. */
import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { App } from '../drivers/app.ts';
import { expect, test } from '../fixtures/hark.ts';
import { quietRoom } from '../fixtures/recordings.ts';

async function value<T>(reply: Promise<{ ok: true; value: T } | { ok: false; error: { message: string } }>) {
  const said = await reply;
  if (!said.ok) throw new Error(said.error.message);
  return said.value;
}
const notes = async (app: App) => (await value(app.call('notes.list'))).map(({ text }) => text);
const timers = async (app: App) => (await value(app.call('clock.get'))).items;
const said = async (app: App) =>
  (await value(app.call('history.list', { search: '', before: null, limit: 10 }))).total;
/** Written down once it is over, so that the next one does not cut it off. */
const type = async (app: App, text: string) => {
  const before = await said(app);
  await value(app.call('assistant.type', text));
  await expect.poll(() => said(app), { timeout: 20_000 }).toBe(before + 1);
};

test('what was made is put back without a restart, and back again', async ({ launch, folder }) => {
  const profile = join(folder, 'profile');
  const app = await launch({ microphone: quietRoom(), profile });
  await app.waitForState('listening');
  await type(app, 'take a note buy milk');
  await type(app, 'set a timer for ten minutes');
  await value(app.call('settings.update', { theme: 'dark' }));
  expect(await notes(app)).toHaveLength(1);
  expect(await timers(app)).toHaveLength(1);
  const id = await value(app.call('backups.make'));
  const { size } = await stat(join(profile, 'backups', id));
  expect(size).toBeGreaterThan(0);

  await value(app.call('notes.clear'));
  for (const { id: timer } of await timers(app)) await value(app.call('clock.cancel', timer));
  await value(app.call('settings.update', { theme: 'light' }));

  const restored = await value(app.call('backups.restore', id));
  expect(await notes(app)).toEqual([expect.stringContaining('milk')]);
  expect(await timers(app)).toHaveLength(1);
  expect(await value(app.call('settings.get'))).toMatchObject({ theme: 'dark' });
  expect(await said(app)).toBe(2);

  expect(await value(app.call('backups.drill'))).toMatchObject({ ok: true, reason: null });
  await value(app.call('backups.restore', restored.before));
  expect(await notes(app)).toEqual([]);

  await writeFile(join(profile, 'backups', id), 'no backup any more');
  expect(await app.call('backups.restore', id)).toMatchObject({
    ok: false,
    error: { code: 'backup.damaged' },
  });
  expect(await notes(app)).toEqual([]);
  expect((await readdir(join(profile, 'backups'))).filter((name) => /part|scratch/.test(name))).toEqual([]);
});

test('what is kept is told, checked and cleaned', async ({ launch }) => {
  const app = await launch({ microphone: quietRoom() });
  await app.waitForState('listening');
  expect(await value(app.call('storage.get'))).toMatchObject({ persistent: true, integrity: null });
  expect(await value(app.call('storage.check'))).toMatchObject({ ok: true });
  expect((await value(app.call('storage.clean'))).freedBytes).toBeGreaterThanOrEqual(0);
  expect(await value(app.call('storage.get'))).toMatchObject({ integrity: { ok: true } });
});
