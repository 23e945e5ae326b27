import { expect, it } from 'vitest';
import { readOptions } from './options.ts';

it('has a value for everything', () => {
  expect(readOptions([])).toMatchObject({ hours: 1, seed: 1, audio: null, speed: Number.POSITIVE_INFINITY });
  expect(readOptions(['--hours', '8', '--speed', '20', '--audio', 'DIR'])).toMatchObject({
    hours: 8,
    speed: 20,
    audio: 'DIR',
  });
  expect(readOptions(['--help', '--hours', '8'])).toBeNull();
});

it.each([
  ['--hours'],
  ['--hours', 'eight'],
  ['--hours', ''],
  ['--hours', '0'],
  ['--hours', '-1'],
  ['--activity', '2'],
  ['--speed', 'fast'],
  ['--program', 'deno'],
  ['--days', '2'],
  ['8'],
])('refuses %s %s', (...words) => {
  expect(() => readOptions(words.filter((word) => word !== undefined))).toThrow(
    expect.objectContaining({ code: 'usage.invalid' }),
  );
});
