/**
 * Everything that can break, broken on purpose in a build for it: what is noticed, what the person is told, how long it
 * takes, and that nothing is lost. What needs no such build is in recovery.spec and microphone.spec.
 */
import { cp, mkdir, open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type App, ROOT } from '../drivers/app.ts';
import { recoveryMs } from '../drivers/recovery.ts';
import { startStateLog } from '../drivers/stateLog.ts';
import { expect, record, sharedApp, test } from '../fixtures/hark.ts';
import { alexaForEver, quietRoom } from '../fixtures/recordings.ts';

/** From the end of the engine to listening again. */
const ENGINE_LIMIT_MS = 2_000;
/** A frozen engine is given time to answer first. */
const HANG_LIMIT_MS = 8_000;
const MICROPHONE_LIMIT_MS = 3_000;
const NOTICED_LIMIT_MS = 15_000;
const DAY_MS = 86_400_000;

async function value<T>(reply: Promise<{ ok: true; value: T } | { ok: false; error: { code: string } }>) {
  const given = await reply;
  if (!given.ok) throw new Error(given.error.code);
  return given.value;
}

const health = (app: App) => value(app.call('health.get'));
const component = async (app: App, name: string) =>
  (await health(app)).components.find((one) => one.component === name);
const errorsOf = async (app: App, code: string) =>
  (await value(app.call('health.activity', '15m'))).errors.find((error) => error.code === code)?.count ?? 0;
const notes = async (app: App) => (await value(app.call('notes.list'))).map(({ text }) => text.toLowerCase());

async function expectNotice(app: App, code: string): Promise<void> {
  await expect(app.page.locator(`[data-testid=notice][data-code="${code}"]`)).toBeVisible();
}

/** Does what a typed command says, and waits until it is over. */
async function type(app: App, text: string): Promise<void> {
  const before = (await app.snapshot()).interaction?.id;
  expect(await app.call('assistant.type', text)).toMatchObject({ ok: true });
  const isOver = async () => {
    const { interaction } = await app.snapshot();
    return interaction !== null && interaction.id !== before && interaction.outcome !== 'running';
  };
  await expect.poll(isOver, { timeout: NOTICED_LIMIT_MS }).toBe(true);
}

test.describe('the engine', () => {
  const app = sharedApp(() => ({ microphone: alexaForEver(), faults: true }));

  test.beforeEach(async () => {
    // Earlier crashes no longer count.
    const before = await app().enginePid();
    await app().call('health.restartEngine');
    await expect.poll(async () => [null, before].includes(await app().enginePid())).toBe(false);
    await app().waitUntilItHears();
    await app().waitForState('listening');
    await startStateLog(app().page);
  });

  test('that ends in the middle of a hop is back in time, counted, reported, and hears the next word', async () => {
    const { engine } = await health(app());
    const crashes = (await value(app().call('crashes.list'))).length;
    await type(app(), 'take a note buy milk');
    const at = await app().breakEngine({ kind: 'crash' });
    await expect(app().page.getByTestId('assistant-state')).toHaveAttribute('data-state', 'starting');
    await app().waitForState('listening');
    const took = await recoveryMs(app(), at);
    record(test.info(), 'listening again after a crash in a hop', `${took.toFixed(0)} ms`);
    expect(took).toBeLessThanOrEqual(ENGINE_LIMIT_MS);
    expect((await health(app())).engine.restarts).toBe(engine.restarts + 1);
    expect(await errorsOf(app(), 'engine.crashed')).toBeGreaterThan(0);
    expect(await component(app(), 'engine')).toMatchObject({ state: 'degraded' });
    await expect.poll(async () => (await value(app().call('crashes.list'))).length).toBe(crashes + 1);
    expect(await notes(app())).toContain('buy milk');
    await app().waitForWake('alexa', at);
  });

  test('that hangs in a hop is noticed, ended and replaced', async () => {
    const at = await app().breakEngine({ kind: 'hang' });
    await expect(app().page.getByTestId('assistant-state')).toHaveAttribute('data-state', 'starting', {
      timeout: NOTICED_LIMIT_MS,
    });
    await app().waitForState('listening');
    const took = await recoveryMs(app(), at);
    record(test.info(), 'listening again after a hang', `${took.toFixed(0)} ms`);
    expect(took).toBeLessThanOrEqual(HANG_LIMIT_MS);
    expect(await errorsOf(app(), 'engine.hung')).toBeGreaterThan(0);
    await app().waitForWake('alexa', at);
  });

  test('that is too slow drops the oldest sound, says so, and catches up by itself', async () => {
    const pid = await app().enginePid();
    const at = await app().breakEngine({ kind: 'slow', addMs: 250, hops: 30 });
    const noticed = async () => (await component(app(), 'engine'))?.reason;
    await expect
      .poll(noticed, { timeout: NOTICED_LIMIT_MS, intervals: [250] })
      .toContain('takes longer for sound than the sound lasts');
    await expect.poll(async () => (await health(app())).engine.droppedFrames).toBeGreaterThan(0);
    const slow = async () => (await health(app())).engine.queuedFrames;
    await expect.poll(slow, { timeout: NOTICED_LIMIT_MS }).toBeLessThan(3);
    expect(await app().enginePid()).toBe(pid);
    await app().waitForWake('alexa', at + 8_000);
  });

  test('goes on while the clock jumps: words are heard, figures go on, nothing is thrown away', async () => {
    await type(app(), 'take a note water the plants');
    await app().call('backups.make');
    const { backups } = await value(app().call('backups.get'));
    const at = Date.now();
    await app().breakMain({ kind: 'clock', shiftMs: DAY_MS });
    await app().waitForWake('alexa', at + DAY_MS);
    await app().breakMain({ kind: 'clock', shiftMs: -2 * DAY_MS });
    const back = Date.now() - DAY_MS;
    const wakes = async () => (await app().snapshot()).wakes.filter(({ at: when }) => when > back).length;
    await expect.poll(wakes, { timeout: 20_000 }).toBeGreaterThan(0);
    await app().breakMain({ kind: 'clock', shiftMs: DAY_MS });
    expect(await notes(app())).toContain('water the plants');
    expect((await value(app().call('backups.get'))).backups.map(({ id }) => id)).toEqual(
      backups.map(({ id }) => id),
    );
    expect((await health(app())).levels.find(({ id }) => id === 'wake_detection')?.count).toBeGreaterThan(0);
  });
});

