import { describe, expect, it } from 'vitest';
import { makeRedactor } from './redact.ts';

describe('makeRedactor', () => {
  const redact = makeRedactor([
    { path: '/home/ann lee', name: '~' },
    { path: '/home/ann lee/.config/Hark', name: '<data>' },
    { path: '/srv/checkout/', name: '<app>' },
  ]);

  it.each([
    ['the home folder', 'at /home/ann lee/x.wav', 'at ~/x.wav'],
    [
      'a folder inside it by its own name',
      'open /home/ann lee/.config/Hark/settings.json',
      'open <data>/settings.json',
    ],
    ['a folder given with a trailing slash', '/srv/checkout/out/main', '<app>/out/main'],
    ['the form of a URL', 'file:///home/ann%20lee/x.wav', 'file://~/x.wav'],
    ['every occurrence', '/srv/checkout and /srv/checkout', '<app> and <app>'],
    ['another account', '/home/bob/x and /Users/bob/y', '~/x and ~/y'],
    ['a Windows home', 'C:\\Users\\Bob\\x "D:\\\\Users\\\\Bob\\\\y"', '~\\x "~\\\\y"'],
    ['nothing else', '/usr/lib/x 12:30 app://hark/index.html', '/usr/lib/x 12:30 app://hark/index.html'],
    ['not a folder that only begins alike', '/srv/checkout-2/x', '/srv/checkout-2/x'],
  ])('takes out %s', (_name, text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  it('finds a Windows folder whatever the case, the slashes and the escaping', () => {
    const windows = makeRedactor([{ path: 'D:\\Data\\Hark', name: '<data>' }]);
    expect(windows('d:\\data\\hark\\a D:/Data/Hark/b "D:\\\\Data\\\\Hark\\\\c"')).toBe(
      '<data>\\a <data>/b "<data>\\\\c"',
    );
  });

  it('does not mistake the root for a home', () => {
    expect(makeRedactor([{ path: '/', name: '~' }])('/etc/hosts')).toBe('/etc/hosts');
  });
});
