/** Execution providers are tried beside the engine, whatever this machine has, and what came of it is told. */
import type { App } from '../drivers/app.ts';
import { expect, sharedApp, test } from '../fixtures/hark.ts';
import { timerOnce } from '../fixtures/recordings.ts';

/** Every model in a process of its own, on a slow machine. */
const PROBE_LIMIT_MS = 180_000;
/** Models tell how they do every ten seconds. */
const TIMES_LIMIT_MS = 30_000;

test.describe.configure({ mode: 'serial', timeout: PROBE_LIMIT_MS + TIMES_LIMIT_MS });
const app = sharedApp(() => ({ microphone: timerOnce() }));

async function providers(hark: App) {
  const reply = await hark.call('providers.get');
  if (!reply.ok) throw new Error(reply.error.message);
  return reply.value;
}

test('every model says what it was loaded by, and how long its runs take', async () => {
  await app().waitUntilItHears();
  await expect
    .poll(
      async () => {
        const reply = await app().call('health.models');
        return reply.ok ? reply.value.filter(({ runs, p50Ms }) => runs > 0 && p50Ms !== null).length : 0;
      },
      { timeout: TIMES_LIMIT_MS },
    )
    .toBeGreaterThan(0);
  const health = await app().call('health.get');
  expect(health.ok && health.value.engine).toMatchObject({ provider: 'cpu', threads: expect.any(Number) });
});

test('on request every provider is tried on every model, and the engine goes on', async () => {
  const before = (await app().snapshot()).engineRestarts;
  const asked = await app().call('providers.probe');
  expect(asked.ok).toBe(true);
  const again = await app().call('providers.probe');
  expect(again).toMatchObject({ ok: false, error: { code: 'trial.busy' } });
  await expect
    .poll(async () => (await providers(app())).probing, { timeout: PROBE_LIMIT_MS, intervals: [500] })
    .toBeNull();

  const { offered, probes, chosen, probedAt, runtime } = await providers(app());
  expect(runtime).toMatch(/^ONNX Runtime \d+\.\d+\.\d+, ./);
  expect(probedAt).not.toBeNull();
  // Nine models that ONNX Runtime computes.
  expect(probes).toHaveLength(9 * offered.length);
  for (const { verdict, reason, cpuMs, providerMs } of probes) {
    if (verdict === 'failed' || verdict === 'hung') expect(reason).toMatch(/\w/);
    else expect(Math.min(cpuMs ?? 0, providerMs ?? 0)).toBeGreaterThan(0);
  }
  const passed = new Set(probes.filter(({ verdict }) => verdict === 'passed').map(({ model }) => model));
  expect(Object.keys(chosen).sort()).toEqual([...passed].sort());
  // Where none passed, nobody noticed.
  if (passed.size === 0) expect((await app().snapshot()).engineRestarts).toBe(before);
  await app().waitUntilItHears();
});
