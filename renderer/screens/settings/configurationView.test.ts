import { expect, it } from 'vitest';
import { importedText } from './configurationView.ts';

it.each([
  [{ changed: [], sentences: false, actions: 0 }, 'Everything in it was so already.'],
  [{ changed: ['theme'], sentences: false, actions: 0 }, 'Changed: one setting (theme).'],
  [{ changed: [], sentences: true, actions: 1 }, 'Changed: your own sentences and one action.'],
  [
    { changed: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'], sentences: true, actions: 2 },
    'Changed: 8 settings (a, b, c, d, e, f and 2 more), your own sentences and 2 actions.',
  ],
])('%j', (imported, text) => {
  expect(importedText(imported)).toBe(text);
});
