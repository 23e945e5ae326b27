import { expect, it } from 'vitest';
import type { ClockItem } from '../../contract/actions.ts';
import { clockTitle, leftMs, leftShare, stopwatchMs } from './clockView.ts';

function timer(change: Partial<ClockItem> = {}): ClockItem {
  return {
    id: '1',
    kind: 'timer',
    name: null,
    state: 'running',
    ringsAt: 10_000,
    remainingMs: null,
    durationMs: 8_000,
    ...change,
  };
}

it('counts what is left by the wall clock, never below nothing', () => {
  expect(leftMs(timer(), 4_000)).toBe(6_000);
  expect(leftShare(timer(), 4_000)).toBe(0.75);
  expect(leftMs(timer(), 11_000)).toBe(0);
});

it('stands still while it is paused', () => {
  const paused = timer({ state: 'paused', ringsAt: null, remainingMs: 2_000 });
  expect(leftMs(paused, 9_999_999)).toBe(2_000);
  expect(leftShare(paused, 9_999_999)).toBe(0.25);
});

it('has a share only of a length that was set, and of no more than all of it', () => {
  expect(leftShare(timer({ kind: 'alarm', durationMs: null }), 0)).toBeNull();
  expect(leftShare(timer({ ringsAt: 20_000 }), 0)).toBe(1);
});

it('is called by its name, else by what it is', () => {
  expect(clockTitle(timer({ name: 'pasta' }))).toBe('pasta');
  expect(clockTitle(timer())).toBe('0:08 timer');
  expect(clockTitle(timer({ kind: 'alarm', durationMs: null }))).toBe('Alarm');
});

it('adds to a stopwatch only while it runs', () => {
  expect(stopwatchMs({ runningSince: null, elapsedMs: 500 }, 9_000)).toBe(500);
  expect(stopwatchMs({ runningSince: 4_000, elapsedMs: 500 }, 9_000)).toBe(5_500);
});
