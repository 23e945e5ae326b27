/** From pressed keys to an Electron accelerator, and from there to what is printed on the keys. Pure. */

/** The parts of a KeyboardEvent that matter. */
export interface KeyPress {
  key: string;
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

const KEY_OF_CODE: Record<string, string> = {
  Space: 'Space',
  Comma: ',',
  Period: '.',
  Slash: '/',
  Semicolon: ';',
  Minus: '-',
  Equal: '=',
  BracketLeft: '[',
  BracketRight: ']',
  Backslash: '\\',
  Backquote: '`',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  Home: 'Home',
  End: 'End',
  PageUp: 'PageUp',
  PageDown: 'PageDown',
  Insert: 'Insert',
  Delete: 'Delete',
};

/** The accelerator of a key press; null while it is not a whole one yet, or would take a plain key from typing. */
export function acceleratorOf(press: KeyPress, platform: string): string | null {
  const key = keyOf(press);
  if (key === null) return null;
  const isFunctionKey = /^F\d/.test(key);
  if (!isFunctionKey && !press.ctrlKey && !press.altKey && !press.metaKey) return null;
  const modifiers = [
    press.ctrlKey && 'Control',
    press.metaKey && (platform === 'darwin' ? 'Command' : 'Super'),
    press.altKey && 'Alt',
    press.shiftKey && 'Shift',
  ].filter((modifier) => modifier !== false);
  return [...modifiers, key].join('+');
}

function keyOf({ key, code }: KeyPress): string | null {
  if (/^F([1-9]|1\d|2[0-4])$/.test(key)) return key;
  // What is printed on the key, so that other layouts work; with Alt some give another sign, then its place counts.
  if (/^[a-z0-9]$/i.test(key)) return key.toUpperCase();
  const place = /^(?:Key|Digit)([A-Z0-9])$/.exec(code)?.[1];
  return place ?? KEY_OF_CODE[code] ?? null;
}

const MAC_SIGNS: Record<string, string> = {
  CommandOrControl: '⌘',
  Command: '⌘',
  Control: '⌃',
  Alt: '⌥',
  Shift: '⇧',
};
const OTHER_NAMES: Record<string, string> = {
  CommandOrControl: 'Ctrl',
  Control: 'Ctrl',
};

/** The keys of an accelerator, each as it is named on the keyboards of the platform. */
export function keysOf(accelerator: string, platform: string): string[] {
  const names = platform === 'darwin' ? MAC_SIGNS : OTHER_NAMES;
  return accelerator.split('+').map((part) => names[part] ?? part);
}
