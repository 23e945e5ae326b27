import { expect, it, vi } from 'vitest';
import type { Alert } from '../../../contract/health.ts';
import { HealthNotice } from './healthNotice.ts';

const ALERT = { level: 'memory', state: 'broken' } as Alert;

it('tells what broke and what to do, and leads to the window', () => {
  const shown = { on: vi.fn(), show: vi.fn() };
  const notify = vi.fn(() => shown);
  const show = vi.fn();
  new HealthNotice({ isWanted: () => true, notify, show }).broke(ALERT);
  expect(notify).toHaveBeenCalledExactlyOnceWith(
    'Hark is not as it should be',
    'The limit for memory is broken. Restart the voice engine; if memory grows again, restart Hark.',
  );
  expect(shown.show).toHaveBeenCalledOnce();
  expect(shown.on).toHaveBeenCalledWith('click', show);
});

it('tells nothing to whoever does not want to know, or where nothing can be shown', () => {
  const notify = vi.fn(() => null);
  new HealthNotice({ isWanted: () => false, notify, show: vi.fn() }).broke(ALERT);
  expect(notify).not.toHaveBeenCalled();
  expect(() => new HealthNotice({ isWanted: () => true, notify, show: vi.fn() }).broke(ALERT)).not.toThrow();
});

it('tells any other trouble in its own words', () => {
  const shown = { on: vi.fn(), show: vi.fn() };
  const notify = vi.fn(() => shown);
  const notice = new HealthNotice({ isWanted: () => true, notify, show: vi.fn() });
  notice.tell({ reason: 'It did not hear.', fix: 'Restart it.' });
  expect(notify).toHaveBeenCalledExactlyOnceWith(expect.any(String), 'It did not hear. Restart it.');
});
