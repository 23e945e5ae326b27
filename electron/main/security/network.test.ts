import { expect, it } from 'vitest';
import { isLocalUrl } from './network.ts';

it.each([
  ['app://hark/index.html', true],
  ['blob:app://hark/0c4e', true],
  ['data:image/png;base64,AA', true],
  ['devtools://devtools/bundled/inspector.html', true],
  ['http://127.0.0.1:5173/', false],
  ['https://example.com/', false],
  ['wss://example.com/', false],
  ['file:///etc/passwd', false],
  ['ftp://example.com/', false],
  ['chrome://gpu', false],
  ['no url', false],
])('isLocalUrl(%j) is %s', (url, local) => {
  expect(isLocalUrl(url)).toBe(local);
});
