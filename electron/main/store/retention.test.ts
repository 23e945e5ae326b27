import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { HarkError } from '../../../contract/failures.ts';
import { createLog } from '../log/log.ts';
import { Retention, SWEEP_INTERVAL_MS } from './retention.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp() {
  const lines: string[] = [];
  const sweep = vi.fn(async () => 0);
  const log = createLog(
    (level, line) => lines.push(`${level} ${line}`),
    (text) => text,
  );
  return { lines, sweep, start: () => new Retention({ sweep }, log) };
}

it('sweeps at start and every hour until it is stopped', async () => {
  const { sweep, start } = setUp();
  const retention = start();
  expect(sweep).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(2 * SWEEP_INTERVAL_MS);
  expect(sweep).toHaveBeenCalledTimes(3);
  retention.stop();
  await vi.advanceTimersByTimeAsync(2 * SWEEP_INTERVAL_MS);
  expect(sweep).toHaveBeenCalledTimes(3);
});

it('sweeps once at a time, and once more for what was asked meanwhile', async () => {
  const { sweep, start } = setUp();
  const { promise, resolve } = Promise.withResolvers<number>();
  sweep.mockReturnValueOnce(promise);
  const retention = start();
  retention.sweep();
  retention.sweep();
  expect(sweep).toHaveBeenCalledTimes(1);
  resolve(3);
  await vi.advanceTimersByTimeAsync(0);
  expect(sweep).toHaveBeenCalledTimes(2);
});

it('goes on after one that failed', async () => {
  const { lines, sweep, start } = setUp();
  sweep.mockRejectedValueOnce(new HarkError('store.unwritable', 'full'));
  start();
  await vi.advanceTimersByTimeAsync(SWEEP_INTERVAL_MS);
  expect(sweep).toHaveBeenCalledTimes(2);
  expect(lines).toEqual([expect.stringContaining('code="store.unwritable"')]);
});
