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
  return { shortcut: new PushShortcut(registry, pressed), held, pressed };
}

it('toggles wherever it is pressed', () => {
  const { shortcut, held, pressed } = setUp();
  shortcut.set({ shortcut: 'Ctrl+Space', mode: 'toggle' });
  expect(shortcut.status).toEqual({ active: true, holdUnavailable: null });
  held.get('Ctrl+Space')?.();
  expect(pressed).toHaveBeenCalledOnce();
  shortcut.release();
  expect(held.size).toBe(0);
  expect(shortcut.status.active).toBeNull();
});

it('says that it cannot be held, and only where someone wants it to be', () => {
  const { shortcut } = setUp();
  shortcut.set({ shortcut: 'Ctrl+Space', mode: 'hold' });
  expect(shortcut.status).toEqual({ active: true, holdUnavailable: HOLD_UNAVAILABLE });
  shortcut.set({ shortcut: null, mode: 'hold' });
  expect(shortcut.status).toEqual({ active: null, holdUnavailable: null });
});

it('says when another application has it', () => {
  const { shortcut } = setUp();
  shortcut.set({ shortcut: 'taken', mode: 'toggle' });
  expect(shortcut.status.active).toBe(false);
});
