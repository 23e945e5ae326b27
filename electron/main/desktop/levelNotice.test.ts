import { expect, it, vi } from 'vitest';
import type { Alert } from '../../../contract/health.ts';
import { LevelNotice } from './levelNotice.ts';

const ALERT = { level: 'memory', state: 'broken' } as Alert;

it('tells what broke and what to do, and leads to the window', () => {
  const shown = { on: vi.fn(), show: vi.fn() };
  const notify = vi.fn(() => shown);
  const show = vi.fn();
  new LevelNotice({ isWanted: () => true, notify, show }).show(ALERT);
  expect(notify).toHaveBeenCalledExactlyOnceWith(
    'Hark is not as it should be',
    'The limit for memory is broken. Restart the voice engine; if memory grows again, restart Hark.',
  );
  expect(shown.show).toHaveBeenCalledOnce();
  expect(shown.on).toHaveBeenCalledWith('click', show);
});

it('tells nothing to whoever does not want to know, or where nothing can be shown', () => {
  const notify = vi.fn(() => null);
  new LevelNotice({ isWanted: () => false, notify, show: vi.fn() }).show(ALERT);
  expect(notify).not.toHaveBeenCalled();
  expect(() => new LevelNotice({ isWanted: () => true, notify, show: vi.fn() }).show(ALERT)).not.toThrow();
});