test.describe('the disk', () => {
  const app = sharedApp(() => ({ microphone: alexaForEver(), faults: true }));

  test('that is full is told of; words are heard on; and all is written again once there is room', async () => {
    await app().waitUntilItHears();
    await type(app(), 'take a note before it was full');
    await app().breakMain({ kind: 'disk', full: true });
    const at = Date.now();
    const settings = await value(app().call('settings.get'));
    expect(await app().call('settings.update', { theme: 'dark' })).toMatchObject({
      ok: false,
      error: { code: 'settings.unwritable' },
    });
    await type(app(), 'take a note while it was full');
    await expectNotice(app(), 'store.unwritable');
    expect(await value(app().call('settings.get'))).toEqual(settings);
    await app().waitForWake('alexa', at);
    await app().breakMain({ kind: 'disk', full: false });
    await type(app(), 'take a note after it was full');
    expect(await notes(app())).toEqual(['after it was full', 'before it was full']);
    expect(await app().call('settings.update', { theme: 'light' })).toMatchObject({ ok: true });
    const { items } = await value(app().call('history.list', { search: '', before: null, limit: 20 }));
    expect(items.length).toBeGreaterThan(0);
  });

  test('whose database another program holds is told of, and written again once it lets go', async () => {
    await app().waitUntilItHears();
    const other = new DatabaseSync(join(app().profile, 'hark.db'));
    other.exec('BEGIN EXCLUSIVE');
    await type(app(), 'take a note while it was held');
    expect(await notes(app())).not.toContain('while it was held');
    expect((await app().snapshot()).interaction?.outcome).toBe('failed');
    other.exec('ROLLBACK');
    other.close();
    await type(app(), 'take a note after it was let go');
    expect(await notes(app())).toContain('after it was let go');
  });
});

test('a database that was damaged is set aside, what can be read is carried over, and Hark listens', async ({
  launch,
  folder,
}) => {
  const first = await launch({ microphone: quietRoom(), profile: folder, faults: true });
  await first.waitForState('listening');
  for (const what of ['apples', 'pears', 'plums']) await type(first, `take a note ${what}`);
  expect(await notes(first)).toHaveLength(3);
  await first.close();
  const path = join(folder, 'hark.db');
  const file = await open(path, 'r+');
  const { size } = await stat(path);
  // The tail of the file, whatever lies there.
  const garbage = Buffer.alloc(Math.floor(size / 4), 0xa5);
  await file.write(garbage, 0, garbage.length, size - garbage.length);
  await file.close();
  const began = Date.now();
  const second = await launch({ microphone: quietRoom(), profile: folder, faults: true });
  await second.waitForState('listening');
  record(test.info(), 'listening with a damaged database', `${Date.now() - began} ms after the start`);
  await expectNotice(second, 'store.damaged');
  expect(await component(second, 'storage')).toMatchObject({ state: 'degraded' });
  await type(second, 'take a note cherries');
  expect(await notes(second)).toContain('cherries');
});

