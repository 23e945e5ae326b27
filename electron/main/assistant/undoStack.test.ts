import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { HarkError } from '../../../contract/failures.ts';
import { UNDO_KEEP_MS } from '../actions/runner.ts';
import { type ActionChange, Timeline } from './timeline.ts';
import { UNDO_KEPT, UndoStack } from './undoStack.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp() {
  const changes: [string, ActionChange][] = [];
  const stack = new UndoStack((timeline, change) => {
    timeline.changeAction(change);
    changes.push([timeline.id, change]);
  });
  const did = (id: string, undo = vi.fn(async () => undefined)) => {
    const timeline = new Timeline({ id, at: 1, trigger: 'typed', phrase: null, wakeId: null }, 0);
    const intent = 'HarkSetTimer';
    timeline.set({
      intent,
      action: { intent, title: '', preview: id, risk: 'open', undoable: true, undone: false, error: null },
    });
    stack.remember(timeline, undo);
    return { undo, timeline };
  };
  return { changes, stack, did };
}

it('can be tried again where it failed', async () => {
  const { stack, did, changes } = setUp();
  const { undo } = did('one');
  undo.mockRejectedValueOnce(new HarkError('action.failed', 'it is locked'));
  await expect(stack.undo('one')).rejects.toMatchObject({ code: 'action.failed' });
  expect(changes).toEqual([]);
  await stack.undo('one');
  expect(undo).toHaveBeenCalledTimes(2);
  expect(changes).toEqual([['one', { undoable: false, undone: true }]]);
});

it('does not let what is gone stand before the older ones', async () => {
  const { stack, did, changes } = setUp();
  const older = did('older');
  const newer = did('newer');
  newer.undo.mockRejectedValue(new HarkError('store.not_found', 'there is no such timer or alarm'));
  await expect(stack.undoLast()).rejects.toMatchObject({ code: 'store.not_found' });
  expect(changes).toEqual([['newer', { undoable: false }]]);
  expect(await stack.undoLast()).toBe('older');
  expect(older.undo).toHaveBeenCalledOnce();
});

it('takes back the one that was meant, whatever was done since', async () => {
  const { stack, did } = setUp();
  const meant = did('meant');
  expect(stack.last).toEqual({ id: 'meant', risk: 'open' });
  const since = did('since');
  expect(await stack.undoLast('meant')).toBe('meant');
  expect(meant.undo).toHaveBeenCalledOnce();
  await expect(stack.undoLast('meant')).rejects.toMatchObject({ code: 'store.not_found' });
  expect(await stack.undoLast(null)).toBeNull();
  expect(since.undo).not.toHaveBeenCalled();
});

it('keeps the turn of one that failed for another reason', async () => {
  const { stack, did } = setUp();
  const older = did('older');
  const newer = did('newer');
  older.undo.mockRejectedValueOnce(new HarkError('action.failed', 'it is locked'));
  await expect(stack.undo('older')).rejects.toMatchObject({ code: 'action.failed' });
  expect(await stack.undoLast()).toBe('newer');
  expect(newer.undo).toHaveBeenCalledOnce();
});

it('does nothing twice at once', async () => {
  const { stack, did } = setUp();
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const { undo } = did('one');
  undo.mockReturnValueOnce(promise);
  const first = stack.undo('one');
  await expect(stack.undo('one')).rejects.toMatchObject({ code: 'store.not_found' });
  resolve(undefined);
  await first;
  expect(undo).toHaveBeenCalledOnce();
});

it('keeps a bounded number, the newest', async () => {
  const { stack, did, changes } = setUp();
  for (let i = 0; i <= UNDO_KEPT; i++) did(`${i}`);
  expect(changes).toEqual([['0', { undoable: false }]]);
  await expect(stack.undo('0')).rejects.toMatchObject({ code: 'store.not_found' });
  expect(await stack.undoLast()).toBe(`${UNDO_KEPT}`);
});

it('lets one go with its time, and tells one that was kept as it stands then', () => {
  const { stack, did, changes } = setUp();
  const kept = did('one').timeline.record;
  expect(stack.asItStands(kept)).toBe(kept);
  vi.advanceTimersByTime(UNDO_KEEP_MS);
  expect(changes).toEqual([['one', { undoable: false }]]);
  expect(stack.asItStands(kept).action).toMatchObject({ undoable: false, preview: 'one' });
});
