/** Calls by the thousand, right ones and wrong ones, while it listens. */
import type { CallName } from '../../contract/channels.ts';
import type { App } from '../drivers/app.ts';
import { expect, record, sharedApp, test } from '../fixtures/hark.ts';
import { malformedCalls } from '../fixtures/malformed.ts';
import { alexaForEver } from '../fixtures/recordings.ts';

const REQUESTS = 1_000;
/** Far more than anybody waits for; they come all at once. */
const REQUEST_LIMIT_MS = 5_000;
const HOP_LIMIT_MS = 80;
const SEED = 20_261_125;
/** Of every kind of mistake. */
const MALFORMED_OF_EACH = 60;
const BATCH = 2_000;

const READS: readonly [CallName, ...unknown[]][] = [
  ['app.info'],
  ['assistant.snapshot'],
  ['settings.get'],
  ['health.get'],
  ['health.activity', '24h'],
  ['health.traces'],
  ['health.prometheus'],
  ['history.list', { search: '', before: null, limit: 20 }],
  ['notes.list'],
  // As the window asks every second: what is new.
  ['log.read', 1_000_000],
];

const app = sharedApp(() => ({ microphone: alexaForEver() }));

async function engine(hark: App): Promise<{ hopP99Ms: number | null; droppedFrames: number }> {
  const reply = await hark.call('health.get');
  if (!reply.ok) throw new Error(reply.error.code);
  return reply.value.engine;
}

test(`${REQUESTS} requests at once are all answered, and the next word is heard`, async () => {
  await app().waitForWake('alexa');
  const dropped = (await engine(app())).droppedFrames;
  const at = Date.now();
  const { answered, times } = await app().page.evaluate(
    async ([reads, count]) => {
      const ask = async (i: number) => {
        const [name, ...args] = reads[i % reads.length] ?? ['app.info'];
        const began = performance.now();
        const reply = (await window.hark.call(name, args)) as { ok: boolean };
        return { ok: reply.ok, ms: performance.now() - began };
      };
      const all = await Promise.all(Array.from({ length: count }, (_, i) => ask(i)));
      return { answered: all.filter(({ ok }) => ok).length, times: all.map(({ ms }) => ms) };
    },
    [READS, REQUESTS] as const,
  );
  const p95 = times.toSorted((a, b) => a - b)[Math.floor(0.95 * times.length)] ?? 0;
  record(test.info(), `p95 of ${REQUESTS} requests at once`, `${p95.toFixed(0)} ms`);
  expect(answered).toBe(REQUESTS);
  expect(p95).toBeLessThan(REQUEST_LIMIT_MS);
  await app().waitForWake('alexa', at);
  const after = await engine(app());
  record(test.info(), 'p99 of a hop meanwhile', `${after.hopP99Ms?.toFixed(1)} ms`);
  expect(after.hopP99Ms ?? 0).toBeLessThan(HOP_LIMIT_MS);
  expect(after.droppedFrames).toBe(dropped);
});

test('malformed calls by the ten thousand are each refused by their code, and fill neither log nor memory', async () => {
  await app().waitUntilItHears();
  const pid = await app().enginePid();
  const settings = await app().call('settings.get');
  const dropped = (await engine(app())).droppedFrames;
  const linesBefore = (await app().log()).split('\n').length;
  const calls = malformedCalls(SEED, MALFORMED_OF_EACH);
  const at = Date.now();
  for (let from = 0; from < calls.length; from += BATCH) {
    const codes = await app().page.evaluate(
      (some) =>
        Promise.all(
          some.map(async ({ name, args }) => {
            const reply = (await window.hark.call(name as never, args as never)) as {
              error?: { code: string };
            };
            return reply.error?.code ?? 'accepted';
          }),
        ),
      calls.slice(from, from + BATCH),
    );
    expect(codes.filter((code) => code !== 'ipc.arguments')).toEqual([]);
  }
  record(test.info(), `${calls.length} malformed calls`, `${Date.now() - at} ms`);
  expect(await app().call('settings.get')).toEqual(settings);
  expect(await app().enginePid()).toBe(pid);
  await app().waitForWake('alexa', at);
  expect((await engine(app())).droppedFrames).toBe(dropped);
  const seconds = Math.ceil((Date.now() - at) / 1_000);
  // Twenty refusals a second are told of, and how many more there were; the rest is of the words that were heard.
  expect((await app().log()).split('\n').length - linesBefore).toBeLessThan(40 * (seconds + 1));
});
