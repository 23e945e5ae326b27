import { expect, it } from 'vitest';
import { isAppUrl } from './origin.ts';

it.each([
  ['app://hark/index.html', true],
  ['app://hark', true],
  ['app://hark/#/settings', true],
  ['APP://hark/', true],
  ['app://hark.example/', false],
  ['app://hark:80/', false],
  ['app://me@hark/', false],
  ['apps://hark/', false],
  ['https://hark/', false],
  ['null', false],
  ['', false],
])('isAppUrl(%j) is %s', (url, ours) => {
  expect(isAppUrl(url)).toBe(ours);
});
