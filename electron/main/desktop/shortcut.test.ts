import { describe, expect, it, vi } from 'vitest';
import { GlobalShortcut, type ShortcutRegistry } from './shortcut.ts';

/** Behaves as a system in which others hold `taken`. */
function setUp(taken = new Set<string>()) {
  const held = new Map<string, () => void>();
  const registry: ShortcutRegistry = {
    register(accelerator, pressed) {
      if (accelerator === 'nonsense') throw new TypeError('conversion failure');
      if (taken.has(accelerator) || held.has(accelerator)) return false;
      held.set(accelerator, pressed);
      return true;
    },
    unregister(accelerator) {
      if (!held.delete(accelerator)) throw new Error(`${accelerator} was not held`);
    },
  };
  const pressed = vi.fn();
  return { shortcut: new GlobalShortcut(registry, pressed), held, taken, pressed };
}

describe('GlobalShortcut', () => {
  it('has none to begin with', () => {
    expect(setUp().shortcut.active).toBeNull();
  });

  it('works once set', () => {
    const { shortcut, held, pressed } = setUp();
    shortcut.set('Ctrl+Alt+H');
    expect(shortcut.active).toBe(true);
    held.get('Ctrl+Alt+H')?.();
    expect(pressed).toHaveBeenCalledOnce();
  });

  it('lets the earlier one go when it changes, and all of them when it is cleared', () => {
    const { shortcut, held } = setUp();
    shortcut.set('Ctrl+Alt+H');
    shortcut.set('Ctrl+Alt+J');
    expect([...held.keys()]).toEqual(['Ctrl+Alt+J']);
    shortcut.set(null);
    expect(held.size).toBe(0);
    expect(shortcut.active).toBeNull();
  });

  it('says when another application has it, and tries again when asked again', () => {
    const { shortcut, taken } = setUp(new Set(['Ctrl+Alt+H']));
    shortcut.set('Ctrl+Alt+H');
    expect(shortcut.active).toBe(false);
    taken.clear();
    shortcut.set('Ctrl+Alt+H');
    expect(shortcut.active).toBe(true);
  });

  it('lets go of nothing that it never had', () => {
    const { shortcut } = setUp(new Set(['Ctrl+Alt+H']));
    shortcut.set('Ctrl+Alt+H');
    expect(() => shortcut.set('Ctrl+Alt+J')).not.toThrow();
    expect(shortcut.active).toBe(true);
  });

  it('is inactive with text that is no shortcut', () => {
    const { shortcut } = setUp();
    shortcut.set('nonsense');
    expect(shortcut.active).toBe(false);
  });

  it('stays registered when set to what it is', () => {
    const { shortcut, held } = setUp();
    shortcut.set('Ctrl+Alt+H');
    shortcut.set('Ctrl+Alt+H');
    expect(shortcut.active).toBe(true);
    expect(held.size).toBe(1);
  });
});
