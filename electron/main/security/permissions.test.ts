import { expect, it } from 'vitest';
import { isAllowed, type PermissionQuestion } from './permissions.ts';

const HEAR: PermissionQuestion = {
  permission: 'media',
  requester: 'app://hark/index.html',
  mainFrame: true,
  media: ['audio'],
};

it('lets our own page hear, asked by URL or by origin', () => {
  expect(isAllowed(HEAR)).toBe(true);
  expect(isAllowed({ ...HEAR, requester: 'app://hark/' })).toBe(true);
});

it.each<[string, Partial<PermissionQuestion>]>([
  ['seeing', { media: ['video'] }],
  ['hearing together with seeing', { media: ['audio', 'video'] }],
  ['media of an unknown kind', { media: ['unknown'] }],
  ['media of no kind', { media: [] }],
  ['the screen', { permission: 'display-capture' }],
  ['notifications', { permission: 'notifications' }],
  ['the clipboard', { permission: 'clipboard-read' }],
  ['a frame inside the page', { mainFrame: false }],
  ['another origin', { requester: 'https://example.com/' }],
  ['nobody in particular', { requester: undefined }],
  ['an opaque origin', { requester: 'null' }],
])('denies %s', (_name, change) => {
  expect(isAllowed({ ...HEAR, ...change })).toBe(false);
});
