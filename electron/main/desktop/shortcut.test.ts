import { describe, expect, it, vi } from 'vitest';
import { GlobalShortcut, type ShortcutRegistry, shortcutsComeFromPortal } from './shortcut.ts';

/** Behaves as a system in which others hold `taken`. */
function setUp(taken = new Set<string>(), byPortal = false) {
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
  const changed = vi.fn();
  const shortcut = new GlobalShortcut({ registry, byPortal, pressed, changed });
  return { shortcut, held, taken, pressed, changed };
}

describe('GlobalShortcut', () => {
  it('has none to begin with', () => {
    expect(setUp().shortcut.state).toBe('none');
  });

  it('works once set', () => {
    const { shortcut, held, pressed } = setUp();
    shortcut.set('Ctrl+Alt+H');
    expect(shortcut.state).toBe('works');
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
    expect(shortcut.state).toBe('none');
  });

  it('says when another application has it, and tries again when asked again', () => {
    const { shortcut, taken } = setUp(new Set(['Ctrl+Alt+H']));
    shortcut.set('Ctrl+Alt+H');
    expect(shortcut.state).toBe('refused');
    taken.clear();
    shortcut.set('Ctrl+Alt+H');
    expect(shortcut.state).toBe('works');
  });

  it('lets go of nothing that it never had', () => {
    const { shortcut } = setUp(new Set(['Ctrl+Alt+H']));
    shortcut.set('Ctrl+Alt+H');
    expect(() => shortcut.set('Ctrl+Alt+J')).not.toThrow();
    expect(shortcut.state).toBe('works');
  });

  it('is inactive with text that is no shortcut', () => {
    const { shortcut } = setUp();
    shortcut.set('nonsense');
    expect(shortcut.state).toBe('refused');
  });

  it('stays registered when set to what it is', () => {
    const { shortcut, held } = setUp();
    shortcut.set('Ctrl+Alt+H');
    shortcut.set('Ctrl+Alt+H');
    expect(shortcut.state).toBe('works');
    expect(held.size).toBe(1);
  });

  it('that a portal was asked for works once it was pressed', () => {
    const { shortcut, held, pressed, changed } = setUp(new Set(), true);
    shortcut.set('Ctrl+Alt+H');
    expect(shortcut.state).toBe('asked');
    held.get('Ctrl+Alt+H')?.();
    held.get('Ctrl+Alt+H')?.();
    expect(shortcut.state).toBe('works');
    expect(changed).toHaveBeenCalledOnce();
    expect(pressed).toHaveBeenCalledTimes(2);
    shortcut.set('Ctrl+Alt+J');
    expect(shortcut.state).toBe('asked');
    expect([...held.keys()]).toEqual(['Ctrl+Alt+J']);
  });
});

it('knows the desktops where a portal gives them', () => {
  expect(shortcutsComeFromPortal('linux', { XDG_SESSION_TYPE: 'wayland' })).toBe(true);
  expect(shortcutsComeFromPortal('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toBe(true);
  expect(shortcutsComeFromPortal('linux', { XDG_SESSION_TYPE: 'x11', DISPLAY: ':0' })).toBe(false);
  expect(shortcutsComeFromPortal('darwin', { WAYLAND_DISPLAY: 'wayland-0' })).toBe(false);
});
