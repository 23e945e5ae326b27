import { expect, it, vi } from 'vitest';
import type { ClockItem } from '../../../contract/actions.ts';
import { ASKS_WITHIN_MS, type QuitAnswer, QuitGuard, waitingText } from './quitGuard.ts';

const NOW = 1_000_000_000_000;
const item = (
  kind: 'timer' | 'alarm',
  state: ClockItem['state'] = 'running',
  ringsAt: number | null = NOW + 60_000,
): ClockItem => ({
  id: kind,
  kind,
  name: null,
  state,
  ringsAt,
  remainingMs: null,
  durationMs: null,
});

function setUp(items: ClockItem[], answer: QuitAnswer | Error = 'cancel') {
  const ask = vi.fn(async (_waiting: string) => {
    if (answer instanceof Error) throw answer;
    return answer;
  });
  const [hide, quit] = [vi.fn(), vi.fn()];
  const kept = vi.fn();
  const guard = new QuitGuard({ now: () => NOW, items: () => items, ask, hide, kept, quit });
  return { guard, ask, hide, kept, quit };
}

it('lets go where nothing is to ring', () => {
  const { guard, ask } = setUp([item('timer', 'paused', null)]);
  expect(guard.lets()).toBe(true);
  expect(ask).not.toHaveBeenCalled();
});

it('asks once, and stays where that is the answer', async () => {
  const { guard, ask, quit, hide } = setUp([item('alarm')]);
  expect(guard.lets()).toBe(false);
  expect(guard.lets()).toBe(false);
  expect(ask).toHaveBeenCalledExactlyOnceWith('An alarm is to ring within a day.');
  await vi.waitFor(() => expect(guard.lets()).toBe(false));
  expect(quit).not.toHaveBeenCalled();
  expect(hide).not.toHaveBeenCalled();
});

it('goes on out of sight, and asks again the next time', async () => {
  const { guard, hide, kept, quit, ask } = setUp([item('timer')], 'background');
  guard.lets();
  await vi.waitFor(() => expect(hide).toHaveBeenCalledOnce());
  expect(kept).toHaveBeenCalledOnce();
  expect(quit).not.toHaveBeenCalled();
  expect(guard.lets()).toBe(false);
  expect(ask).toHaveBeenCalledTimes(2);
});

it.each([
  ['the answer is so', 'quit' as const],
  ['it cannot be asked', new Error('no display')],
])('quits where %s', async (_when, answer) => {
  const { guard, quit } = setUp([item('timer')], answer);
  expect(guard.lets()).toBe(false);
  await vi.waitFor(() => expect(quit).toHaveBeenCalledOnce());
  expect(guard.lets()).toBe(true);
});

it('does not hold up a system that shuts down', () => {
  const { guard, ask } = setUp([item('alarm')]);
  guard.release();
  expect(guard.lets()).toBe(true);
  expect(ask).not.toHaveBeenCalled();
});

it('says what is set', () => {
  expect(waitingText([], NOW)).toBeNull();
  expect(waitingText([item('timer')], NOW)).toBe('A timer is to ring within a day.');
  expect(waitingText([item('timer'), item('alarm'), item('alarm', 'ringing', NOW - 1)], NOW)).toBe(
    'A timer and 2 alarms are to ring within a day.',
  );
});

it('counts what rings within a day, not an alarm of every Friday on a Monday', () => {
  const weekly = {
    ...item('alarm', 'running', NOW + ASKS_WITHIN_MS + 1),
    repeat: { days: [5], hour: 7, minute: 0 },
  };
  expect(waitingText([weekly], NOW)).toBeNull();
  expect(waitingText([weekly], NOW + 1)).toBe('An alarm is to ring within a day.');
  expect(setUp([weekly]).guard.lets()).toBe(true);
});
