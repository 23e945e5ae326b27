import { expect, it, vi } from 'vitest';
import { HOLD_UNAVAILABLE, PushShortcut } from './pushShortcut.ts';

function setUp() {
  const held = new Map<string, () => void>();
  const pressed = vi.fn();
  const registry = {
    register: (accelerator: string, listener: () => void) =>
      accelerator !== 'taken' && !!held.set(accelerator, listener),
    unregister: (accelerator: string) => void held.delete(accelerator),
  };
  const options = { registry, byPortal: false, pressed, changed: () => undefined };
  return { shortcut: new PushShortcut(options), held, pressed };
}

it('toggles wherever it is pressed', () => {
  const { shortcut, held, pressed } = setUp();
  shortcut.set({ shortcut: 'Ctrl+Space', mode: 'toggle' });
  expect(shortcut.status).toEqual({ state: 'works', holdUnavailable: null });
  held.get('Ctrl+Space')?.();
  expect(pressed).toHaveBeenCalledOnce();
  shortcut.release();
  expect(held.size).toBe(0);
  expect(shortcut.status.state).toBe('none');
});

it('says that it cannot be held, and only where someone wants it to be', () => {
  const { shortcut } = setUp();
  shortcut.set({ shortcut: 'Ctrl+Space', mode: 'hold' });
  expect(shortcut.status).toEqual({ state: 'works', holdUnavailable: HOLD_UNAVAILABLE });
  shortcut.set({ shortcut: null, mode: 'hold' });
  expect(shortcut.status).toEqual({ state: 'none', holdUnavailable: null });
});

it('says when another application has it', () => {
  const { shortcut } = setUp();
  shortcut.set({ shortcut: 'taken', mode: 'toggle' });
  expect(shortcut.status.state).toBe('refused');
});