test('a model that is damaged keeps it from listening, is named, and a retry works once it is whole', async ({
  launch,
  folder,
}) => {
  const models = join(folder, 'models');
  await mkdir(models);
  await cp(join(ROOT, 'models'), models, { recursive: true });
  const path = join(models, 'files', 'embedding_model.onnx');
  const flip = async () => {
    const file = await open(path, 'r+');
    const { buffer } = await file.read(Buffer.alloc(1), 0, 1, 1_000);
    await file.write(Buffer.from([(buffer[0] ?? 0) ^ 0xff]), 0, 1, 1_000);
    await file.close();
  };
  await flip();
  const profile = join(folder, 'profile');
  const app = await launch({ microphone: quietRoom(), profile, faults: true, env: { HARK_MODELS: models } });
  await app.waitForState('failed');
  await expect(app.page.getByTestId('engine-notice')).toContainText('embedding_model.onnx');
  expect(await component(app, 'models')).toMatchObject({ state: 'failed', fix: expect.any(String) });
  await flip();
  const at = Date.now();
  await app.page.getByTestId('retry').click();
  await app.waitForState('listening');
  record(test.info(), 'listening after the model was mended', `${Date.now() - at} ms`);
});

for (const how of ['fails', 'hangs'] as const) {
  test(`a graphics processor that ${how} gives way to the processor, and the next word is heard`, async ({
    launch,
  }) => {
    const env = { HARK_FAULT_PROVIDER: 'yes' };
    const app = await launch({ microphone: alexaForEver(), faults: true, env });
    await app.waitUntilItHears();
    await app.waitForWake('alexa');
    const pid = await app.enginePid();
    const at = await app.breakEngine({ kind: 'provider', how });
    const dropped = async () => (await value(app.call('providers.get'))).dropped.map(({ model }) => model);
    await expect.poll(dropped, { timeout: NOTICED_LIMIT_MS, intervals: [100] }).toContain('silero_vad');
    record(test.info(), `the processor computes after it ${how}`, `${Date.now() - at} ms`);
    await app.waitForWake('alexa', at);
    expect(await app.enginePid()).toBe(pid);
    expect(await errorsOf(app, 'provider.failed')).toBeGreaterThan(0);
    await expectNotice(app, 'provider.failed');
  });
}

test('a microphone that goes away and comes back at another sample rate is heard again in time', async ({
  launch,
}) => {
  const app = await launch({ microphone: quietRoom(), faults: true });
  await app.waitForState('listening');
  await startStateLog(app.page);
  const at = await app.page.evaluate(async () => {
    const { mediaDevices } = navigator;
    const context = new AudioContext({ sampleRate: 44_100 });
    const recording = await context.decodeAudioData(await (await fetch('sample.wav')).arrayBuffer());
    const ask = mediaDevices.getUserMedia.bind(mediaDevices);
    const stream = await new Promise<MediaStream>((resolve) => {
      // The one that is open ends; what is opened then is another device.
      mediaDevices.getUserMedia = async (constraints) => {
        const opened = await ask(constraints);
        resolve(opened);
        mediaDevices.getUserMedia = async () => {
          const player = new AudioBufferSourceNode(context, { buffer: recording, loop: true });
          const destination = context.createMediaStreamDestination();
          player.connect(destination);
          player.start();
          return destination.stream;
        };
        return opened;
      };
      void window.hark.call('assistant.pause', []).then(() => window.hark.call('assistant.resume', []));
    });
    await new Promise((settled) => setTimeout(settled, 1_500));
    stream.getAudioTracks()[0]?.dispatchEvent(new Event('ended'));
    return Date.now();
  });
  await app.waitForWake('alexa', at, 30_000);
  const took = await recoveryMs(app, at);
  record(test.info(), 'listening again after another device took over', `${took.toFixed(0)} ms`);
  expect(took).toBeLessThanOrEqual(MICROPHONE_LIMIT_MS);
});
