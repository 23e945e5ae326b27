import { expect, it } from 'vitest';
import { FAILURE_CODES } from '../../contract/failures.ts';
import { EXIT, exitCodeOf, worse } from './exitCodes.ts';

it('every failure has its exit code', () => {
  expect(exitCodeOf('usage.invalid')).toBe(EXIT.usage);
  expect(exitCodeOf('audio.truncated')).toBe(EXIT.input);
  expect(exitCodeOf('model.checksum')).toBe(EXIT.model);
  expect(exitCodeOf('manifest.invalid')).toBe(EXIT.model);
  expect(exitCodeOf('output.unwritable')).toBe(EXIT.output);
  expect(exitCodeOf('internal')).toBe(EXIT.internal);
  expect(FAILURE_CODES.filter((code) => exitCodeOf(code) === EXIT.ok)).toEqual([]);
});

it('an internal error outweighs a bad input, in either order', () => {
  expect(worse(EXIT.ok, EXIT.input)).toBe(EXIT.input);
  expect(worse(EXIT.input, EXIT.ok)).toBe(EXIT.input);
  expect(worse(EXIT.input, EXIT.internal)).toBe(EXIT.internal);
  expect(worse(EXIT.internal, EXIT.input)).toBe(EXIT.internal);
});
