import { placeProbe, recordingBegan, wakesShown } from '../drivers/wakeProbe.ts';
import { expect, record, sharedApp, test } from '../fixtures/hark.ts';
import { RATE_HZ, sampleOnce } from '../fixtures/recordings.ts';

/** From the end of the word to the wake on screen; the median over all wakes. */
const WAKE_LIMIT_MS = 500;
/** The trace of a wake follows it by about a second. */
const EXPLANATION_LIMIT_MS = 3_000;

test.describe.configure({ mode: 'serial' });
const app = sharedApp(() => ({ microphone: sampleOnce() }));

test('every wake word of the recording is on screen within half a second of its end', async () => {
  const { words, samples, durationS } = sampleOnce();
  const { page } = app();
  await app().waitForState('listening');
  await placeProbe(page);
  // The recording begins anew with every opening of the microphone, and this time the probe is there.
  await page.getByTestId('pause').click();
  await app().waitForState('paused');
  const resumedAt = Date.now();
  await page.getByTestId('pause').click();
  await app().waitForState('listening');

  await app().waitForWake(words[0]?.model ?? '', resumedAt);
  const beganAt = await recordingBegan(page, samples, RATE_HZ);
  await expect
    .poll(async () => (await wakesShown(page)).length, { timeout: durationS * 1_000 })
    .toBe(words.length);
  const shown = await wakesShown(page);
  expect(shown.map(({ model }) => model)).toEqual(words.map(({ model }) => model));

  const latencies = words.map(({ endS }, i) => (shown[i]?.at ?? Number.NaN) - beganAt - endS * 1_000);
  const measured = words.map(({ phrase }, i) => `${phrase} ${latencies[i]?.toFixed(0)} ms`).join(', ');
  const typical = median(latencies);
  record(
    test.info(),
    'wake on screen after the end of the word',
    `median ${typical.toFixed(0)} ms (${measured})`,
  );
  expect(typical).toBeLessThanOrEqual(WAKE_LIMIT_MS);
});

test('the window says why it woke', async () => {
  const { page } = app();
  const [newest] = await app().wakesSince(0);
  const explanation = page.getByTestId('wake-explanation');
  await expect(explanation).toHaveAttribute('data-wake', newest?.id ?? '');
  const chart = page.getByTestId('wake-chart');
  await expect(chart).toBeVisible({ timeout: EXPLANATION_LIMIT_MS });
  await expect(chart.locator('canvas')).toBeVisible();
  await expect(chart).toHaveAccessibleName(/score/i);

  const trace = (await app().snapshot()).wakes[0]?.trace;
  if (!trace) throw new Error('the wake was not explained');
  const spanS = (trace.scores.length * trace.hopMs) / 1_000;
  expect(spanS).toBeGreaterThanOrEqual(1.9);
  expect(trace.evidence[trace.firedAt]).toBeGreaterThanOrEqual(trace.thresholds[trace.firedAt] ?? 1);
  expect(trace.levelsDbfs).toHaveLength(trace.scores.length);

  const list = page.getByTestId('wake-list').getByRole('button');
  await expect(list).toHaveCount(sampleOnce().words.length + (await wakesBeforeProbe()));
  await list.last().click();
  const oldest = (await app().snapshot()).wakes.at(-1);
  await expect(explanation).toHaveAttribute('data-wake', oldest?.id ?? '');
});

/** Wakes while the probe was not yet in place. */
async function wakesBeforeProbe(): Promise<number> {
  return (await app().snapshot()).wakes.length - sampleOnce().words.length;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[middle - 1] ?? Number.NaN, sorted[middle] ?? Number.NaN];
  return sorted.length % 2 === 1 ? high : (low + high) / 2;
}
