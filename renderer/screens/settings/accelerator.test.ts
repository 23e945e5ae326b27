import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../contract/settings.ts';
import { acceleratorOf, type KeyPress, keysOf } from './accelerator.ts';

function press(change: Partial<KeyPress>): KeyPress {
  return { key: '', code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...change };
}

describe('acceleratorOf', () => {
  it('puts modifiers before the key', () => {
    const keys = press({ key: 'h', code: 'KeyH', ctrlKey: true, altKey: true, shiftKey: true });
    expect(acceleratorOf(keys, 'linux')).toBe('Control+Alt+Shift+H');
  });

  it('names the meta key as the platform does', () => {
    const keys = press({ key: 'h', code: 'KeyH', metaKey: true });
    expect(acceleratorOf(keys, 'darwin')).toBe('Command+H');
    expect(acceleratorOf(keys, 'linux')).toBe('Super+H');
  });

  it('goes by what is printed on the key, and by its place where Alt changes the sign', () => {
    expect(acceleratorOf(press({ key: 'a', code: 'KeyQ', ctrlKey: true }), 'linux')).toBe('Control+A');
    expect(acceleratorOf(press({ key: '˙', code: 'KeyH', altKey: true }), 'darwin')).toBe('Alt+H');
  });

  it.each([
    ['modifiers alone', press({ key: 'Control', code: 'ControlLeft', ctrlKey: true })],
    ['a letter alone', press({ key: 'h', code: 'KeyH' })],
    ['a capital letter', press({ key: 'H', code: 'KeyH', shiftKey: true })],
    ['Tab, which moves the focus', press({ key: 'Tab', code: 'Tab', altKey: true })],
  ])('is not %s', (_name, keys) => {
    expect(acceleratorOf(keys, 'linux')).toBeNull();
  });

  it('takes a function key alone, and keys with names', () => {
    expect(acceleratorOf(press({ key: 'F9', code: 'F9' }), 'linux')).toBe('F9');
    expect(acceleratorOf(press({ key: ' ', code: 'Space', ctrlKey: true }), 'linux')).toBe('Control+Space');
  });
});

describe('keysOf', () => {
  it('names the keys of the default shortcut on each platform', () => {
    const shortcut = DEFAULT_SETTINGS.pauseShortcut ?? '';
    expect(keysOf(shortcut, 'linux')).toEqual(['Ctrl', 'Alt', 'H']);
    expect(keysOf(shortcut, 'darwin')).toEqual(['⌘', '⌥', 'H']);
  });
});
